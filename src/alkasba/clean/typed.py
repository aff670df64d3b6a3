"""Values that were numbers, days or flags already: no way of writing texts applies to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from alkasba.clean.texts import bare_text
from alkasba.clean.types import plain_format
from alkasba.derive.sql import quoted
from alkasba.model.source import Field, Format

ALWAYS, NEVER = "TRUE", "FALSE"


def mark_of(found: Sequence[tuple[str, str]], form: Format) -> str:
    """SQL that says of a landed row whether the value of a field had a type: often a constant.

    `found` are the places where the field looks, in order, each with its own mark.

    >>> mark_of([("r.c0", ALWAYS)], Format())
    'TRUE'
    """
    marks = [mark for _, mark in found]
    if len(set(marks)) < 2:
        return marks[0] if marks else NEVER
    # The first of several columns that has a value is the one that is read.
    texts = [bare_text(place, kind="text", form=form) for place, _ in found]
    cases = [
        f"WHEN {text} IS NOT NULL THEN {mark}" for text, mark in zip(texts, marks, strict=True)
    ]
    return f"CASE {' '.join(cases)} ELSE FALSE END"


def mark_at(place: int, typed: Mapping[int, str]) -> str:
    """The mark of one column of a landing; `typed` is as in `Landing`."""
    if place not in typed:
        return NEVER
    return f"coalesce(r.{typed[place]}, FALSE)" if typed[place] else ALWAYS


def is_typed(name: str) -> str:
    """The mark of a column while it is cleaned."""
    return quoted(f"typed {name}")


def plainly(field: Field) -> Field:
    """A field whose numbers have a point, whose days are those of ISO 8601."""
    return replace(field, format=plain_format(field.format))
