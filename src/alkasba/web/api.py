"""The JSON API, /api/v1: the words of the verb `ask`, and what the pages show."""

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from alkasba.derive.web.definition import definitions
from alkasba.derive.web.state import read_state
from alkasba.flows.answers import answer_of
from alkasba.flows.books import published_runs, published_tables
from alkasba.flows.dashboards import find_dashboard, show_page
from alkasba.flows.serving import Edition, Serving
from alkasba.web import examples
from alkasba.web.asked import (
    ONLY_KNOWN,
    As,
    Limit,
    Names,
    Offset,
    Run,
    check_run,
    part_of,
    question_of,
)
from alkasba.web.fresh import is_known, json_of, tag_of, unchanged
from alkasba.web.shown import page_data

router = APIRouter(prefix="/api/v1", tags=["shop"], default_response_class=Response)
NO_NAMES: list[str] = []


def served(request: Request) -> Serving:
    """The shop that this server serves."""
    found: Serving = request.app.state.serving
    return found


Served = Annotated[Serving, Depends(served)]


@router.get(
    "/ask",
    summary="Answer a question",
    responses=examples.answers(examples.ASK),
    dependencies=ONLY_KNOWN,
)
def ask(
    request: Request,
    serving: Served,
    measures: Annotated[Names, Query(examples=[["net_sales"]])] = NO_NAMES,
    by: Annotated[Names, Query(examples=[["month"]])] = NO_NAMES,
    where: Annotated[str | None, Query(examples=["category = 'Teas' and year = 2026"])] = None,
    order: Annotated[Names, Query(examples=[["-net_sales"]])] = NO_NAMES,
    limit: Limit = None,
    compare: Annotated[str | None, Query(examples=["last_year"])] = None,
    as_: As = "then",
    parameter: Annotated[Names, Query(examples=[["holding_rate=0.3"]])] = NO_NAMES,
    offset: Offset = 0,
    run: Run = None,
) -> Response:
    """Measures, cut by columns, from the run that is published now.

    No more rows come at once than the setting serve.rows allows; `next` leads to those that follow.
    """
    question = question_of(measures, by, where, order, compare, as_, parameter)
    part = part_of(limit, offset, serving.rows)
    with serving.edition() as edition:
        check_run(edition, run)
        if is_known(request, tag := tag_of(edition, request)):
            return unchanged(edition, tag)
        rows = edition.answer(part.cut(question))
        found = answer_of(edition.shop, question, rows[: part.size])
        following = part.offset + part.size if part.has_more(len(rows)) else None
        return json_of(
            edition,
            tag,
            {
                "run": edition.run,
                "columns": found.columns,
                "by": found.by,
                "units": {name: found.units.get(name, "") for name in question.measures},
                "rows": [dict(zip(found.columns, row, strict=True)) for row in found.rows],
                "next": next_page(request, edition, following),
            },
        )


@router.get(
    "/measures",
    summary="List the measures",
    responses=examples.answers(examples.MEASURES),
    dependencies=ONLY_KNOWN,
)
def measures(request: Request, serving: Served) -> Response:
    """Every measure with its meaning, unit and formula."""
    with serving.edition() as edition:
        if is_known(request, tag := tag_of(edition, request)):
            return unchanged(edition, tag)
        found = definitions(edition.shop, tuple(edition.shop.measures))
        return json_of(edition, tag, {"run": edition.run, "measures": list(map(asdict, found))})


@router.get(
    "/dashboards",
    summary="List the dashboards",
    responses=examples.answers(examples.DASHBOARDS),
    dependencies=ONLY_KNOWN,
)
def dashboards(request: Request, serving: Served) -> Response:
    """Every dashboard with its title, its filters and how many tiles it has."""
    with serving.edition() as edition:
        if is_known(request, tag := tag_of(edition, request)):
            return unchanged(edition, tag)
        found = [
            {"name": d.name, "title": d.title, "filters": d.filters, "tiles": len(d.tiles)}
            for d in edition.shop.dashboards.values()
        ]
        return json_of(edition, tag, {"run": edition.run, "dashboards": found})


@router.get(
    "/dashboards/{name}",
    summary="Answer all tiles of a dashboard",
    responses=examples.answers(examples.DASHBOARD),
)
def dashboard(request: Request, serving: Served, name: str) -> Response:
    """The answers of a dashboard in a view.

    The address is that of the page: `period` (2026, 2026-Q1, 2026-03, two days with `..` between,
    last_12_months, ...), `compare`, and the columns of its filters, each as often as there are
    values: `?period=2026&category=Teas&category=Oils`.
    """
    with serving.edition() as edition:
        found = find_dashboard(edition.shop, name)
        state = read_state(edition.shop, found, request.query_params.multi_items())
        if is_known(request, tag := tag_of(edition, request)):
            return unchanged(edition, tag)
        data = page_data(show_page(edition, found, state))
        return json_of(edition, tag, {"run": edition.run, **data})


@router.get(
    "/tables",
    summary="List the tables",
    responses=examples.answers(examples.TABLES),
    dependencies=ONLY_KNOWN,
)
def tables(request: Request, serving: Served) -> Response:
    """Every table with what its rows and columns mean, and how many rows it has."""
    with serving.edition() as edition:
        if is_known(request, tag := tag_of(edition, request)):
            return unchanged(edition, tag)
        return json_of(edition, tag, {"run": edition.run, "tables": published_tables(edition)})


@router.get(
    "/runs",
    summary="List the runs",
    responses=examples.answers(examples.RUNS),
    dependencies=ONLY_KNOWN,
)
def runs(
    request: Request, serving: Served, limit: Limit = None, offset: Offset = 0, run: Run = None
) -> Response:
    """The runs that made the published warehouse, the last one first."""
    part = part_of(limit, offset, serving.rows)
    with serving.edition() as edition:
        check_run(edition, run)
        if is_known(request, tag := tag_of(edition, request)):
            return unchanged(edition, tag)
        found = published_runs(edition, part.size + 1, part.offset)
        following = part.offset + part.size if part.has_more(len(found)) else None
        data: dict[str, Any] = {"run": edition.run, "runs": found[: part.size]}
        return json_of(edition, tag, data | {"next": next_page(request, edition, following)})


@router.get(
    "/health",
    summary="Whether it answers",
    responses=examples.answers(examples.HEALTH),
    dependencies=ONLY_KNOWN,
)
def health(serving: Served) -> Response:
    """Whether questions are answered now, and of which run; a problem where they are not."""
    with serving.edition() as edition:
        last = published_runs(edition, 1, 0)[0]
        data = {"status": "ok", "run": edition.run, "finished_at": last["finished_at"]}
        fresh = json_of(edition, "", data)
    del fresh.headers["etag"]
    fresh.headers["Cache-Control"] = "no-store"
    return fresh


def next_page(request: Request, edition: Edition, offset: int | None) -> str | None:
    """The address of the next page; it says of which run it has to be."""
    if offset is None:
        return None
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("offset", "run")]
    return f"{request.url.path}?{urlencode([*kept, ('offset', offset), ('run', edition.run)])}"
