"""The page of health: the last runs, what they rejected and why, how fresh each source is."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from alkasba.derive.figures import figures
from alkasba.derive.web.telling import called, moment_in, when
from alkasba.derive.web.words import SIGNS, say
from alkasba.flows.health import Data, rejected_rows, rules_over_runs, status_of
from alkasba.flows.serving import Edition, Serving
from alkasba.model.shop import Shop
from alkasba.web.addresses import address_of
from alkasba.web.api import served
from alkasba.web.asked import MOST_PASSED, Part
from alkasba.web.cards import Cell, Grid
from alkasba.web.drawing import html
from alkasba.web.frame import frame, language_of
from alkasba.web.visit import Named, Visit, Visited

router = APIRouter(include_in_schema=False)
RUNS_BESIDE = 5
"""Runs whose rejects stand beside each other."""
ROWS_OF_A_PAGE = 50
NEVER_KEPT = {"Cache-Control": "no-store"}
"""Whether a source is late changes with the clock, not with the run."""
Served = Annotated[Serving, Depends(served)]


@router.get("/health")
def health(request: Request, serving: Served) -> Response:
    """How the data is, also where the shop was declared otherwise since the run."""
    language = language_of(request)
    with serving.books() as (edition, is_behind):
        found = status_of(edition, datetime.now(UTC), is_behind=is_behind)
        lang = language if "lang" in request.query_params else ""
        values = frame(request, edition.shop, language) | {
            "title": say(language, "health"),
            "is_behind": is_behind,
            "grids": [grid for grid in grids_of(edition, found, language, lang) if grid[1].rows],
            "has_rejects": bool(found["rules"]),
        }
        return html("health.html", language, values, headers=NEVER_KEPT)


@router.get("/health/rejects")
def rejects(
    visited: Visited,
    table: Named,
    rule: Named,
    offset: Annotated[int, Query(alias="rows_from", ge=0, le=MOST_PASSED)] = 0,
) -> Response:
    """The rows behind a rule, a page of them."""
    return visited.page("rejects.html", lambda: _rejects(visited, table, rule, offset))


def _rejects(visited: Visit, table: str, rule: str, offset: int) -> dict[str, Any]:
    part = Part(offset, ROWS_OF_A_PAGE)
    found = rejected_rows(visited.edition, table, rule, part.size + 1, offset)
    lang = visited.lang
    return {
        "title": f"{called(visited.edition.shop, table, visited.language)}: {rule}",
        "grid": _rows_grid(found[: part.size], visited.language),
        "back": address_of("/health", lang),
        "next_page": _page(table, rule, lang, offset + part.size)
        if part.has_more(len(found))
        else "",
        "reason": str(found[0]["reason"]) if found else "",
        "to_do": str(found[0]["next_step"]) if found else "",
    }


def _page(table: str, rule: str, lang: str, offset: int) -> str:
    return address_of("/health/rejects", lang, table=table, rule=rule, rows_from=offset)


def grids_of(edition: Edition, found: Data, language: str, lang: str) -> list[tuple[str, Grid]]:
    """What the page shows, each under the word that is its title."""
    return [
        ("runs", _runs(edition, _list(found, "runs"), language)),
        ("sources", _sources(edition, _list(found, "sources"), language)),
        ("rejects", _rules(edition, found, language, lang)),
        ("what_became", _tables(edition.shop, _list(found, "tables"), language)),
        (
            "kept_aside",
            _small(edition.shop, _list(found, "duplicates"), ("table", "why", "rows"), language),
        ),
        (
            "orphans",
            _small(edition.shop, _list(found, "orphans"), ("table", "column", "rows"), language),
        ),
    ]


def _list(found: Data, name: str) -> list[Data]:
    value = found[name]
    return value if isinstance(value, list) else []


def _figures(rows: Sequence[Data], name: str, language: str) -> list[str]:
    return figures([row[name] for row in rows], "", SIGNS[language])


def _grid(language: str, columns: Sequence[tuple[str, list[Cell]]]) -> Grid:
    """Columns under their words; figures stand at the end of theirs."""
    heads = [
        Cell(say(language, word), bool(cells) and cells[0].is_figure) for word, cells in columns
    ]
    rows = [list(row) for row in zip(*(cells for _, cells in columns), strict=True)]
    return Grid([heads], rows)


def _cells(texts: Sequence[object]) -> list[Cell]:
    return [Cell("" if text is None else str(text)) for text in texts]


def _counts(rows: Sequence[Data], name: str, language: str) -> list[Cell]:
    return [Cell(text, True) for text in _figures(rows, name, language)]


COUNTS = {
    "records": "records",
    "loaded_rows": "loaded",
    "rejected": "rejected",
    "duplicates": "duplicates",
    "deleted": "deleted",
}


def _runs(edition: Edition, runs: list[Data], language: str) -> Grid:
    moments = [moment_in(edition.shop, str(run["finished_at"]), language) for run in runs]
    seconds = [Cell(f"{_seconds(run):.0f}", True) for run in runs]
    return _grid(
        language,
        [
            ("finished", _cells(moments)),
            ("run", _cells([run["run_id"] for run in runs])),
            ("seconds", seconds),
            ("files", _counts(runs, "files_read", language)),
            ("records_read", _counts(runs, "records_read", language)),
            *((word, _counts(runs, name, language)) for word, name in COUNTS.items()),
        ],
    )


def _seconds(run: Data) -> float:
    began, ended = (datetime.fromisoformat(str(run[n])) for n in ("started_at", "finished_at"))
    return max((ended - began).total_seconds(), 0)


def _tables(shop: Shop, rows: list[Data], language: str) -> Grid:
    named = [Cell(called(shop, str(row["table"]), language)) for row in rows]
    counts = [(word, _counts(rows, name, language)) for word, name in COUNTS.items()]
    sources = _cells([row["source"] for row in rows])
    return _grid(language, [("table", named), ("source", sources), *counts])


def _small(shop: Shop, rows: list[Data], names: Sequence[str], language: str) -> Grid:
    words = {"table": "table", "why": "why", "rows": "rows", "column": "kind_column"}
    columns = []
    for name in names:
        is_figure = name == "rows"
        told = [called(shop, str(row[name]), language) for row in rows]
        columns.append((words[name], _counts(rows, name, language) if is_figure else _cells(told)))
    return _grid(language, columns)


def _sources(edition: Edition, sources: list[Data], language: str) -> Grid:
    def moment(value: object) -> str:
        return moment_in(edition.shop, str(value), language) if value else "–"

    def state(one: Data) -> str:
        return say(language, "late" if one["late"] else "in_time") if one["due"] else "–"

    is_due = any(one["due"] for one in sources)
    due = [
        ("state", _cells(list(map(state, sources)))),
        ("due", _cells([moment(one["due"]) for one in sources])),
    ]
    return _grid(
        language,
        [
            ("source", _cells([one["source"] for one in sources])),
            *(due if is_due else []),
            ("last_new", _cells([moment(one["read_at"]) for one in sources])),
            ("newest_day", _cells([_day(one["newest"], language) for one in sources])),
            ("records", _counts(sources, "records", language)),
            ("rejected", _counts(sources, "rejected", language)),
        ],
    )


def _day(value: object, language: str) -> str:
    return when(value, language) if value else "–"


def _rules(edition: Edition, found: Data, language: str, lang: str) -> Grid:
    """Rejects by table and rule: now, and after each of the runs before."""
    rules = _list(found, "rules")
    runs = [str(run["run_id"]) for run in _list(found, "runs")][1 : RUNS_BESIDE + 1]
    before = rules_over_runs(edition, runs) if runs else {}
    hrefs = [
        address_of("/health/rejects", lang, table=rule["table"], rule=rule["rule"])
        for rule in rules
    ]
    named = [
        Cell(f"{called(edition.shop, str(rule['table']), language)}: {rule['rule']}", href=href)
        for rule, href in zip(rules, hrefs, strict=True)
    ]
    grid = _grid(
        language,
        [
            ("rule", named),
            ("reason", _cells([rule["reason"] for rule in rules])),
            ("now", _counts(rules, "rows", language)),
        ],
    )
    ended = {str(run["run_id"]): str(run["finished_at"]) for run in _list(found, "runs")}
    for run in runs:
        grid.heads[0].append(Cell(moment_in(edition.shop, ended[run], language), True))
        for row, rule in zip(grid.rows, rules, strict=True):
            count = before.get((run, str(rule["table"]), str(rule["rule"])), 0)
            row.append(Cell(SIGNS[language].write(count), True))
    return grid


def _rows_grid(rows: list[Data], language: str) -> Grid:
    return _grid(
        language,
        [
            ("file", _cells([row["file"] for row in rows])),
            ("line", [Cell("" if r["line"] is None else str(r["line"]), True) for r in rows]),
            ("row", _cells([row["row"] for row in rows])),
        ],
    )
