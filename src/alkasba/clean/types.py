"""A bare text to a value of one of the nine types; NULL where it is not one."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from alkasba.clean.days import day_of, moment_of
from alkasba.clean.numbers import number_of, plain_number, whole_of
from alkasba.derive.ddl import sql_type
from alkasba.derive.sql import listed, literal
from alkasba.model.source import Field, Format
from alkasba.model.table import Column, Value

NUMERIC = ("whole", "number", "money")


def plain_format(form: Format) -> Format:
    """How values are written that are no texts in their origin; the words for blanks stay."""
    usual = Format()
    return replace(
        usual,
        blank=form.blank,
        timezone=form.timezone,
        # A declared word wins: where 0 means yes, it does so in a column of numbers too.
        yes=(*form.yes, *(word for word in usual.yes if word not in form.no)),
        no=(*form.no, *(word for word in usual.no if word not in form.yes)),
    )


def plain_text(text: str, column: Column, field: Field) -> str:
    """SQL for the text in the form that `value_of` reads: numbers in plain digits."""
    if column.type in NUMERIC:
        return plain_number(text, field.format)
    if column.type == "choice":
        return folded(text)
    if field.drop_decimals:
        return rf"regexp_replace({text}, '\.0+$', '')"
    return text


def value_of(text: str, column: Column, form: Format, timezone: str) -> str:
    """SQL for the value of a plain text; NULL where the text is none of the column's type."""
    if column.type == "day":
        return day_of(text, form, timezone)
    if column.type == "moment":
        return moment_of(text, form, timezone)
    if column.type == "flag":
        return _flag_of(text, form)
    return PLAIN[column.type](text, column)


def _code_of(text: str, column: Column) -> str:
    return f"{column.case}({text})" if column.case else text


def _choice_of(plain: str, column: Column) -> str:
    """The declared spelling of a choice, whatever its case and accents in the origin."""
    branches = " ".join(
        f"WHEN {folded(literal(spelling))} THEN {literal(choice)}"
        for choice, spelling in spellings_of(column)
    )
    return f"CASE {plain} {branches} END"


def spellings_of(column: Column) -> list[tuple[str, str]]:
    """Each choice with each of its spellings, in the order in which care looks at them."""
    return [
        (choice, spelling)
        for choice in column.choices
        for spelling in (choice, *column.spellings.get(choice, ()))
    ]


def folded(text: str) -> str:
    """SQL for a text without case and accents."""
    return f"lower(strip_accents({text}))"


PLAIN: dict[str, Callable[[str, Column], str]] = {
    "code": _code_of,
    "text": lambda text, column: text,
    "choice": _choice_of,
    "whole": lambda text, column: whole_of(text),
    "number": number_of,
    "money": number_of,
}


def _flag_of(text: str, form: Format) -> str:
    yes, no = (listed(word.casefold() for word in words) for words in (form.yes, form.no))
    word = f"lower({text})"
    return f"CASE WHEN {word} IN ({yes}) THEN TRUE WHEN {word} IN ({no}) THEN FALSE END"


def typed_literal(value: Value, column: Column) -> str:
    """A declared value as a literal of the column's type."""
    if isinstance(value, bool | int | Decimal):
        return f"CAST({literal(value)} AS {sql_type(column)})"
    if column.type == "day" and value == "today":
        return "getvariable('run_day')::DATE"
    return f"CAST({literal(value)} AS {sql_type(column)})"
