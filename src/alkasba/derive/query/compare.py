"""The period before: the same question, with every day seen one year or one period later."""

from alkasba.derive.names import name_of
from alkasba.derive.query.question import COMPARES, Question
from alkasba.derive.query.scope import Scope
from alkasba.derive.query.view import View
from alkasba.derive.sql import quoted
from alkasba.errors import WrongValue, did_you_mean
from alkasba.model.expression import Name, names

PERIODS = {
    "day": "1 DAY",
    "week": "7 DAY",
    "month": "1 MONTH",
    "month_of_year": "1 MONTH",
    "quarter": "3 MONTH",
    "fiscal_quarter": "3 MONTH",
    "year": "1 YEAR",
    "fiscal_year": "1 YEAR",
}
"""The length of each period, the finest first."""

LAST_YEAR = {"week": "364 DAY"}
"""A week is compared with the one 52 weeks before, so that Monday meets Monday; all else a year."""


def shift_of(view: View, question: Question, table: str) -> str:
    """The interval from the period compared with to the period asked for."""
    if question.compare not in COMPARES:
        hint = did_you_mean(str(question.compare), COMPARES)
        raise WrongValue(f"compare is last_year or previous, not '{question.compare}'.{hint}")
    scope = view.scope(table)
    by = _periods(scope, [name_of(term) for term in question.by])
    asked = by or _periods(scope, names(view.where) if view.where else [])
    if not asked or (not by and question.compare == "previous" and asked[0] == "day"):
        raise WrongValue(
            f"{question.compare} of what? Ask by month, or for a period: where month = '2025-03'."
        )
    finest = asked[0]
    return PERIODS[finest] if question.compare == "previous" else LAST_YEAR.get(finest, "1 YEAR")


def _periods(scope: Scope, used: list[Name]) -> list[str]:
    """The periods among the names, the finest first."""
    found: set[str] = set()
    for name in used:
        place = scope.find(name)
        if place.is_calendar:
            found.add(place.column)
        elif not place.path and place.column == scope.fact.day:
            found.add("day")
    return [period for period in PERIODS if period in found]


def compared_sql(question: Question, now: str, earlier: str) -> str:
    """Each row beside the row of the period before; rows that only that period has are left out."""
    columns = [f"{now}.{quoted(term)}" for term in question.by]
    for measure in question.measures:
        here, there = f"{now}.{quoted(measure)}", f"{earlier}.{quoted(measure)}"
        columns += [
            here,
            f"{there} AS {quoted(f'{measure}_{question.compare}')}",
            f"({here} - {there}) / NULLIF({there}, 0) AS {quoted(f'{measure}_change')}",
        ]
    same = [
        f"{now}.{quoted(term)} IS NOT DISTINCT FROM {earlier}.{quoted(term)}"
        for term in question.by
    ]
    condition = " AND ".join(same) or "TRUE"
    return f"SELECT {', '.join(columns)} FROM {now} LEFT JOIN {earlier} ON {condition}"


def compared_columns(question: Question) -> list[str]:
    """The measures' columns of the answer."""
    if question.compare is None:
        return list(question.measures)
    return [
        column
        for measure in question.measures
        for column in (measure, f"{measure}_{question.compare}", f"{measure}_change")
    ]
