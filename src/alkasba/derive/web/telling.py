"""How a page tells titles, columns, periods and figures in a language."""

import re
from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

from alkasba.derive.names import CALENDAR
from alkasba.derive.web.answer import Shown
from alkasba.derive.web.words import (
    CALENDAR_WORDS,
    DAY,
    MONTHS,
    SHEET_LOCALE,
    SIGNS,
    in_language,
    say,
)
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.shop import Shop
from alkasba.model.table import Table

UNKNOWN = "unknown"
"""What the warehouse holds where a fact refers to nothing."""


def title_of(shop: Shop, tile: Tile, language: str) -> str:
    """The tile's title, else its measures and what they are cut by."""
    if tile.title:
        return in_language(tile.title, language)
    names = [called(shop, name, language) for name in (*tile.measures, *tile.by)]
    return " · ".join((", ".join(names[: len(tile.measures)]), *names[len(tile.measures) :]))


def title_of_dashboard(dashboard: Dashboard, language: str) -> str:
    return in_language(dashboard.title, language) or heading(dashboard.name)


def title_of_table(shop: Shop, table: Table, language: str) -> str:
    """The table's title, else how words.toml reads its name, else its name."""
    told = shop.words.names.get(language, {}).get(table.name, "")
    return (
        table.title.get(language) or told or in_language(table.title, "en") or heading(table.name)
    )


def called(shop: Shop, name: str, language: str) -> str:
    """What people call a measure, a column or a way to one: as words.toml reads it, else its name.

    Of a way the last two steps tell enough: the name of the supplier; of one to a member the last.
    """
    steps = name.removeprefix("calendar.").split(".")[-2:]
    return _called(shop, steps[-1:] if steps[-1] in shop.dimensions else steps, language)


def _called(shop: Shop, steps: list[str], language: str) -> str:
    texts = shop.words.names.get(language, {})
    told = [texts.get(step) or CALENDAR_WORDS.get(step, {}).get(language) for step in steps]
    known = [text for text in told if text]
    return " · ".join(known) if len(known) == len(steps) else heading(".".join(steps))


def unit_called(shop: Shop, unit: str, language: str) -> str:
    """How words.toml reads a unit, without capitals, else the unit itself."""
    told = shop.words.names.get(language, {}).get(unit, "")
    return told.lower() or unit


def value_called(shop: Shop, term: str, value: object, language: str) -> str | None:
    """How words.toml reads a value of a column; None where it does not tell."""
    texts = shop.words.values.get(language, {}).get(term.rpartition(".")[2], {})
    return texts.get(value) if isinstance(value, str) else None


def heading(name: str) -> str:
    """A name of the declaration for people.

    >>> heading("net_sales"), heading("product.supplier.name")
    ('Net sales', 'Supplier name')
    """
    words = " ".join(name.split(".")[-2:]).replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def unit_of(shop: Shop, column: str) -> str:
    """The unit of a column of an answer; beside a measure stand another period's and the change."""
    for ending in ("", "_last_year", "_previous"):
        name = column.removesuffix(ending) if ending else column
        if name in shop.measures and (not ending or column.endswith(ending)):
            return shop.measures[name].unit
    return "%" if column.endswith("_change") else ""


def when(value: object, language: str) -> str:
    """A day, month, quarter, week or year for people.

    >>> when("2026-03", "fr"), when(date(2026, 3, 5), "en"), when("2026-Q1", "en"), when(2026, "ar")
    ('mars 2026', '5 Mar 2026', '2026 Q1', '2026')
    """
    if isinstance(value, date):
        month = MONTHS[language][value.month - 1]
        return DAY[language].format(day=value.day, month=month, year=value.year)
    text = str(value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return when(date.fromisoformat(text), language) if _is_day(text) else text
    if re.fullmatch(r"\d{4}-\d{2}", text) and 1 <= int(text[5:]) <= 12:
        return f"{MONTHS[language][int(text[5:]) - 1]} {text[:4]}"
    return text.replace("-", " ") if re.fullmatch(r"\d{4}-[QW]\d+", text) else text


def moment_in(shop: Shop, text: str, language: str) -> str:
    """A moment of the books, as the shop's clock shows it."""
    local = datetime.fromisoformat(text).astimezone(ZoneInfo(shop.calendar.timezone))
    return f"{when(local.date(), language)}, {local:%H:%M}"


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        return bool(date.fromisoformat(text))
    return False


def day_of(value: object) -> str | None:
    """The first day of a period, which is where a chart puts it.

    >>> day_of("2026-Q3"), day_of("2026-W01"), day_of(2026), day_of("Tea")
    ('2026-07-01', '2025-12-29', '2026-01-01', None)
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if found := re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text):
        return f"{found[1]}-{found[2] or '01'}-01"
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        return f"{found[1]}-{3 * int(found[2]) - 2:02}-01"
    if found := re.fullmatch(r"(\d{4})-W(\d{2})", text):
        return date.fromisocalendar(int(found[1]), int(found[2]), 1).isoformat()
    return None


def calendar_cell(term: str, value: object, language: str) -> tuple[object, str]:
    """A day, month or year as a spreadsheet holds it, and how it shows it; nothing for the rest.

    >>> calendar_cell("month", "2026-03", "fr"), calendar_cell("category", "2026-03", "fr")
    ((datetime.date(2026, 3, 1), '[$-40C]mmm yyyy'), (None, ''))
    """
    name = term.removeprefix("calendar.")
    if name == "year" and isinstance(value, int):
        return value, "0"
    if name == "month" and (found := day_of(value)):
        return date.fromisoformat(found), f"[$-{SHEET_LOCALE[language]}]mmm yyyy"
    # A moment has a zone, which a cell of a spreadsheet does not: it stays a text.
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return (value, f"[$-{SHEET_LOCALE[language]}]d mmm yyyy") if is_day else (None, "")


def nothing_told(value: object, language: str) -> str:
    """What people read where a member is not known, or where its column says nothing; else none."""
    if value == UNKNOWN:
        return say(language, "unknown")
    return say(language, "blank") if value is None or value == "" else ""


def told(shown: Shown, term: str, value: object, language: str) -> str:
    """A value of a column that cuts, for people."""
    if text := nothing_told(value, language):
        return text
    if isinstance(value, bool):
        return SIGNS[language].yes if value else SIGNS[language].no
    if term.removeprefix("calendar.") == "month_of_year" and value in range(1, 13):
        return MONTHS[language][int(str(value)) - 1]
    if isinstance(value, date) or term.removeprefix("calendar.") in CALENDAR:
        return when(value, language)
    return shown.label(term, value) or str(value)
