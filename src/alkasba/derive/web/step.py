"""Where a click on a bar, a point or a row leads: the same page, about that value alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from alkasba.derive.web.answer import Shown
from alkasba.derive.web.reach import WHEN
from alkasba.derive.web.state import State, written
from alkasba.derive.web.telling import day_of


def step_into(shown: Shown, state: State, row: Sequence[object], allowed: Sequence[str]) -> State:
    """The view in which everything is about the values that a row was cut by."""
    for term, value in zip(shown.by, row, strict=False):
        if term in allowed:
            state = state.choose(term, written(value))
        elif term in WHEN or isinstance(value, date):
            state = replace(state, period=_period(term, value) or state.period)
    return state


def _period(term: str, value: object) -> str | None:
    """How an address writes a period of the calendar; a week has no word, so its days are told."""
    if value is None:
        return None
    if term != "week":
        return value.isoformat() if isinstance(value, date) else str(value)
    monday = date.fromisoformat(day_of(value) or "")
    return f"{monday}..{monday + timedelta(days=6)}"
