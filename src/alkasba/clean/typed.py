"""Values that were numbers, days or flags already: no way of writing texts applies to them."""

from collections.abc import Mapping
from dataclasses import replace

from alkasba.clean.names import find_column
from alkasba.clean.texts import bare_text
from alkasba.derive.sql import quoted
from alkasba.model.source import Field

ALWAYS, NEVER = "TRUE", "FALSE"


def mark_of(field: Field, written: tuple[str, ...], typed: Mapping[int, str]) -> str:
    """SQL that says of a landed row whether the value of a field had a type: often a constant.

    >>> mark_of(Field("price", ("Price",)), ("Price", "Day"), {0: ""})
    'TRUE'
    """
    if field.value is not None or field.file is not None:
        return NEVER
    found = [place for name in field.names if (place := find_column(name, written)) is not None]
    marks = [_mark(place, typed) for place in found]
    if len(set(marks)) < 2:
        return marks[0] if marks else NEVER
    # The first of several columns that has a value is the one that is read.
    texts = [bare_text(f"r.c{place}", kind="text", form=field.format) for place in found]
    cases = [
        f"WHEN {text} IS NOT NULL THEN {mark}" for text, mark in zip(texts, marks, strict=True)
    ]
    return f"CASE {' '.join(cases)} ELSE FALSE END"


def _mark(place: int, typed: Mapping[int, str]) -> str:
    if place not in typed:
        return NEVER
    return f"coalesce(r.{typed[place]}, FALSE)" if typed[place] else ALWAYS


def is_typed(name: str) -> str:
    """The mark of a column while it is cleaned."""
    return quoted(f"typed {name}")


def plainly(field: Field) -> Field:
    """A field whose numbers have a point, whose days are those of ISO 8601.

    What the owner says of blanks, of yes and no and of the zone still holds.
    """
    form = field.format
    plain = replace(
        form,
        decimal=".",
        thousands="",
        currency=(),
        days=(),
        moments=(),
        yes=(*form.yes, "true"),
        no=(*form.no, "false"),
    )
    return replace(field, format=plain)
