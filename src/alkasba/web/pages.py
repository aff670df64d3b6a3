"""The pages for people: overview, dashboards, tiles, their rows; CSV and pictures."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.responses import FileResponse

from alkasba.derive.query import ask_sql, rows_sql, tables_of
from alkasba.derive.values import to_sheet
from alkasba.derive.web.chart import charts_of, picture_of
from alkasba.derive.web.definition import definitions
from alkasba.derive.web.members import paged_tables
from alkasba.derive.web.state import read_state
from alkasba.derive.web.telling import (
    called,
    moment_in,
    title_of,
    title_of_dashboard,
    title_of_table,
    when,
)
from alkasba.derive.web.words import NAMES, best_language
from alkasba.errors import AlkasbaError, UnknownName
from alkasba.flows.books import published_runs, published_tables
from alkasba.flows.dashboards import find_dashboard, show_page, show_tile
from alkasba.flows.serving import Edition, Serving
from alkasba.model.dashboard import Dashboard
from alkasba.web import vega
from alkasba.web.api import served
from alkasba.web.asked import Part
from alkasba.web.cards import Reader, card_of, in_groups
from alkasba.web.drawing import TEMPLATES, html, numbers, times
from alkasba.web.form import form_of
from alkasba.web.fresh import headers_of, is_known, tag_of, unchanged
from alkasba.web.grids import rows_grid, tables_grid
from alkasba.web.problem import next_step_of, status_of
from alkasba.web.report.content import facts_of
from alkasba.web.report.made import FORMS

router = APIRouter(include_in_schema=False)
STATIC = TEMPLATES.parent / "static"
FILES = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "mark.svg": "image/svg+xml",
    "countries.json": "application/json",
}

FOR_A_DAY = {"Cache-Control": "private, max-age=86400"}
ROWS_OF_A_PAGE = 100
Served = Annotated[Serving, Depends(served)]


@router.get("/")
def overview(request: Request, serving: Served) -> Response:
    """The dashboards, and what the warehouse holds."""
    language = language_of(request)
    with serving.edition() as edition:
        tag = tag_of(edition, request, language)
        if is_known(request, tag):
            return unchanged(edition, tag)
        last = published_runs(edition, 1, 0)[0]
        values = frame(request, edition, language) | {
            "tables": tables_grid(edition.shop, published_tables(edition), language),
            "loaded": moment_in(edition.shop, str(last["finished_at"]), language),
        }
        return html("overview.html", language, values, headers=headers_of(edition, tag))


@router.get("/dashboards/{name}")
def dashboard(request: Request, serving: Served, name: str) -> Response:
    """A dashboard in the view that the address asks for."""
    language = language_of(request)
    with serving.edition() as edition:
        found = find_dashboard(edition.shop, name)
        reader = reader_of(request, edition, found, language)
        tag = tag_of(edition, request, language)
        if is_known(request, tag):
            return unchanged(edition, tag)
        shown = show_page(edition, found, reader.state)
        values = frame(request, edition, language) | {
            "dashboard": found,
            "title": title_of_dashboard(found, language),
            "form": form_of(reader, shown),
            "groups": in_groups([card_of(reader, tile) for tile in shown.tiles]),
            "newest": when(shown.newest, language) if shown.newest else "",
            "query": reader.query(reader.state),
            "facts": facts_of(shown, reader),
            "files": [ending for ending in ("xlsx", "pdf") if FORMS[ending].is_installed],
        }
        return html("dashboard.html", language, values, headers=headers_of(edition, tag))


@router.get("/dashboards/{name}/tiles/{number:int}")
def tile(request: Request, serving: Served, name: str, number: int) -> Response:
    """One tile: what it means, how it is asked, and all that it shows."""
    language = language_of(request)
    with serving.edition() as edition:
        found = find_dashboard(edition.shop, name)
        reader = reader_of(request, edition, found, language)
        shown = show_tile(edition, found, number, reader.state)
        question = shown.view.question
        values = frame(request, edition, language) | {
            "dashboard": found,
            "back": title_of_dashboard(found, language),
            "title": title_of(edition.shop, shown.view.tile, language),
            "card": card_of(reader, shown),
            "definitions": definitions(edition.shop, question.measures),
            "called": partial(called, edition.shop, language=language),
            "sql": ask_sql(edition.shop, question),
            "facts": tables_of(edition.shop, question),
            "query": reader.query(reader.state),
        }
        return html("tile.html", language, values)


@router.get("/dashboards/{name}/tiles/{number:int}/rows/{table}")
def rows(
    request: Request,
    serving: Served,
    name: str,
    number: int,
    table: str,
    offset: Annotated[int, Query(alias="rows_from", ge=0, le=1_000_000)] = 0,
) -> Response:
    """The rows of a fact that a tile adds up, a page of them."""
    language = language_of(request)
    with serving.edition() as edition:
        found = find_dashboard(edition.shop, name)
        reader = reader_of(request, edition, found, language)
        shown = show_tile(edition, found, number, reader.state)
        part = Part(offset, ROWS_OF_A_PAGE)
        lines = edition.ask(rows_sql(edition.shop, part.cut(shown.view.question), table))
        following = offset + ROWS_OF_A_PAGE if part.has_more(len(lines)) else None
        shop, title = edition.shop, title_of(edition.shop, shown.view.tile, language)
        values = frame(request, edition, language) | {
            "dashboard": found,
            "number": number,
            "title": f"{title}: {title_of_table(shop, shop.tables[table], language)}",
            "back": title,
            "grid": rows_grid(edition.shop, table, lines[:ROWS_OF_A_PAGE], language),
            "query": reader.query(reader.state),
            "following": following,
        }
        return html("rows.html", language, values)


@router.get("/dashboards/{name}/tiles/{number:int}.csv")
def tile_csv(request: Request, serving: Served, name: str, number: int) -> Response:
    """The answer of a tile, for a spreadsheet."""
    with serving.edition() as edition:
        found = find_dashboard(edition.shop, name)
        reader = reader_of(request, edition, found, language_of(request))
        shown = show_tile(edition, found, number, reader.state)
        # The mark tells spreadsheets that it is UTF-8.
        text = "\ufeff" + to_sheet(shown.columns, shown.rows)
        headers = taken_away(f"{name}-{number}.csv") | {"Alkasba-Run": edition.run}
        return PlainTextResponse(text, headers=headers, media_type="text/csv")


@router.get("/dashboards/{name}/tiles/{number:int}.png")
def tile_png(request: Request, serving: Served, name: str, number: int) -> Response:
    """The chart of a tile as a picture."""
    language = language_of(request)
    with serving.edition() as edition:
        found = find_dashboard(edition.shop, name)
        reader = reader_of(request, edition, found, language)
        shown = show_tile(edition, found, number, reader.state)
        charts = charts_of(shown, reader.names(shown))
        headers = taken_away(f"{name}-{number}.png") | {"Alkasba-Run": edition.run}
    if not charts:
        raise UnknownName(
            "the tile has no chart to draw.",
            where=f"{name}, tile {number}",
            next_step="Take it as CSV, or choose a view in which there is something.",
        )
    spec = picture_of(charts, title_of(edition.shop, shown.view.tile, language))
    drawn = vega.picture(spec, numbers(language), times(language))
    return Response(drawn, headers=headers, media_type="image/png")


@router.get("/static/{name}")
def static(serving: Served, name: str) -> Response:
    """The style, the script and the drawing library, all from this machine."""
    if name == vega.NAME:
        text = vega.script(serving.settings.build / "web")
        return Response(text, headers=FOR_A_DAY, media_type="text/javascript")
    if name not in FILES:
        raise UnknownName("there is no such file.", where="static", next_step="Begin at /")
    return FileResponse(STATIC / name, headers=FOR_A_DAY, media_type=FILES[name])


def language_of(request: Request) -> str:
    """The language that the address says, else the one that the browser prefers."""
    said = request.query_params.get("lang", "")
    return said if said in NAMES else best_language(request.headers.get("accept-language", ""))


def reader_of(request: Request, edition: Edition, found: Dashboard, language: str) -> Reader:
    """Who reads, and the view that the address asks for."""
    state = read_state(edition.shop, found, request.query_params.multi_items())
    return Reader(edition.shop, found, state, language, "lang" in request.query_params)


def frame(request: Request, edition: Edition, language: str) -> dict[str, Any]:
    """What stands on every page: the shop, its dashboards, this page in other languages."""
    return around(request) | {
        "shop": edition.shop.name,
        "dashboards": [
            (one.name, title_of_dashboard(one, language))
            for one in edition.shop.dashboards.values()
        ],
        "members": [
            (table.name, title_of_table(edition.shop, table, language))
            for table in paged_tables(edition.shop)
        ],
    }


def around(request: Request) -> dict[str, Any]:
    """What stands on a page even where nothing can be asked."""
    return {
        "shop": "Alkasba",
        "dashboards": [],
        "members": [],
        "path": quote(request.scope["path"]),
        "in_languages": [
            (language, f"?{request.url.include_query_params(lang=language).query}")
            for language in NAMES
        ],
        "suffix": f"?lang={language_of(request)}" if "lang" in request.query_params else "",
    }


def taken_away(name: str) -> dict[str, str]:
    """Headers of a file to be kept; the name holds what the shop's files are called, no value."""
    stem, _, ending = name.rpartition(".")
    plain = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in stem)
    return {"Content-Disposition": f'attachment; filename="{plain}.{ending}"'}


def error_page(request: Request, error: AlkasbaError) -> HTMLResponse:
    """An error of ours as a page: what, where, and what to do next."""
    values = around(request) | {
        "title": error.what.splitlines()[0] if error.what else "",
        "more": error.what.splitlines()[1:],
        "where": error.where,
        "next_step": next_step_of(error),
    }
    return html("problem.html", language_of(request), values, status=status_of(error))


def lost_page(request: Request, status: int) -> HTMLResponse:
    """There is no such page."""
    values = around(request) | {
        "title": "There is no such page.",
        "more": [],
        "where": "",
        "next_step": "Begin at the overview.",
    }
    return html("problem.html", language_of(request), values, status=status)
