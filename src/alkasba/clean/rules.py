"""The rules that a row may break: each with its condition in SQL and words for people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alkasba.clean.numbers import has_more_decimals
from alkasba.clean.types import typed_literal
from alkasba.derive.sql import literal, quoted
from alkasba.model.source import Format
from alkasba.model.table import Column, written_name

KIND_WORDS = {
    "whole": "a whole number",
    "number": "a number",
    "money": "an amount",
    "day": "a day",
    "moment": "a moment",
    "flag": "yes or no",
    "choice": "one of the choices",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What must not be: `name` is kind:column; `next_step` is for whoever repairs the row."""

    name: str
    condition: str
    reason: str
    next_step: str

    @property
    def column(self) -> str:
        return self.name.partition(":")[2]


def raw_of(name: str) -> str:
    """The text of a column as it was landed, while it is cleaned."""
    return quoted(f"raw {name}")


def text_of(name: str) -> str:
    """The bare text of a column while it is cleaned; no shop's column has a blank in its name."""
    return quoted(f"text of {name}")


def plain_of(name: str) -> str:
    """The plain text of a column while it is cleaned."""
    return quoted(f"plain {name}")


def read_as(column: Column) -> str:
    """The name of what was read of a column: of an amount to be converted, what was written."""
    return written_name(column.name) if column.currency is not None else column.name


def rules_of(column: Column, form: Format, *, of_rate: Iterable[Rule] = ()) -> Iterator[Rule]:
    """The rules of one column, over its texts and its value, in the order of judging.

    Those `of_rate` come after what is about the writing, and before what is about the value.
    """
    name = column.name
    text, plain, value = text_of(name), plain_of(name), quoted(name)
    if column.required and column.missing is None:
        yield Rule(
            f"required:{name}",
            f"{text} IS NULL",
            f"{name} is blank",
            f"Fill it in the origin, or declare missing = ... for {name}.",
        )
    if column.type in KIND_WORDS:
        kind = "choice" if column.type == "choice" else "type"
        yield Rule(
            f"{kind}:{name}",
            f"{text} IS NOT NULL AND {quoted(read_as(column))} IS NULL",
            f"{name} is not {KIND_WORDS[column.type]}{_forms(column, form)}",
            f"Correct it in the origin, or declare how the origin writes {name}.",
        )
    yield from _decimals(column, plain)
    yield from of_rate
    yield from rules_of_value(column, value)


def rules_of_value(column: Column, value: str) -> Iterator[Rule]:
    """The rules that are about the value alone; one that is empty breaks none."""
    yield from _limits(column, value)
    if column.pattern is not None:
        yield Rule(
            f"pattern:{column.name}",
            f"NOT regexp_full_match({value}, {literal(column.pattern)})",
            f"{column.name} does not look like {column.pattern}",
            "Correct it in the origin, or change the pattern.",
        )


def _forms(column: Column, form: Format) -> str:
    """How a value may be written, for the reason of a reject."""
    if column.type == "choice":
        return ": " + ", ".join(column.choices)
    if column.type == "day":
        return " written as " + (" or ".join(form.days) or "2024-01-31")
    if column.type == "moment":
        return " written as " + (" or ".join(form.moments) or "2024-01-31T12:30:00+01:00")
    if column.type in ("number", "money") and form.decimal == ",":
        return " with a decimal comma"
    return ""


def _decimals(column: Column, plain: str) -> Iterator[Rule]:
    if column.type in ("number", "money") and not column.round:
        yield Rule(
            f"decimals:{column.name}",
            has_more_decimals(plain, column),
            f"{column.name} has more than {column.decimals} decimals",
            f"Declare decimals = ... for {column.name}, or round = true.",
        )


def _limits(column: Column, value: str) -> Iterator[Rule]:
    least, most, beyond = column.at_least, column.at_most, []
    if column.type == "day" and least is None:
        # DuckDB counts on below the year 1, and no shop was open then.
        least = "0001-01-01"
    if least is not None:
        beyond.append(f"{value} < {typed_literal(least, column)}")
    if most is not None:
        beyond.append(f"{value} > {typed_literal(most, column)}")
    if beyond:
        bounds = [
            f"{word} {bound}"
            for word, bound in (("at least", least), ("at most", most))
            if bound is not None
        ]
        yield Rule(
            f"range:{column.name}",
            " OR ".join(beyond),
            f"{column.name} must be {' and '.join(bounds)}",
            "Correct it in the origin, or change the bounds.",
        )
