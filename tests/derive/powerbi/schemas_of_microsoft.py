"""Holds files of a Power BI project against the schemas that Microsoft publishes for them."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

SCHEMAS = Path(__file__).parent / "schemas"
HOST = re.compile(r"https?://[^/]+/json-schemas/fabric/")
KNOWN = [
    re.compile(path)
    for path in (
        r"definition\.pbir",
        r"definition/(report|version)\.json",
        r"definition/pages/pages\.json",
        r"definition/pages/[^/]+/page\.json",
        r"definition/pages/[^/]+/visuals/[^/]+/(visual|mobile)\.json",
        r"definition/bookmarks/(bookmarks|[^/]+\.bookmark)\.json",
        r"StaticResources/.+",
    )
]
"""The files that a report may have."""


def violations(files: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the files of a report: each has a name, a schema, and keeps it."""
    for path, text in files.items():
        if not any(known.fullmatch(path) for known in KNOWN):
            yield f"{path}: no file of a report"
        document = json.loads(text, object_pairs_hook=once)
        if not path.startswith("StaticResources/"):
            yield from (f"{path}: {one}" for one in broken_by(document))


def broken_by(document: Any) -> Iterator[str]:
    """How a document breaks the schema that it names."""
    address = document.get("$schema", "")
    if not (SCHEMAS / HOST.sub("", address)).is_file():
        yield f"names no schema that is known here: {address}"
        return
    for error in validator(address).iter_errors(document):
        yield f"{error.json_path}: {error.message[:300]}"


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand in it once."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key stands there twice: {keys}"
    return dict(pairs)


@cache
def validator(address: str) -> Draft7Validator:
    return Draft7Validator(load(address).contents, registry=Registry(retrieve=load))


@cache
def load(address: str) -> Resource[Any]:
    text = (SCHEMAS / HOST.sub("", address)).read_text(encoding="utf-8")
    return Resource.from_contents(json.loads(text), default_specification=DRAFT7)
