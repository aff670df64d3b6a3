"""The JSON API of the data itself: members, catalogue, lineage, and how the data is."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from alkasba.derive.catalogue import catalogue, found_by
from alkasba.derive.lineage import lineage_of, overview
from alkasba.derive.web.members import find_paged
from alkasba.flows.health import rejected_rows, status_of
from alkasba.flows.members import list_members
from alkasba.flows.serving import Edition
from alkasba.web import examples_data as examples
from alkasba.web.api import Served, next_page
from alkasba.web.asked import ONLY_KNOWN, Limit, Offset, Part, Run, check_run, part_of
from alkasba.web.catalogue import LONGEST_SEARCH
from alkasba.web.examples import answers
from alkasba.web.fresh import is_known, json_of, tag_of, unchanged
from alkasba.web.visit import Named

router = APIRouter(
    prefix="/api/v1", tags=["data"], default_response_class=Response, dependencies=ONLY_KNOWN
)
Search = Annotated[
    str, Query(max_length=LONGEST_SEARCH, description="Words that all have to be there.")
]
Data = dict[str, Any]


def _answer(request: Request, edition: Edition, make: Callable[[], Data]) -> Response:
    """What `make` gives, unless who asks has it already."""
    if is_known(request, tag := tag_of(edition, request)):
        return unchanged(edition, tag)
    return json_of(edition, tag, {"run": edition.run} | make())


@router.get("/catalogue", summary="The catalogue", responses=answers(examples.CATALOGUE))
def catalogue_data(request: Request, serving: Served, q: Search = "") -> Response:
    """Every table, column and measure: meaning, type, unit, owner, origin, who may see it."""
    with serving.edition() as edition:
        return _answer(
            request,
            edition,
            lambda: {"items": list(map(asdict, found_by(catalogue(edition.shop), q)))},
        )


@router.get("/lineage", summary="What comes from what", responses=answers(examples.LINEAGE))
def lineage_data(
    request: Request,
    serving: Served,
    of: Annotated[Named, Query(examples=["measure:net_sales"])] = "",
) -> Response:
    """What a thing comes from and what hangs on it: things, and pairs from what is used to what
    uses it. Where no thing is named: the sources, tables and dashboards of the shop."""
    with serving.edition() as edition:
        graph = lineage_of(edition.shop, of) if of else overview(edition.shop)

        def told() -> Data:
            nodes = [{"word": word} | asdict(node) for word, node in graph.nodes.items()]
            return {"nodes": nodes, "edges": [list(edge) for edge in graph.edges]}

        return _answer(request, edition, told)


@router.get("/tables/{name}/members", summary="List members", responses=answers(examples.MEMBERS))
def members_data(
    request: Request,
    serving: Served,
    name: str,
    q: Search = "",
    order: Annotated[Named, Query(examples=["-net_sales"])] = "",
    limit: Limit = None,
    offset: Offset = 0,
    run: Run = None,
) -> Response:
    """The members of a dimension, with their measures of the last twelve months.

    A dimension that holds personal data lists none.
    """
    part = part_of(limit, offset, serving.rows)
    with serving.edition() as edition:
        check_run(edition, run)
        table = find_paged(edition.shop, name)

        def told() -> Data:
            found = list_members(
                edition, table, search=q, order=order, limit=part.size + 1, offset=part.offset
            )
            columns = (*found.columns, *found.measures)
            rows = [dict(zip(columns, row, strict=True)) for row in found.rows[: part.size]]
            following = _following(part, len(found.rows))
            return {
                "table": name,
                "columns": found.columns,
                "measures": found.measures,
                "rows": rows,
                "next": next_page(request, edition, following),
            }

        return _answer(request, edition, told)


@router.get("/status", summary="How the data is", responses=answers(examples.STATUS))
def status_data(serving: Served) -> Response:
    """The last runs and what they counted, freshness by source, what is rejected and why.

    It is answered also where the shop was declared otherwise since the run.
    """
    with serving.books() as (edition, is_behind):
        found = status_of(edition, datetime.now(UTC), is_behind=is_behind)
        fresh = json_of(edition, "", {"run": edition.run} | found)
    # Whether a source is late changes with the clock, not with the run.
    del fresh.headers["etag"]
    fresh.headers["Cache-Control"] = "no-store"
    return fresh


@router.get("/rejects", summary="The rows behind a rule", responses=answers(examples.REJECTS))
def rejects_data(
    request: Request,
    serving: Served,
    table: Annotated[Named, Query(examples=["sale"])],
    rule: Annotated[Named, Query(examples=["required:product"])],
    limit: Limit = None,
    offset: Offset = 0,
    run: Run = None,
) -> Response:
    """Rejected rows as they were written, personal values masked."""
    part = part_of(limit, offset, serving.rows)
    with serving.edition() as edition:
        check_run(edition, run)

        def told() -> Data:
            found = rejected_rows(edition, table, rule, part.size + 1, part.offset)
            following = _following(part, len(found))
            return {
                "table": table,
                "rule": rule,
                "rows": found[: part.size],
                "next": next_page(request, edition, following),
            }

        return _answer(request, edition, told)


def _following(part: Part, found: int) -> int | None:
    """Where the next page begins; None after the last."""
    return part.offset + part.size if part.has_more(found) else None
