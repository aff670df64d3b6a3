"""The pages for people: overview, dashboards, tiles, their rows; CSV and pictures."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import PlainTextResponse
from starlette.responses import FileResponse

from alkasba.derive.query import ask_sql, rows_sql, tables_of
from alkasba.derive.values import to_sheet
from alkasba.derive.web.answer import Shown
from alkasba.derive.web.chart import charts_of, picture_of
from alkasba.derive.web.definition import definitions
from alkasba.derive.web.state import read_state
from alkasba.derive.web.telling import (
    called,
    moment_in,
    title_of,
    title_of_dashboard,
    title_of_table,
    when,
)
from alkasba.errors import UnknownName
from alkasba.flows.books import published_runs, published_tables
from alkasba.flows.dashboards import find_dashboard, show_page, show_tile
from alkasba.web import vega
from alkasba.web.api import Served
from alkasba.web.asked import Part
from alkasba.web.cards import Reader, card_of, in_groups
from alkasba.web.drawing import TEMPLATES, numbers, times
from alkasba.web.form import form_of
from alkasba.web.frame import taken_away
from alkasba.web.grids import rows_grid, tables_grid
from alkasba.web.report.content import facts_of
from alkasba.web.report.made import FORMS
from alkasba.web.visit import Visit, Visited

router = APIRouter(include_in_schema=False)
STATIC = TEMPLATES.parent / "static"
FILES = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "search.js": "text/javascript",
    "mark.svg": "image/svg+xml",
    "countries.json": "application/json",
}

FOR_A_DAY = {"Cache-Control": "private, max-age=86400"}
ROWS_OF_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Look:
    """A visit of a dashboard, in the view that the address asks for."""

    visit: Visit
    reader: Reader

    def tile(self, number: int) -> Shown:
        return show_tile(self.visit.edition, self.reader.dashboard, number, self.reader.state)

    def title(self, shown: Shown) -> str:
        return title_of(self.reader.shop, shown.view.tile, self.reader.language)


def look(visited: Visited, name: str) -> Look:
    """The dashboard of that name, seen as the address says."""
    shop, asked = visited.edition.shop, visited.request.query_params.multi_items()
    found = find_dashboard(shop, name)
    state = read_state(shop, found, asked)
    return Look(visited, Reader(shop, found, state, visited.language, bool(visited.lang)))


Looked = Annotated[Look, Depends(look)]


@router.get("/")
def overview(visited: Visited) -> Response:
    """The dashboards, and what the warehouse holds."""
    return visited.page("overview.html", lambda: _overview(visited))


def _overview(visited: Visit) -> dict[str, Any]:
    edition, language = visited.edition, visited.language
    last = published_runs(edition, 1, 0)[0]
    return {
        "tables": tables_grid(edition.shop, published_tables(edition), language),
        "loaded": moment_in(edition.shop, str(last["finished_at"]), language),
    }


@router.get("/dashboards/{name}")
def dashboard(looked: Looked) -> Response:
    """A dashboard in the view that the address asks for."""
    return looked.visit.page("dashboard.html", lambda: _dashboard(looked))


def _dashboard(looked: Look) -> dict[str, Any]:
    reader = looked.reader
    shown = show_page(looked.visit.edition, reader.dashboard, reader.state)
    return {
        "dashboard": reader.dashboard,
        "title": title_of_dashboard(reader.dashboard, reader.language),
        "form": form_of(reader, shown),
        "groups": in_groups([card_of(reader, tile) for tile in shown.tiles]),
        "newest": when(shown.newest, reader.language) if shown.newest else "",
        "query": reader.query(reader.state),
        "facts": facts_of(shown, reader),
        "files": [ending for ending in ("xlsx", "pdf") if FORMS[ending].is_installed],
    }


@router.get("/dashboards/{name}/tiles/{number:int}")
def tile(looked: Looked, number: int) -> Response:
    """One tile: what it means, how it is asked, and all that it shows."""
    return looked.visit.page("tile.html", lambda: _tile(looked, looked.tile(number)))


def _tile(looked: Look, shown: Shown) -> dict[str, Any]:
    reader, question = looked.reader, shown.view.question
    return {
        "dashboard": reader.dashboard,
        "back": title_of_dashboard(reader.dashboard, reader.language),
        "title": looked.title(shown),
        "card": card_of(reader, shown),
        "definitions": definitions(reader.shop, question.measures),
        "called": partial(called, reader.shop, language=reader.language),
        "sql": ask_sql(reader.shop, question),
        "facts": tables_of(reader.shop, question),
        "query": reader.query(reader.state),
    }


@router.get("/dashboards/{name}/tiles/{number:int}/rows/{table}")
def rows(
    looked: Looked,
    number: int,
    table: str,
    offset: Annotated[int, Query(alias="rows_from", ge=0, le=1_000_000)] = 0,
) -> Response:
    """The rows of a fact that a tile adds up, a page of them."""
    return looked.visit.page("rows.html", lambda: _rows(looked, number, table, offset))


def _rows(looked: Look, number: int, table: str, offset: int) -> dict[str, Any]:
    reader, shown = looked.reader, looked.tile(number)
    part, shop = Part(offset, ROWS_OF_A_PAGE), reader.shop
    lines = looked.visit.edition.ask(rows_sql(shop, part.cut(shown.view.question), table))
    fact = title_of_table(shop, shop.tables[table], reader.language)
    return {
        "dashboard": reader.dashboard,
        "number": number,
        "title": f"{looked.title(shown)}: {fact}",
        "back": looked.title(shown),
        "grid": rows_grid(shop, table, lines[:ROWS_OF_A_PAGE], reader.language),
        "query": reader.query(reader.state),
        "following": offset + ROWS_OF_A_PAGE if part.has_more(len(lines)) else None,
    }


@router.get("/dashboards/{name}/tiles/{number:int}.csv")
def tile_csv(looked: Looked, name: str, number: int) -> Response:
    """The answer of a tile, for a spreadsheet."""
    shown = looked.tile(number)
    # The mark tells spreadsheets that it is UTF-8.
    text = "\ufeff" + to_sheet(shown.columns, shown.rows)
    headers = _taken_away(looked, f"{name}-{number}.csv")
    return PlainTextResponse(text, headers=headers, media_type="text/csv")


@router.get("/dashboards/{name}/tiles/{number:int}.png")
def tile_png(looked: Looked, name: str, number: int) -> Response:
    """The chart of a tile as a picture."""
    reader, shown = looked.reader, looked.tile(number)
    charts = charts_of(shown, reader.names(shown))
    if not charts:
        raise UnknownName(
            "the tile has no chart to draw.",
            where=f"{name}, tile {number}",
            next_step="Take it as CSV, or choose a view in which there is something.",
        )
    spec = picture_of(charts, looked.title(shown))
    drawn = vega.picture(spec, numbers(reader.language), times(reader.language))
    headers = _taken_away(looked, f"{name}-{number}.png")
    return Response(drawn, headers=headers, media_type="image/png")


def _taken_away(looked: Look, name: str) -> dict[str, str]:
    return taken_away(name) | {"Alkasba-Run": looked.visit.edition.run}


@router.get("/static/{name}")
def static(serving: Served, name: str) -> Response:
    """The style, the script and the drawing library, all from this machine."""
    if name == vega.NAME:
        text = vega.script(serving.settings.build / "web")
        return Response(text, headers=FOR_A_DAY, media_type="text/javascript")
    if name not in FILES:
        raise UnknownName("there is no such file.", where="static", next_step="Begin at /")
    return FileResponse(STATIC / name, headers=FOR_A_DAY, media_type=FILES[name])
