"""The page of the stream, and what Prometheus reads: rounds, what waits, what failed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup

from alkasba.derive.figures import figures
from alkasba.derive.web.rounds import charts_of_rounds
from alkasba.derive.web.telling import moment_in, title_of_table, when
from alkasba.derive.web.words import SIGNS, say
from alkasba.errors import AlkasbaError
from alkasba.flows.opening import OpenShop
from alkasba.flows.serving import Serving
from alkasba.flows.stream.exposing import Standing, exposition
from alkasba.flows.stream.history import last_rounds
from alkasba.flows.stream.letters import Letter, dead_letters
from alkasba.flows.stream.part import Part, parts_of
from alkasba.model.search import searched
from alkasba.model.shop import Shop
from alkasba.web.api import served
from alkasba.web.cards import Cell, Grid
from alkasba.web.drawing import html
from alkasba.web.frame import frame, language_of

router = APIRouter(include_in_schema=False)
ROUNDS = 60
"""Rounds in the charts and the table of a stream."""
LETTERS = 50
NEVER_KEPT = {"Cache-Control": "no-store"}
WORDS = ("sent", "gone", "changes_told", "seconds_taken")
Served = Annotated[Serving, Depends(served)]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The stream of one table as people read it."""

    name: str
    title: str
    facts: list[tuple[str, str]]
    to_do: list[str]
    charts: list[Markup]
    rounds: Grid | None
    letters: Grid | None
    more_letters: str


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """What Prometheus reads."""
    text, kind = exposition(_standing(request))
    return Response(text, headers=NEVER_KEPT | {"Content-Type": kind})


@router.get("/stream")
def stream(request: Request, serving: Served) -> Response:
    """How the stream of each table stands; also where no run was published yet."""
    opened, language = serving.declared.opened, language_of(request)
    names = searched(opened.shop)
    standing = {one["table"]: one for one in _standing(request).read()} if names else {}
    parts = parts_of(opened) if names else []
    values = frame(request, opened.shop, language) | {
        "title": say(language, "stream"),
        "is_streamed": bool(names),
        "chapters": [
            _chapter(opened, part, standing.get(part.table.name), language) for part in parts
        ],
    }
    return html("stream.html", language, values, headers=NEVER_KEPT)


def _standing(request: Request) -> Standing:
    """How the stream stands, asked by one for all who look."""
    state = request.app.state
    if not hasattr(state, "standing"):
        serving: Serving = state.serving
        state.standing = Standing(lambda: serving.declared.opened)
    found: Standing = state.standing
    return found


def _chapter(
    opened: OpenShop, part: Part, found: Mapping[str, Any] | None, language: str
) -> Chapter:
    shop, rounds = opened.shop, last_rounds(part.folder, ROUNDS)
    letters = _letters(opened, part) if found and found["dead"] else []
    drawn = _drawn(shop, rounds, language)
    charts = charts_of_rounds(drawn, {word: say(language, word) for word in WORDS})
    return Chapter(
        part.table.name,
        title_of_table(shop, shop.tables[part.table.name], language),
        list(_facts(shop, found, language)) if found else [],
        list(_to_do(part.table.name, found, rounds, language)) if found and rounds else [],
        # Nothing in it ends a script element: "<" is written as an escape.
        [Markup(json.dumps(spec).replace("<", "\\u003c")) for spec in charts],
        _rounds(shop, rounds, language) if rounds else None,
        _letters_grid(letters, language) if letters else None,
        say(language, "first_letters", rows=LETTERS)
        if found and (found["dead"] or 0) > len(letters) > 0
        else "",
    )


def _letters(opened: OpenShop, part: Part) -> list[Letter]:
    """Those that can be read now; that the log is away is told beside."""
    try:
        return dead_letters(opened, part, LETTERS)
    except AlkasbaError:
        return []


def _drawn(shop: Shop, rounds: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """The rounds, the oldest first, with the moment as short as it still tells them apart."""
    moments = [_local(shop, one) for one in rounds]
    is_one_day = len({moment.date() for moment in moments}) == 1
    labels = [
        f"{moment:%H:%M:%S}" if is_one_day else _second(moment, language) for moment in moments
    ]
    told = [{**one, "label": label} for one, label in zip(rounds, labels, strict=True)]
    return told[::-1]


def _local(shop: Shop, told: Mapping[str, Any]) -> datetime:
    moment = datetime.fromisoformat(told["started"])
    return moment.astimezone(ZoneInfo(shop.calendar.timezone))


def _second(moment: datetime, language: str) -> str:
    """A moment to the second: rounds may follow fast."""
    return f"{when(moment.date(), language)}, {moment:%H:%M:%S}"


def _facts(shop: Shop, found: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    if last := found["last_round"]:
        yield say(language, "last_round"), moment_in(shop, last["started"], language)
        yield say(language, "in_the_table"), _figure(last["members"], language)
    for word, name in (("to_index", "lag"), ("dead_letters", "dead")):
        if found[name] is not None:
            yield say(language, word), _figure(found[name], language)
    for word, name in (
        ("changes_a_minute", "told_per_minute"),
        ("indexed_a_second", "indexed_per_second"),
    ):
        if found[name] is not None:
            yield say(language, word), _figure(found[name], language)
    if error := found["last_error"]:
        moment = moment_in(shop, error["at"], language)
        yield say(language, "last_error"), f"{moment}: {error['what']}"
    if found["why"]:
        yield say(language, "stream"), say(language, "log_away", why=found["why"])


def _to_do(
    table: str, found: Mapping[str, Any], rounds: Sequence[Mapping[str, Any]], language: str
) -> Iterator[str]:
    """What to do next; that there is nothing, where nothing is wrong."""
    last, is_well = found["last_round"] or {}, True
    steps = {
        "do_reach": bool(found["why"]),
        "do_look": "failed" in rounds[0],
        "do_accept": bool(last.get("held")),
        "do_replay": bool(found["dead"]),
        "do_consume": bool(found["lag"]) and found["indexed_per_second"] is None,
    }
    for word, is_due in steps.items():
        if is_due:
            is_well = False
            yield say(language, word, table=table, what=rounds[0].get("failed", ""))
    if is_well and not found["lag"]:
        yield say(language, "nothing_to_do")


def _figure(value: float, language: str) -> str:
    """A count as it is, anything else with two decimals."""
    shown = value if isinstance(value, int) else Decimal(f"{value:.2f}")
    return figures([shown], "", SIGNS[language])[0]


def _rounds(shop: Shop, rounds: Sequence[Mapping[str, Any]], language: str) -> Grid:
    named = ("seconds", "in_the_table", "sent", "gone", "kept")
    fields = ("seconds", "members", "sent", "gone", "kept")
    heads = [Cell(say(language, "began"))]
    heads += [Cell(say(language, word), True) for word in named]
    rows = []
    for one in rounds:
        cells = [Cell(_second(_local(shop, one), language))]
        for name in fields:
            cells.append(Cell(_figure(one[name], language) if name in one else "–", True))
        rows.append([*cells, Cell(one.get("failed") or one.get("held") or "")])
    return Grid([[*heads, Cell(say(language, "went_wrong"))]], rows)


def _letters_grid(letters: Sequence[Letter], language: str) -> Grid:
    heads = [Cell(say(language, "place")), Cell(say(language, "went_wrong"))]
    return Grid([heads], [[Cell(one.place), Cell(one.why)] for one in letters])
