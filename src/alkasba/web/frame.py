"""What stands on every page around what it is about, and the pages that tell of errors."""

from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse

from alkasba.derive.web.members import paged_tables
from alkasba.derive.web.telling import title_of_dashboard, title_of_table
from alkasba.derive.web.words import NAMES, best_language
from alkasba.errors import AlkasbaError
from alkasba.model.recommend import learnt
from alkasba.model.search import searched, served_name
from alkasba.model.shop import Shop
from alkasba.web.drawing import html
from alkasba.web.problem import next_step_of, status_of

DATA_PAGES = ("health", "catalogue", "lineage")
"""The pages about the data that every shop has, by their word."""


def language_of(request: Request) -> str:
    """The language that the address says, else the one that the browser prefers."""
    said = request.query_params.get("lang", "")
    return said if said in NAMES else best_language(request.headers.get("accept-language", ""))


def frame(request: Request, shop: Shop, language: str) -> dict[str, Any]:
    """What stands on every page: the shop, its dashboards, this page in other languages."""
    return around(request) | {
        "shop": shop.name,
        "dashboards": [
            (one.name, title_of_dashboard(one, language)) for one in shop.dashboards.values()
        ],
        "members": [
            (table.name, title_of_table(shop, table, language)) for table in paged_tables(shop)
        ],
        "searches": [
            (served_name(table.search), title_of_table(shop, table, language))
            for table in searched(shop).values()
            if table.search
        ],
        "data_pages": [
            *DATA_PAGES,
            *(["stream"] if searched(shop) else []),
            *(["recommendations"] if learnt(shop) else []),
        ],
    }


def around(request: Request) -> dict[str, Any]:
    """What stands on a page even where nothing can be asked."""
    return {
        "shop": "Alkasba",
        "dashboards": [],
        "members": [],
        "searches": [],
        "data_pages": DATA_PAGES,
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
