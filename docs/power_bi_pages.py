"""Draws the pages of the Power BI report of a shop that was loaded; run by hand when they change.

    alkasba init build/example && alkasba --shop build/example run
    python docs/power_bi_pages.py build/example

Each visual stands where the report puts it, with the figures that the shop's own pages show.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from alkasba.derive.figures import figures
from alkasba.derive.powerbi.pbir.bookmarks import PERIODS
from alkasba.derive.powerbi.pbir.fields import Model, model_of
from alkasba.derive.powerbi.pbir.grid import Box, split
from alkasba.derive.powerbi.pbir.members import drill_sheets, hint_sheets
from alkasba.derive.powerbi.pbir.pieces import Piece, capital
from alkasba.derive.powerbi.pbir.sheets import Sheet, dashboard_sheets
from alkasba.derive.powerbi.pbir.theme import GROUND, PAPER, QUIET_TEXT, RULES, TEXT
from alkasba.derive.powerbi.pbir.words import say
from alkasba.derive.sql import literal, quoted
from alkasba.derive.web.answer import Shown, compared, reached
from alkasba.derive.web.members import list_columns
from alkasba.derive.web.state import State
from alkasba.derive.web.telling import heading, told
from alkasba.derive.web.theme import SERIES
from alkasba.flows.dashboards import labels_of, show_page
from alkasba.flows.serving import Edition, Serving
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.shop import Shop
from alkasba.model.table import Table

PICTURES = Path(__file__).parent / "pictures"
LANGUAGE = "en"
LETTER = 0.55
"""How wide a letter is, as a part of its height; no font is measured."""
LINE, PADDING = 18, 8


def main(folder: Path) -> None:
    serving = Serving(folder)
    with serving.edition() as edition:
        model = model_of(edition.shop, LANGUAGE)
        for dashboard in edition.shop.dashboards.values():
            for number, sheet in enumerate(dashboard_sheets(model, dashboard), start=1):
                draw(edition, f"{dashboard.name}-{number}", sheet, dashboard)
        for kind, sheets in (("page", drill_sheets(model)), ("hint", hint_sheets(model))):
            for sheet in sheets:
                if sheet.bound is not None:
                    table = edition.shop.tables[sheet.bound.table]
                    about = about_first(edition, model, table)
                    tiles = (piece.tile for piece in sheet.pieces if piece.tile is not None)
                    key = about[f"{table.name}.{table.key[0]}"]
                    one = of_member(tiles, table, key)
                    draw(edition, f"{table.name}-{kind}", sheet, one, about)


def draw(
    edition: Edition,
    name: str,
    sheet: Sheet,
    dashboard: Dashboard,
    about: dict[str, str] | None = None,
) -> None:
    """Draw a page with the answers of the dashboard whose tiles it shows."""
    page = show_page(edition, dashboard, State())
    waiting = list(zip(dashboard.tiles, page.tiles, strict=True))
    shown: dict[str, Shown] = {}
    for piece in sheet.pieces:
        if piece.tile is not None:
            of_tile = next(pair for pair in waiting if is_of(piece.tile, pair[0]))
            shown[piece.id] = of_tile[1]
            waiting.remove(of_tile)
    path = PICTURES / f"power-bi-{name}.svg"
    path.write_text(drawing(edition.shop, sheet, shown, about or {}), encoding="utf-8")
    print(path.name)


def is_of(tile: Tile, other: Tile) -> bool:
    """Whether they are one tile; on a page about one member it is filtered by the page."""
    return tile == other or tile == replace(other, where="")


def of_member(tiles: Iterable[Tile], table: Table, key: str) -> Dashboard:
    """The tiles of a page about one member, asked of the member of that key."""
    where = f"{table.name} = {literal(key)}"
    asked = tuple(replace(tile, where=where) for tile in tiles)
    return Dashboard(table.name, table.title, ("day",), asked)


def about_first(edition: Edition, model: Model, table: Table) -> dict[str, str]:
    """What is known of the member whose key is the first, by the columns of the report."""
    number = quoted(f"{table.name}_key")
    names = list_columns(edition.shop, table)
    row = edition.ask(
        f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table.name)} WHERE {number} <> 0 "
        f"ORDER BY {quoted(table.key[0])} LIMIT 1"
    )[0]
    told_values: dict[str, str] = {}
    for name, value in zip(names, row, strict=True):
        refers = table.columns[name].refers
        read = labels_of(edition, refers, [value]).get(value) if refers else None
        told_values[model.of_table(table, name).reference] = read or str(value)
    return told_values


def drawing(shop: Shop, sheet: Sheet, shown: dict[str, Shown], about: dict[str, str]) -> str:
    """The page as a picture."""
    parts = [f"<title>{escape(sheet.title)}</title>"]
    parts.append(f'<rect width="{sheet.width}" height="{sheet.height}" fill="{PAPER}"/>')
    for piece, box in zip(sheet.pieces, sheet.boxes, strict=True):
        parts += drawn(shop, piece, box, shown.get(piece.id), about)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {sheet.height}" '
        f'font-family="Segoe UI, system-ui, sans-serif" font-size="12" fill="{TEXT}">\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def drawn(
    shop: Shop, piece: Piece, box: Box, shown: Shown | None, about: dict[str, str]
) -> Iterator[str]:
    """A visual in its box, with what a reader is told who does not see it."""
    yield (
        f'<g data-type={quoteattr(piece.type)} data-box="{box.x} {box.y} {box.width} {box.height}">'
    )
    yield f"<desc>{escape(piece.alt)}</desc>"
    if piece.type == "textbox":
        yield text(piece.title, box.x, box.y + 26, box.width, size=22, weight="bold")
    elif piece.type == "actionButton":
        yield text("←", box.x + PADDING, box.y + 26, box.width, size=18)
    elif piece.type == "bookmarkNavigator":
        yield from buttons(box)
    else:
        yield frame(box)
        yield text(piece.title, box.x + PADDING, box.y + LINE, box.width - 16, weight="bold")
        yield from inside(shop, piece, box, shown, about)
    yield "</g>"


def inside(
    shop: Shop, piece: Piece, box: Box, shown: Shown | None, about: dict[str, str]
) -> Iterator[str]:
    top = LINE + PADDING
    for note in piece.notes:
        yield text(note, box.x + PADDING, box.y + top + 8, box.width - 16, size=10, fill=QUIET_TEXT)
        top += 14
    room = Box(box.x + PADDING, box.y + top, box.width - 2 * PADDING, box.height - top - PADDING)
    if piece.type == "slicer":
        what = chosen(shop, piece, about)
        yield text(f"{what}  ▾", room.x, room.y + 18, room.width)
    elif shown is not None:
        yield from PICTURED[piece.type](shop, shown, room)
    elif piece.type == "tableEx":
        head = [column.caption for column in piece.cut]
        row = [about[column.reference] for column in piece.cut]
        yield from cells(head, [row], room, names=len(head))


def chosen(shop: Shop, piece: Piece, about: dict[str, str]) -> str:
    """What a filter shows before anyone has chosen."""
    if not piece.cut:
        called = {heading(name): one for name, one in shop.parameters.items()}
        return figures([called[piece.title].usual], called[piece.title].unit)[0]
    usual = say(LANGUAGE, PERIODS[0].word if piece.share > 1 else "everything")
    return about.get(piece.cut[0].reference, usual)


def buttons(box: Box) -> Iterator[str]:
    for place, period in zip(split(box, [1] * len(PERIODS)), PERIODS, strict=True):
        yield frame(place)
        yield text(say(LANGUAGE, period.word), place.x + PADDING, place.y + 23, place.width)


def card(shop: Shop, shown: Shown, room: Box) -> Iterator[str]:
    """The number, and below it what it is compared with."""
    number, unit = compared(shown), unit_of(shop, shown)
    told_now, *told_then = figures([number.value, number.other], unit)
    yield text(told_now or "–", room.x, room.y + 20, room.width, size=18, weight="bold")
    below = []
    if number.other is not None:
        below.append((say(LANGUAGE, "last_year"), told_then[0]))
        below.append((capital(say(LANGUAGE, "change")), figures([number.change], "%")[0]))
    if goal := reached(shown):
        below.append((say(LANGUAGE, "target"), figures([goal.other], unit)[0]))
    places = split(room, [1] * len(below)) if below else []
    for place, (name, value) in zip(places, below, strict=True):
        yield text(name, place.x, room.y + 44, place.width, size=10, fill=QUIET_TEXT)
        yield text(value, place.x, room.y + 60, place.width, size=11)


def bars(shop: Shop, shown: Shown, room: Box) -> Iterator[str]:
    """Bars from above, as many as there is room for."""
    rows = list(labelled(shown))[: room.height // LINE]
    longest = max((number(row[0]) for _, row in rows), default=0) or 1
    values = figures([row[0] for _, row in rows], unit_of(shop, shown))
    for at, ((name, row), value) in enumerate(zip(rows, values, strict=True)):
        y = room.y + at * LINE
        width = max(0, round((room.width - 200) * number(row[0]) / longest))
        yield text(name, room.x, y + 13, 120)
        yield (
            f'<rect x="{room.x + 124}" y="{y + 3}" width="{width}" height="12" fill="{SERIES[0]}"/>'
        )
        yield text(value, room.x + 128 + width, y + 13, 90, size=10, fill=QUIET_TEXT)


def stacked(shop: Shop, shown: Shown, room: Box) -> Iterator[str]:
    """Columns whose parts stand on each other."""
    names, series = along(shown)
    sums = [sum(max(0.0, one[at]) for one in series.values()) for at in range(len(names))]
    step = room.width / max(1, len(names))
    high = (room.height - 34) / (max(sums, default=0) or 1)
    for at in range(len(names)):
        below = float(room.bottom - LINE)
        for colour, values in zip(SERIES, series.values(), strict=False):
            height = max(0.0, values[at]) * high
            below -= height
            yield column(room.x + at * step + 2, below, step - 4, height, colour)
    yield from axis(names, series, room)


def clustered(shop: Shop, shown: Shown, room: Box) -> Iterator[str]:
    """Columns side by side."""
    names, series = along(shown)
    step = room.width / max(1, len(names))
    width = (step - 4) / max(1, len(series))
    most = max((max(values, default=0) for values in series.values()), default=0) or 1
    for n, (colour, values) in enumerate(zip(SERIES, series.values(), strict=False)):
        for at, one in enumerate(values):
            height = max(0.0, one) / most * (room.height - 34)
            x = room.x + at * step + 2 + n * width
            yield column(x, room.bottom - LINE - height, width, height, colour)
    yield from axis(names, series, room)


def column(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
    )


def lines(shop: Shop, shown: Shown, room: Box) -> Iterator[str]:
    """A line for each measure or colour."""
    names, series = along(shown)
    most = max((max(values, default=0) for values in series.values()), default=0) or 1
    step = room.width / max(1, len(names) - 1)
    for colour, values in zip(SERIES, series.values(), strict=False):
        points = " ".join(
            f"{room.x + at * step:.1f},{room.bottom - LINE - value / most * (room.height - 34):.1f}"
            for at, value in enumerate(values)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
    yield from axis(names, series, room)


def axis(names: Sequence[str], series: Iterable[str], room: Box) -> Iterator[str]:
    """The first and the last name below, the colours above."""
    if names:
        yield text(names[0], room.x, room.bottom - 2, room.width // 2, size=10, fill=QUIET_TEXT)
        last = room.right - round(len(names[-1]) * 10 * LETTER)
        yield text(names[-1], last, room.bottom - 2, room.width // 2, size=10, fill=QUIET_TEXT)
    x = room.x
    for colour, name in zip(SERIES, series, strict=False):
        if x + 60 > room.right:
            return
        yield f'<rect x="{x}" y="{room.y}" width="9" height="9" fill="{colour}"/>'
        yield text(name, x + 12, room.y + 9, 120, size=10)
        x += 20 + round(min(len(name), 20) * 10 * LETTER)


def dots(shop: Shop, shown: Shown, room: Box) -> Iterator[str]:
    """A dot for each member, along by one measure and upwards by another."""
    rows = [row for _, row in labelled(shown)]
    wide, high = (max((number(row[n]) for row in rows), default=0) or 1 for n in (0, 1))
    for row in rows:
        x = room.x + number(row[0]) / wide * (room.width - 10)
        y = room.bottom - number(row[1]) / high * (room.height - 10)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{SERIES[0]}" opacity="0.7"/>'


def table(shop: Shop, shown: Shown, room: Box) -> Iterator[str]:
    """A table from above, as many rows as there is room for."""
    head = [heading(one) for one in (*shown.by, *shown.measures)]
    rows = [[label(shown, n, row[n]) for n in range(len(shown.by))] for row in shown.rows]
    for n, measure in enumerate(shown.measures, start=len(shown.by)):
        told_values = figures([row[n] for row in shown.rows], shop.measures[measure].unit)
        for row, value in zip(rows, told_values, strict=True):
            row.append(value)
    yield from cells(head, rows, room, names=len(shown.by))


def matrix(shop: Shop, shown: Shown, room: Box) -> Iterator[str]:
    """The first measure, by rows and columns."""
    tops = list(dict.fromkeys(label(shown, 1, row[1]) for row in shown.rows))
    values = figures([row[2] for row in shown.rows], unit_of(shop, shown))
    found: dict[str, dict[str, str]] = {}
    for row, value in zip(shown.rows, values, strict=True):
        found.setdefault(label(shown, 0, row[0]), {})[label(shown, 1, row[1])] = value
    rows = [[name, *(by.get(top, "") for top in tops)] for name, by in found.items()]
    yield from cells([heading(shown.by[0]), *tops], rows, room, names=1)


def cells(head: list[str], rows: list[list[str]], room: Box, *, names: int) -> Iterator[str]:
    """Names begin at the left, figures end at the right."""
    most = max(1, min(len(head), room.width // 60))
    places = split(room, [2 if n < names else 1 for n in range(most)])
    for y, row in enumerate([head, *rows][: room.height // LINE]):
        for n, (place, value) in enumerate(zip(places, row, strict=False)):
            fill = QUIET_TEXT if y == 0 else TEXT
            cut = shortened(value, place.width, 11)
            is_name = n < names
            x = place.x if is_name else place.right
            yield text(
                cut, x, room.y + 13 + y * LINE, place.width, size=11, fill=fill, at_end=not is_name
            )


PICTURED: dict[str, Callable[[Shop, Shown, Box], Iterator[str]]] = {
    "cardVisual": card,
    "clusteredBarChart": bars,
    "barChart": bars,
    "azureMap": bars,
    "columnChart": stacked,
    "clusteredColumnChart": clustered,
    "lineClusteredColumnComboChart": clustered,
    "lineChart": lines,
    "areaChart": lines,
    "stackedAreaChart": stacked,
    "tableEx": table,
    "pivotTable": matrix,
    "scatterChart": dots,
}


def labelled(shown: Shown) -> Iterator[tuple[str, Sequence[object]]]:
    """Each row's name and its figures."""
    width = len(shown.by)
    for row in shown.rows:
        yield label(shown, 0, row[0]), row[width:]


