"""A dashboard as a page: its filters, and what each of its tiles asks in a view."""

from dataclasses import dataclass
from datetime import date

from alkasba.derive.names import column_of
from alkasba.derive.query import Question
from alkasba.derive.web.period import Period, read_period
from alkasba.derive.web.reach import facts_of, is_period, places
from alkasba.derive.web.state import State
from alkasba.derive.web.telling import UNKNOWN
from alkasba.derive.web.tile import View, view_of
from alkasba.model.dashboard import Dashboard
from alkasba.model.shop import Shop

MOST_CHOICES = 200
"""Values that a filter offers; more are chosen by clicking what a tile shows."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A column whose values can be chosen. `question` gives them; it is declared what they are
    where there is none."""

    term: str
    choices: tuple[str, ...] = ()
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, before anything was asked."""

    dashboard: Dashboard
    state: State
    period: Period
    has_period: bool
    filters: tuple[Filter, ...]
    views: tuple[View, ...]


def page_of(shop: Shop, dashboard: Dashboard, state: State, newest: date | None) -> Page:
    """The page in a view; periods that roll end with the newest day."""
    period = read_period(state.period, newest)
    numbers = range(1, len(dashboard.tiles) + 1)
    has_period = any(is_period(shop, term) for term in dashboard.filters)
    return Page(
        dashboard,
        state,
        period,
        has_period,
        filters_of(shop, dashboard, state),
        tuple(view_of(shop, dashboard, number, state, period) for number in numbers),
    )


def filters_of(shop: Shop, dashboard: Dashboard, state: State) -> tuple[Filter, ...]:
    """The declared filters, then those that were chosen by a click."""
    declared = [term for term in dashboard.filters if not is_period(shop, term)]
    terms = dict.fromkeys((*declared, *state.chosen))
    return tuple(_filter(shop, dashboard, term) for term in terms)


def _filter(shop: Shop, dashboard: Dashboard, term: str) -> Filter:
    for tile in dashboard.tiles:
        facts = facts_of(shop, tile.measures)
        if not (found := places(shop, facts, term)):
            continue
        place = next(iter(found.values()))
        column = column_of(shop, place)
        if column.type == "flag":
            return Filter(term, ("true", "false"))
        if column.choices:
            return Filter(term, (*column.choices, *((UNKNOWN,) if place.path else ())))
        measures = tile.measures[:1]
        return Filter(term, (), Question(measures, by=(term,), limit=MOST_CHOICES))
    return Filter(term)
