"""A report as data for paper: rows of cards, tables that fit, texts that break."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from alkasba.derive.values import writable
from alkasba.derive.web.answer import Shown
from alkasba.derive.web.chart import Spec, charts_of
from alkasba.derive.web.words import SIGNS, say
from alkasba.web.cards import Card, Cell, Change, Grid, card_of
from alkasba.web.report.content import Meaning, Part, Report
from alkasba.web.report.slices import slices

Data = dict[str, Any]
Draw = Callable[[Spec], str]
MOST_BARS = 25
"""Bars that are drawn on paper; the rest is in the workbook."""
MOST_FIGURES = 9
"""Columns of figures that stand beside each other on a sheet of A4; more go below."""
SMALL, USUAL = 7, 8.5
"""Sizes of letters, in points: of grids with more than half of these columns, and of others."""
LONGEST_TEXT = 300
UNBROKEN = re.compile(r"(\S{30})(?=\S)")
"""A word that may be too long for its column."""
TOLD_OF_A_CHART = 12
"""Rows that stand in what a chart says to who cannot see it."""
CHART_WIDTHS = {1: 400, 2: 860}
"""In pixels, by how many places a chart has; its letters are of one size in both."""
BEGIN_APART, END_APART, MAY_BREAK = "\u2068", "\u2069", "\u200b"
KINDS = {"number": "number", "table": "table", "matrix": "table"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tile on paper, where of many bars the first are drawn."""

    shown: Shown
    card: Card
    notes: list[str]


def laid_out(report: Report, draw: Draw, fonts: Sequence[str]) -> Data:
    """Everything that the page puts down, as text."""
    language = report.language
    return {
        "title": apart(report.title),
        "shop": apart(report.shop),
        "language": language,
        "fonts": list(fonts),
        "run": f"{say(language, 'loaded', moment=report.loaded)} · "
        f"{say(language, 'run')} {apart(report.run)}",
        "page": say(language, "page_of", page="{page}", pages="{pages}"),
        "parts": [_part(part, draw) for part in report.parts],
        "meaning": say(language, "definition"),
        "meanings": [_meaning(one) for one in report.meanings],
    }


def _meaning(one: Meaning) -> Data:
    lines = " · ".join(f"{word}: {apart(text)}" for word, text in one.lines)
    return {"title": apart(one.title), "about": apart(one.about), "formula": lines}


def apart(text: str) -> str:
    """A text of the shop: the direction in which it is read ends with it, and long words break.

    >>> apart("Mint") == "\\u2068Mint\\u2069"
    True
    """
    told = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
    told = UNBROKEN.sub(rf"\1{MAY_BREAK}", writable(told))
    return f"{BEGIN_APART}{told}{END_APART}" if told else ""


def _part(part: Part, draw: Draw) -> Data:
    drawn = [_drawn(part, shown) for shown in part.tiles]
    groups = [(kind, list(group)) for kind, group in groupby(drawn, lambda one: _kind(one.card))]
    return {
        "title": apart(part.title),
        "facts": [[word, apart(told)] for word, told in part.facts],
        "groups": [
            {"kind": kind, "cards": CARDS[kind](part, group, draw)} for kind, group in groups
        ],
    }


def _kind(card: Card) -> str:
    """A chart that has nothing to draw takes the place of one."""
    return KINDS.get(card.show, "chart" if card.charts or card.is_empty else "table")


def _drawn(part: Part, shown: Shown) -> Drawn:
    language, reader = part.reader.language, part.reader
    bars = tuple(dict.fromkeys(row[0] for row in shown.rows))
    whole = card_of(reader, shown)
    notes = [*whole.notes, *([say(language, "nothing")] if whole.is_empty else [])]
    if shown.view.show not in ("bar", "map") or len(bars) <= MOST_BARS:
        return Drawn(shown, whole, notes)
    kept = set(bars[:MOST_BARS])
    first = replace(shown, rows=tuple(row for row in shown.rows if row[0] in kept))
    write = SIGNS[language].write
    told = say(language, "first_bars", rows=write(MOST_BARS), all=write(len(bars)))
    return Drawn(first, card_of(reader, first), [*notes, told])


def _number_cards(part: Part, group: list[Drawn], _: Draw) -> list[Data]:
    return [_number_card(one, part.reader.language) for one in group]


def _number_card(one: Drawn, language: str) -> Data:
    card, lines = one.card, list[Data]()
    if card.change:
        sign = {"up": "▲ ", "down": "▼ "}.get(card.change.way, "= ")
        lines += _beside(card.change, sign + apart(card.change.text))
    if card.target:
        of_target = say(language, "of_target")
        lines += _beside(card.target, f"{apart(card.target.text)} {of_target}")
    return {
        "title": apart(card.title),
        "figure": "" if card.is_empty else apart(card.figure),
        "unit": apart(card.unit),
        "change": lines,
        "notes": one.notes,
    }


def _beside(change: Change, told: str) -> list[Data]:
    """The lines of what stands beside a number: how it compares, where it does, and with what."""
    lines: list[Data] = [{"text": told, "weight": "semibold"}] if change.text else []
    other = f"{change.with_what}: {apart(change.other)}"
    return [*lines, {"text": other, "weight": "regular"}]


def _chart_cards(part: Part, group: list[Drawn], draw: Draw) -> list[Data]:
    """Two stand beside each other; the last of an odd number has the room of two."""
    last = len(group) - 1
    return [
        _chart_card(part, one, draw, 2 if at == last and at % 2 == 0 else 1)
        for at, one in enumerate(group)
    ]


def _chart_card(part: Part, one: Drawn, draw: Draw, span: int) -> Data:
    specs = charts_of(one.shown, part.reader.names(one.shown))
    alt, width = _in_words(one.card), CHART_WIDTHS[span]
    charts = [{"svg": draw(spec | {"width": width}), "alt": alt} for spec in specs]
    title = apart(one.card.title)
    return {"title": title, "span": span, "charts": charts, "notes": one.notes}


def _in_words(card: Card) -> str:
    """What a chart shows, for who cannot see it: its heads, then its first rows."""
    if card.grid is None:
        return writable(card.title)
    heads = ", ".join(cell.text for cells in card.grid.heads for cell in cells if cell.text)
    rows = [" ".join(cell.text for cell in row) for row in card.grid.rows[:TOLD_OF_A_CHART]]
    more = " …" if len(card.grid.rows) > TOLD_OF_A_CHART else ""
    return writable(f"{card.title}. {heads}: {'; '.join(rows)}{more}")


def _table_cards(_: Part, group: list[Drawn], __: Draw) -> list[Data]:
    return [_table_card(one) for one in group]


def _table_card(one: Drawn) -> Data:
    whole = one.card.grid
    grids = [_grid(grid) for grid in slices(whole, MOST_FIGURES)] if whole else []
    return {"title": apart(one.card.title), "grids": grids, "notes": one.notes}


CARDS = {"number": _number_cards, "chart": _chart_cards, "table": _table_cards}


def _grid(grid: Grid) -> Data:
    columns = len(grid.rows[0]) if grid.rows else 0
    is_narrow = columns - grid.titles > MOST_FIGURES // 2
    return {
        # Where there are few figures, what names the rows takes the room that is left.
        "columns": [at < grid.titles and not is_narrow for at in range(columns)],
        "size": SMALL if is_narrow else USUAL,
        "heads": [_cells(cells) for cells in grid.heads],
        "rows": [_cells(cells) for cells in grid.rows],
    }


def _cells(cells: Iterable[Cell]) -> list[Data]:
    return [{"text": apart(c.text), "figure": c.is_figure, "span": c.span} for c in cells]
