"""A report as one page that needs no server: its style and its charts stand in it, no script."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace

from alkasba.derive.web.answer import Shown
from alkasba.derive.web.chart import charts_of
from alkasba.derive.web.theme import FONT
from alkasba.web import vega
from alkasba.web.cards import Card, Grid, in_groups
from alkasba.web.drawing import TEMPLATES, numbers, rendered, times
from alkasba.web.report.content import Part, Report
from alkasba.web.report.made import Made

STYLE = TEMPLATES.parent / "static" / "page.css"
CHART_WIDTH = 640


@dataclass(frozen=True, slots=True)
class Section:
    """A dashboard as it is laid out; `pictures` are those of each card, by its number."""

    part: Part
    groups: list[list[Card]]
    pictures: Mapping[int, list[str]]


def make(report: Report) -> Made:
    """The report as HTML; the same report gives the same bytes."""
    values = {
        "report": report,
        "style": STYLE.read_text(encoding="utf-8"),
        "sections": [_section(part) for part in report.parts],
    }
    return Made(rendered("report.html", report.language, values).encode())


def _section(part: Part) -> Section:
    cards = [replace(card, grid=_unlinked(card.grid)) for card in part.cards]
    pictures = {shown.view.number: _pictures(part, shown) for shown in part.tiles}
    return Section(part, in_groups(cards), pictures)


def _unlinked(grid: Grid | None) -> Grid | None:
    """The grid without its links, which lead nowhere outside of the pages."""
    if grid is None:
        return None
    return replace(
        grid, rows=[[replace(cell, href="", page="") for cell in row] for row in grid.rows]
    )


def _pictures(part: Part, shown: Shown) -> list[str]:
    """The charts of a tile as addresses that hold the pictures themselves."""
    language = part.reader.language
    drawn = [
        vega.vector(spec | {"width": CHART_WIDTH}, numbers(language), times(language), FONT)
        for spec in charts_of(shown, part.reader.names(shown))
    ]
    # As an image, a drawing runs no script and fetches nothing, whatever text is in it.
    codes = (base64.b64encode(svg.encode()).decode("ascii") for svg in drawn)
    return [f"data:image/svg+xml;base64,{code}" for code in codes]
