"""The charts of a tile as a spreadsheet draws them itself, from the cells of its grid."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from alkasba.derive.web.adding import adds_up
from alkasba.derive.web.answer import Shown
from alkasba.derive.web.theme import SERIES
from alkasba.derive.web.words import DIRECTION
from alkasba.web.cards import Grid, Reader

KINDS = {
    "line": "line",
    "area": "area",
    "column": "column",
    "bar": "bar",
    "map": "bar",
    "scatter": "scatter",
}
BARS = ("bar", "map")
MOST_BARS, MOST_SERIES = 40, 12
"""What a chart of a sheet shows of each; the grid has all."""
WIDTH, HEIGHT, LINE = 760, 340, 20
"""In pixels; LINE is about the height of a row."""
AXIS, LINES = "#999999", "#e3e6e2"


def draw_charts(
    book: Workbook, sheet: Worksheet, reader: Reader, shown: Shown, grid: Grid, begin: int
) -> None:
    """A chart for each unit, beside the grid whose values begin at a row."""
    column, at = len(grid.rows[0]) + 1, 1
    for columns in _groups(reader, shown, grid):
        chart = _chart(book, sheet, reader, shown, grid, begin, columns)
        title = grid.heads[-1][columns[0]].text
        place = {"description": title, "object_position": 3}
        sheet.insert_chart(at, column, chart, place)
        at += _height(shown, grid) // LINE + 2


def drawn_of(shown: Shown, grid: Grid) -> tuple[int, int]:
    """How many bars or series are drawn, and how many there are."""
    if shown.view.show in BARS and len(grid.rows) > MOST_BARS:
        return MOST_BARS, len(grid.rows)
    series = len(grid.rows[0]) - grid.titles if grid.titles < len(shown.by) else 0
    return min(series, MOST_SERIES), series


def _height(shown: Shown, grid: Grid) -> int:
    is_bars = shown.view.show in BARS
    return 80 + 22 * min(len(grid.rows), MOST_BARS) if is_bars else HEIGHT


def _groups(reader: Reader, shown: Shown, grid: Grid) -> list[list[int]]:
    """Places of the columns that are drawn together."""
    if shown.view.show == "scatter" and len(shown.measures) > 1:
        return [[len(shown.by), len(shown.by) + 1]]
    if grid.titles < len(shown.by):
        return [list(range(grid.titles, len(grid.rows[0])))[:MOST_SERIES]]
    unit = reader.unit
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(shown.columns):
        if at >= len(shown.by) and not name.endswith("_change"):
            groups.setdefault(unit(name), []).append(at)
    return list(groups.values())


def _chart(
    book: Workbook,
    sheet: Worksheet,
    reader: Reader,
    shown: Shown,
    grid: Grid,
    begin: int,
    columns: list[int],
) -> Any:
    kind = KINDS[shown.view.show]
    rows = len(grid.rows) if kind != "bar" else min(len(grid.rows), MOST_BARS)
    end = begin + rows - 1
    is_stacked = grid.titles < len(shown.by) and adds_up(reader.shop, shown.measures[0])
    subtype = {"subtype": "stacked"} if is_stacked and kind in ("area", "column", "bar") else {}
    chart = book.add_chart({"type": kind, **subtype})
    across = columns[0] if kind == "scatter" else 0
    for at, column in enumerate(columns[1:] if kind == "scatter" else columns):
        colour = SERIES[at % len(SERIES)]
        chart.add_series(
            {
                # A place, not its text, which could begin with an equals sign.
                "name": [sheet.name, begin - 1, column],
                "categories": [sheet.name, begin, across, end, across],
                "values": [sheet.name, begin, column, end, column],
                **_drawn(kind, colour),
            }
        )
    _axes(chart, reader, grid, kind, columns)
    chart.set_title({"none": True})
    has_legend = len(columns) > 1 and kind != "scatter"
    chart.set_legend({"position": "top"} if has_legend else {"none": True})
    chart.set_size({"width": WIDTH, "height": _height(shown, grid)})
    return chart


def _drawn(kind: str, colour: str) -> dict[str, Any]:
    """How a series is drawn, in the colours of the pages."""
    if kind == "line":
        return {"line": {"color": colour, "width": 2.25}}
    if kind == "scatter":
        dot = {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"none": True}}
        return {"marker": dot}
    return {"fill": {"color": colour}, "gap": 60} if kind != "area" else {"fill": {"color": colour}}


def _axes(chart: Any, reader: Reader, grid: Grid, kind: str, columns: list[int]) -> None:
    """One axis names the rows, the other tells the figures; of bars the first stands upright."""
    is_mirrored = DIRECTION[reader.language] == "rtl"
    names: dict[str, Any] = {"line": {"color": AXIS}}
    lines: dict[str, Any] = {"major_gridlines": {"visible": True, "line": {"color": LINES}}}
    figures = lines | {"num_format": _form(grid, columns[-1])}
    if kind == "scatter":
        along = {"num_format": _form(grid, columns[0]), "reverse": is_mirrored}
        chart.set_x_axis(names | lines | along)
        chart.set_y_axis(figures)
        return
    if form := grid.rows[0][0].pattern:
        names |= {"num_format": form}
    if kind == "bar":
        # Bars are drawn from the foot up: the first row of the grid is to stand at the head, and
        # the scale of the figures at the foot.
        chart.set_y_axis(names | {"reverse": True, "crossing": "max"})
        chart.set_x_axis(figures | {"reverse": is_mirrored})
        return
    chart.set_x_axis(names | {"reverse": is_mirrored, "date_axis": "yyyy" in form})
    chart.set_y_axis(figures)


def _form(grid: Grid, column: int) -> str:
    """How the figures of a column are shown."""
    return next((row[column].pattern for row in grid.rows if row[column].pattern), "General")
