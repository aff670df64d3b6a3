"""Texts that are read outright: cast, and taken where the value is sure to be what care would give.

Most values are written plainly, and reading them so costs a fraction of reading them with care.
Wherever a value is not sure, the row is read with care: what is sure is a shortcut, never a rule.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from alkasba.clean.days import Kind, cast_day, cast_moment, declared_day, declared_moment
from alkasba.clean.numbers import SPACES
from alkasba.clean.rules import plain_of, raw_of, rules_of_value
from alkasba.clean.texts import BLANKS, WORDS, counts_as_blank
from alkasba.clean.types import NUMERIC, spellings_of, typed_literal, value_of
from alkasba.derive.ddl import sql_type
from alkasba.derive.sql import listed, literal, quoted
from alkasba.model.source import Field, Format
from alkasba.model.table import Column

WIDTHS = {"d": 2, "m": 2, "Y": 4, "H": 2, "M": 2, "S": 2}
"""How many digits the parts of a declared form take when they are written in full."""
ZULU = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"
LENGTHS: dict[int, Kind] = {10: "day", 19: "wall", 20: "zoned"}
"""How long the usual forms are when they are written in full."""


@dataclass(frozen=True, slots=True)
class Outright:
    """SQL for the value of a landed text, NULL where it is blank, and for whether it is sure.

    `sure` may stand on the value by the column's name; it is NULL or false where care is needed.
    Where `odd` says so of the landed text, it is made bare and plain as care does, and the value
    may stand on that plain text, which is NULL for all others.
    """

    value: str
    sure: str
    odd: str = ""


def outright_of(
    column: Column, field: Field, timezone: str, *, only_spaces: bool, is_merged: bool
) -> Outright | None:
    """How a column is read from its landed text; None where only care can.

    `only_spaces` is as in `Landing`. What a merged dimension lacks is filled after the merge.
    """
    found = _found(column, field, timezone, only_spaces)
    if found is None:
        return None
    form, name = field.format, quoted(column.name)
    value, blank = found.value, _is_blank(raw_of(column.name), form)
    if column.missing is not None and column.refers is None and not is_merged:
        value = f"CASE WHEN {blank} THEN {typed_literal(column.missing, column)} ELSE {value} END"
    elif column.type not in WORDS and any(form.blank):
        # A cast that fails is dear, and a blank may be written like a value: 999, or 1900-01-01.
        value = f"CASE WHEN NOT {blank} THEN {value} END"
    may_be_blank = not column.required or column.missing is not None
    sure = f"({found.sure} OR {blank})" if may_be_blank else f"{found.sure} AND {name} IS NOT NULL"
    within = [f"({rule.condition}) IS NOT TRUE" for rule in rules_of_value(column, name)]
    return replace(found, value=value, sure=" AND ".join([sure, *within]))


def _found(column: Column, field: Field, timezone: str, only_spaces: bool) -> Outright | None:
    """How a text that is not blank is read."""
    form, text = field.format, raw_of(column.name)
    if column.type == "choice":
        return _choice(text, column, form)
    if column.type in WORDS:
        return _text(text, column, field, only_spaces)
    if column.type in NUMERIC:
        return _number(text, column, form)
    if column.type == "flag":
        return _flag(text, form)
    return _time(text, column, form, timezone)


def _is_blank(text: str, form: Format) -> str:
    return f"({text} IS NULL OR {counts_as_blank(text, form)})"


def _text(text: str, column: Column, field: Field, only_spaces: bool) -> Outright:
    ends_blank = f"suffix({text}, ' ')" if only_spaces else f"right({text}, 1) < '!'"
    # In ASCII nothing has two forms.
    is_bare = f"nfc_normalize(trim({text}, {literal(BLANKS)})) = {text}"
    held = [
        f"{text} >= '!' AND NOT {ends_blank}",
        f"(strlen({text}) = length({text}) OR {is_bare})",
    ]
    if field.drop_decimals:
        held.append(f"NOT contains({text}, '.')")
    cased = f"{column.case}({text})" if column.case else text
    blank = _is_blank(text, field.format)
    return Outright(f"CASE WHEN NOT {blank} THEN {cased} END", f"({' AND '.join(held)})")


def _choice(text: str, column: Column, form: Format) -> Outright | None:
    """The declared spellings to the letter; the others as care reads them."""
    blank = {word.casefold() for word in form.blank}
    meant: dict[str, str] = {}
    for choice, spelling in spellings_of(column):
        # Of two choices that are told apart by case or accents alone, care takes the first.
        meant.setdefault(_plain_letters(spelling), choice)
    exact = {
        spelling: choice
        for choice, spelling in spellings_of(column)
        if spelling == unicodedata.normalize("NFC", spelling).strip(BLANKS)
        and spelling.casefold() not in blank
        and meant[_plain_letters(spelling)] == choice
    }
    # What fills a blank would stand for a wrong word, too.
    if not exact or column.missing is not None:
        return None
    careful = value_of(plain_of(column.name), column, form, "")
    cases = " ".join(f"WHEN {literal(s)} THEN {literal(c)}" for s, c in exact.items())
    return Outright(
        f"coalesce(CASE {text} {cases} END, {careful})",
        f"{quoted(column.name)} IS NOT NULL",
        odd=f"{text} NOT IN ({listed(exact)})",
    )


def _plain_letters(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()


def _number(text: str, column: Column, form: Format) -> Outright | None:
    """A number that reads back as it was written, but for zeros at its end."""
    plain, signs = text, list(form.currency)
    if form.thousands:
        signs += SPACES if form.thousands == " " else [form.thousands]
    if form.decimal == ",":
        plain = f"CASE WHEN NOT contains({text}, '.') THEN replace({text}, ',', '.') END"
        signs.append(".")
    if any(re.search(r"[\d+-]", sign) for sign in signs):
        return None
    odd = " OR ".join(f"contains({text}, {literal(sign)})" for sign in signs)
    if odd:
        plain = f"coalesce({plain_of(column.name)}, {plain})"
    value = f"{quoted(column.name)}::VARCHAR"
    reads_back = f"{value} = {plain}" if column.type == "whole" else f"prefix({value}, {plain})"
    return Outright(f"TRY_CAST({plain} AS {sql_type(column)})", reads_back, odd)


def _flag(text: str, form: Format) -> Outright | None:
    blank = {word.casefold() for word in form.blank}
    yes = [word for word in form.yes if word.casefold() not in blank and word]
    no = [word for word in form.no if word.casefold() not in blank | {w.casefold() for w in yes}]
    words = [word for word in (*yes, *no) if word.isascii() and word == word.strip(BLANKS)]
    if not yes or not words:
        return None
    return Outright(
        f"CASE WHEN {text} IN ({listed(yes)}) THEN TRUE WHEN {text} <> '' THEN FALSE END",
        f"{text} IN ({listed(words)})",
    )


def _time(text: str, column: Column, form: Format, timezone: str) -> Outright | None:
    """A day or a moment that is written in full."""
    is_day = column.type == "day"
    if shapes := form.days if is_day else form.moments:
        return _declared_time(text, column, shapes[0], form, timezone)
    cast = cast_day if is_day else cast_moment
    by_length = " ".join(
        f"WHEN {length} THEN {cast(text, kind, form, timezone)}" for length, kind in LENGTHS.items()
    )
    # What reads back to the letter was a day, or a time on the wall, and nothing else.
    sure = (
        f"CASE strlen({text}) WHEN 10 THEN TRY_CAST({text} AS DATE)::VARCHAR = {text} "
        f"WHEN 19 THEN TRY_CAST({text} AS TIMESTAMP)::VARCHAR = replace({text}, 'T', ' ') "
        f"WHEN 20 THEN regexp_full_match({text}, {literal(ZULU)}) END AND {_has_long_year(column)}"
    )
    return Outright(f"CASE strlen({text}) {by_length} END", sure)


def _declared_time(
    text: str, column: Column, shape: str, form: Format, timezone: str
) -> Outright | None:
    mask = re.sub(r"%(.)", lambda part: "_" * WIDTHS.get(part[1], 0) or "%", shape)
    # Without a sign that stands by itself the words of strptime would fit: infinity, epoch.
    if "%Y" not in shape or "%" in mask or "_" in re.sub(r"%.", "", shape) or set(mask) == {"_"}:
        return None
    told = declared_day if column.type == "day" else declared_moment
    sure = f"{text} LIKE {literal(mask)} AND {_has_long_year(column)}"
    return Outright(told(text, shape, form, timezone), sure)


def _has_long_year(column: Column) -> str:
    """Its year was written with four digits, where four signs were its room."""
    value = quoted(column.name)
    return f"{value} >= {sql_type(column)} '1001-01-01'"
