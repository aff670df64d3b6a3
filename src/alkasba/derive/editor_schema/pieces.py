"""The pieces that the schemas are made of: a text, several words, a table of known keys."""

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]
_SIGNS = r"\s!-/:-@\[-^`{-~"
WORD = rf"^[^\d{_SIGNS}][^{_SIGNS}]*$"
"""What a table, a column and a measure may be called."""


def of(kind: str, about: str, **more: Any) -> Schema:
    return {"type": kind, "description": about, **more}


def text(about: str, **more: Any) -> Schema:
    return of("string", about, **more)


def flag(about: str) -> Schema:
    return of("boolean", about)


def whole(about: str, least: int = 0, most: int | None = None) -> Schema:
    return of("integer", about, minimum=least, **({} if most is None else {"maximum": most}))


def share(about: str) -> Schema:
    return of("number", about, minimum=0, maximum=1)


def value(about: str) -> Schema:
    return {"type": ["string", "number", "boolean"], "description": about}


def limit(about: str) -> Schema:
    return {"type": ["string", "number"], "description": about}


def word(about: str, choices: Iterable[str]) -> Schema:
    return {"enum": list(choices), "description": about}


def words(about: str, **items: Any) -> Schema:
    """One text or several."""
    item = {"type": "string", **items}
    return {"anyOf": [item, {"type": "array", "items": item}], "description": about}


def part(about: str, properties: Mapping[str, Schema], needed: Iterable[str] = ()) -> Schema:
    """A table with known keys only."""
    schema = of("object", about, properties=dict(properties), additionalProperties=False)
    return schema | ({"required": list(needed)} if needed else {})


def named(about: str, each: Schema, names: str = WORD) -> Schema:
    """A table whose keys are names that the owner chooses."""
    return of("object", about, propertyNames={"pattern": names}, additionalProperties=each)


def either(about: str, *ways: Schema) -> Schema:
    return {"anyOf": list(ways), "description": about}
