"""The small pieces that every file of the report is made of: values, objects, documents."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from alkasba.derive.powerbi.pbir.versions import schema

Json = Mapping[str, object]


def document(kind: str, content: Json) -> str:
    """A file of the report, which names its schema."""
    return written({"$schema": schema(kind), **content})


def written(content: Json) -> str:
    """JSON as Desktop writes it: two blanks a level, letters as they are."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def value(told: str | bool | int | Decimal | date) -> dict[str, object]:
    """A value in the words of Power BI: quotes are doubled, numbers carry their kind.

    >>> [literal(one) for one in ("Bob's", True, 3, Decimal("2.50"), date(2026, 3, 1))]
    ["'Bob''s'", 'true', '3L', '2.50M', "datetime'2026-03-01T00:00:00'"]
    """
    return {"expr": {"Literal": {"Value": literal(told)}}}


def literal(told: str | bool | int | Decimal | date) -> str:
    """The text of a value."""
    match told:
        case bool():
            return "true" if told else "false"
        case int():
            return f"{told}L"
        case Decimal():
            return f"{told:f}M"
        case date():
            return f"datetime'{told.isoformat()}T00:00:00'"
    return "'" + told.replace("'", "''") + "'"


def points(size: int) -> dict[str, object]:
    """A size, which Power BI wants as a floating number."""
    return {"expr": {"Literal": {"Value": f"{size}D"}}}


def properties(**told: object) -> list[Json]:
    """What an object of a visual is set to: values are told, all else stands as it is."""
    return [{"properties": _told(told)}]


def of_id(name: str, **told: object) -> Json:
    """What one part of an object is set to."""
    return {"properties": _told(told), "selector": {"id": name}}


def _told(told: Mapping[str, object]) -> dict[str, object]:
    plain = (str, bool, int, Decimal, date)
    return {key: value(one) if isinstance(one, plain) else one for key, one in told.items()}