def along(shown: Shown) -> tuple[list[str], dict[str, list[float]]]:
    """The names along, and the values of each colour or measure at each of them."""
    names = list(dict.fromkeys(label(shown, 0, row[0]) for row in shown.rows))
    series: dict[str, list[float]] = {}
    for row in shown.rows:
        at = names.index(label(shown, 0, row[0]))
        width = len(shown.by)
        for n, column in enumerate(shown.columns[width:], start=width):
            if column.endswith("_change"):
                continue
            name = label(shown, 1, row[1]) if width > 1 else column.replace("_", " ")
            series.setdefault(name, [0.0] * len(names))[at] = number(row[n])
    return names, series


def label(shown: Shown, at: int, value: object) -> str:
    return told(shown, shown.by[at], value, LANGUAGE)


def unit_of(shop: Shop, shown: Shown) -> str:
    return shop.measures[shown.measures[0]].unit


def number(value: object) -> float:
    return float(str(value)) if value is not None else 0.0


def frame(box: Box) -> str:
    return (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="4" '
        f'fill="{GROUND}" stroke="{RULES}"/>'
    )


def text(
    content: str,
    x: float,
    y: float,
    width: int,
    *,
    size: int = 12,
    weight: str = "",
    fill: str = "",
    at_end: bool = False,
) -> str:
    """A line of text, cut where its box ends."""
    more = "".join(
        f' {name}="{value}"'
        for name, value in (
            ("font-weight", weight),
            ("fill", fill),
            ("text-anchor", "end" if at_end else ""),
        )
        if value
    )
    told_text = escape(shortened(content, width, size))
    return f'<text x="{x}" y="{y}" font-size="{size}"{more}>{told_text}</text>'


def shortened(content: str, width: int, size: int) -> str:
    most = max(1, int(width / (size * LETTER)))
    return content if len(content) <= most else content[: most - 1] + "…"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
