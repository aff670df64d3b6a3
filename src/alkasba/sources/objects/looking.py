"""Looks at files elsewhere that nobody declared: fetched into a scratch folder, and looked at."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

from duckdb import DuckDBPyConnection

from alkasba.sources.file_shapes import Limits
from alkasba.sources.looking import NOT_READ, SUFFIXES, Looked, look_at_files, suffix_of
from alkasba.sources.objects.address import WEB, scheme_of, told
from alkasba.sources.objects.fetching import store_of
from alkasba.sources.objects.store import Object, Store

TIMES_THE_GROUP = 4
"""So many times what is looked at of one group may be fetched in all."""
TYPES = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/x-ndjson": ".jsonl",
    "application/vnd.apache.parquet": ".parquet",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
"""What a web server calls a file -> the end of a name that says the same."""


def look_elsewhere(
    address: str, db: DuckDBPyConnection, scratch: Path, limits: Limits, *, kind: str = ""
) -> Looked:
    """Every group of the files at an address; a folder stands for all that is in it.

    `kind` is what a web server calls the file, where its name does not say what it is.
    """
    pattern = _whole(address)
    folder = scratch / "elsewhere"
    folder.mkdir(parents=True)
    left: list[tuple[str, str]] = []
    with closing(store_of(pattern, "")) as store:
        for one in store.list():
            if reason := _bring(store, one, folder, limits, TYPES.get(kind, "")):
                left.append((one.name, reason))
    looked = look_at_files(folder, db, scratch, limits)
    looked.where, looked.folder, looked.place = told(address), None, _folder(pattern)
    looked.name = PurePosixPath(looked.place.partition("://")[2]).name
    looked.left += left
    if scheme_of(pattern) in WEB:
        looked.place = ""
        for group in looked.groups:
            group.declared = group.declared | {"files": [pattern]}
    return looked


def _whole(address: str) -> str:
    """A pattern of all that is in a folder, where no file and no pattern is named."""
    last = address.rpartition("/")[2]
    if scheme_of(address) in WEB or suffix_of(last) in SUFFIXES or re.search(r"[*?\[]", address):
        return address
    return f"{address.rstrip('/')}/**"


def _folder(pattern: str) -> str:
    """The address down to the first wildcard."""
    scheme, _, rest = pattern.partition("://")
    parts = rest.split("/")
    fixed = [part for part in parts[:-1] if part]
    magic = next((i for i, part in enumerate(fixed) if re.search(r"[*?\[]", part)), len(fixed))
    return f"{scheme}://{'/'.join(fixed[:magic])}"


def _bring(store: Store, one: Object, folder: Path, limits: Limits, suffix: str) -> str:
    """Fetch a file to where its name says; the reason where that is not done."""
    # The name of a file starts with its folder, which the place says already.
    name = one.name.partition("/")[2] or one.name
    if suffix_of(name) not in SUFFIXES:
        name += suffix
    if suffix_of(name) not in SUFFIXES:
        return NOT_READ
    if not all(map(_is_plain, name.split("/"))):
        return "its name has signs that a pattern cannot hold"
    held = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    room = limits.group * TIMES_THE_GROUP - held
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not _has_room(store.read(one), path, room):
        path.unlink()
        return "it is too large to be fetched for a look"
    return ""


def _is_plain(part: str) -> bool:
    """Whether a part of a name leads nowhere else and is no wildcard."""
    is_hidden = part.startswith(".") or not part
    return not is_hidden and part.isprintable() and not re.search(r'[*?\[\]{}\\:"]', part)


def _has_room(parts: Iterator[bytes], path: Path, room: int) -> bool:
    with path.open("wb") as out:
        for part in parts:
            room -= len(part)
            if room < 0:
                return False
            out.write(part)
    return True
