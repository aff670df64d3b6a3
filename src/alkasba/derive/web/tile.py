"""What a tile asks in a view: filters put in, comparison, drill."""

from dataclasses import dataclass, replace

from alkasba.derive.measures import both
from alkasba.derive.query import Question
from alkasba.derive.web.condition import in_period, is_one_of
from alkasba.derive.web.period import Period, before
from alkasba.derive.web.reach import (
    WHEN,
    column_at,
    facts_of,
    is_period,
    members_of,
    places,
)
from alkasba.derive.web.state import NO_COMPARISON, State
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.expression import Expression
from alkasba.model.formula import read_formula
from alkasba.model.shop import Shop

FINER = {"year": "month", "quarter": "month", "month": "day", "week": "day"}
"""What a period is cut into where the whole view lies within one of it."""
MOST_ROWS = {"table": 500, "matrix": 2000, "scatter": 2000}
MOST_MARKS = 1000
"""Rows that a tile shows; charts of more are read by nobody."""
MOST_MEMBERS = 25
"""Members that a tile shows once it is cut by them."""


@dataclass(frozen=True, slots=True)
class View:
    """A tile as it is shown now: its question, and the one of the period before.

    `ignored` are the filters that do not reach it, which is said beside it. A question asks for one
    row more than is shown, so that a cut can be told. `target` asks for what is to be reached;
    it has none where the view is cut or filtered by what its fact does not know.
    """

    number: int
    tile: Tile
    question: Question
    earlier: Question | None = None
    ignored: tuple[str, ...] = ()
    rows: int = MOST_MARKS
    target: Question | None = None

    @property
    def show(self) -> str:
        return self.tile.show

    def with_rows(self, most: int) -> "View":
        """The view of a table with so many rows, where its owner has not said how many."""
        if self.show != "table" or self.tile.limit or most <= self.rows:
            return self
        return replace(self, rows=most, question=replace(self.question, limit=most + 1))


def view_of(shop: Shop, dashboard: Dashboard, number: int, state: State, period: Period) -> View:
    """The tile of that number, counted from 1, in a view of its dashboard."""
    tile = dashboard.tiles[number - 1]
    facts = facts_of(shop, tile.measures)
    has_period = any(is_period(shop, term) for term in dashboard.filters)
    span = period if has_period else Period("all")
    own = read_formula(tile.where) if tile.where else None
    chosen = both(own, _chosen(shop, facts, state))
    cut = _cut(shop, tile, state, span)
    compare = _compare(tile, cut, state, span)
    rows = _rows(tile, cut)
    question = Question(
        tile.measures,
        by=cut,
        where=both(chosen, in_period(span)),
        order=_order(tile, cut),
        limit=rows + 1,
        compare=None if _is_apart(cut, compare) else compare,
        parameters=tuple(state.numbers.items()),
    )
    earlier = before(span) if _is_apart(cut, compare) else None
    return View(
        number,
        tile,
        question,
        replace(question, where=both(chosen, in_period(earlier))) if earlier else None,
        tuple(term for term in state.chosen if places(shop, facts, term) is None),
        rows,
        _target(shop, tile, question, state),
    )


def _target(shop: Shop, tile: Tile, question: Question, state: State) -> Question | None:
    """What asks for the measure that is to be reached, in the same view."""
    if not tile.target or question.by != tile.by:
        return None
    facts = facts_of(shop, (tile.target,))
    if any(places(shop, facts, term) is None for term in state.chosen):
        return None
    return replace(question, measures=(tile.target,), order=(), limit=None, compare=None)


def _chosen(shop: Shop, facts: list[str], state: State) -> Expression | None:
    """The chosen values of the terms that every fact of the tile knows."""
    where: Expression | None = None
    for term, values in state.chosen.items():
        if places(shop, facts, term) is not None:
            where = both(where, is_one_of(term, column_at(shop, facts, term), values))
    return where


def _cut(shop: Shop, tile: Tile, state: State, period: Period) -> tuple[str, ...]:
    """What the tile is cut by: a step finer where the view holds one value of it only."""
    cut = list(tile.by)
    for at, term in enumerate(tile.by):
        if term in FINER and period.lies_within(term) and FINER[term] not in cut:
            cut[at] = FINER[term]
        elif len(state.chosen.get(term, ())) == 1 and (finer := members_of(shop, tile, term)):
            cut[at] = finer if finer not in cut else term
    return tuple(cut)


def _order(tile: Tile, cut: tuple[str, ...]) -> tuple[str, ...]:
    """The declared order, of what is cut more finely by what took its place; a map has none, and
    its bars stand by their length."""
    if not tile.order:
        return (f"-{tile.measures[0]}",) if tile.show == "map" else ()
    now = dict(zip(tile.by, cut, strict=True))
    name = tile.order.removeprefix("-")
    return (tile.order.replace(name, now.get(name, name)),)


def _rows(tile: Tile, cut: tuple[str, ...]) -> int:
    usual = MOST_ROWS.get(tile.show, MOST_MARKS)
    if cut != tile.by and not any(term in WHEN for term in cut):
        usual = MOST_MEMBERS
    return min(tile.limit or usual, usual)


def _compare(tile: Tile, cut: tuple[str, ...], state: State, period: Period) -> str | None:
    """With which period the tile compares: as the view asks, else as it is declared."""
    wanted = tile.compare
    if state.compare and (tile.show == "number" or tile.compare or _is_series(tile, cut)):
        wanted = state.compare
    if wanted is None or wanted == NO_COMPARISON:
        return None
    has_when = any(term in WHEN for term in cut)
    if period.is_all and not has_when:
        return None
    return wanted if has_when or not cut or wanted == "last_year" else None


def _is_series(tile: Tile, cut: tuple[str, ...]) -> bool:
    """Whether it draws one measure over time, beside which another period can stand."""
    is_drawn = tile.show in ("line", "column", "area") and len(tile.measures) == 1
    return is_drawn and len(cut) == 1 and cut[0] in WHEN


def _is_apart(cut: tuple[str, ...], compare: str | None) -> bool:
    """Whether the period before is asked for on its own: it is as long as that of the view."""
    return compare == "previous" and not cut
