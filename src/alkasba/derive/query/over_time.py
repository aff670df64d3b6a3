"""Levels: of each period the last day, the first, or the least, most or mean of its days; never their sum."""

from alkasba.derive.measures import Part
from alkasba.derive.names import find_own, name_of
from alkasba.derive.query.scope import Scope
from alkasba.derive.query.steps import (
    Step,
    View,
    aggregates_sql,
    by_columns,
    conditions,
    select,
    time_terms,
)
from alkasba.derive.sql import quoted
from alkasba.model.table import OverTime

ONE_DAY = {"last": "MAX", "first": "MIN"}
MANY_DAYS = {"min": "MIN", "max": "MAX", "avg": "AVG"}
COUNTED = quoted("counted.day")


def level_steps(view: View, name: str, parts: dict[str, Part], rule: OverTime) -> list[Step]:
    """The steps that give the parts of a level; the last one is called `name`."""
    if rule.take in ONE_DAY:
        return _one_day(view, name, parts, rule)
    return _many_days(view, name, parts, rule)


def _one_day(view: View, name: str, parts: dict[str, Part], rule: OverTime) -> list[Step]:
    """The day is found first: per period and series, among the rows that the question selects.

    It is common to all groups of a period, so the groups of a day add up to its total.
    """
    days = f"{name}.days"
    part = next(iter(parts.values()))
    finding = view.scope(part.table)
    keys = _day_keys(view, finding, rule)
    columns = [f"{sql} AS {alias}" for alias, sql in keys.items()]
    columns.append(f"{ONE_DAY[rule.take]}({finding.true_day}) AS {COUNTED}")
    where = conditions(view, finding, part.where)
    found = select(columns, finding.from_sql(), where)
    return [(days, found), (name, _rows_of_days(view, parts, rule, quoted(days)))]


def _rows_of_days(view: View, parts: dict[str, Part], rule: OverTime, days: str) -> str:
    part = next(iter(parts.values()))
    scope = view.scope(part.table)
    columns = by_columns(view, scope) + _told(scope, parts)
    same = [
        f"{days}.{alias} IS NOT DISTINCT FROM {sql}"
        for alias, sql in _day_keys(view, scope, rule).items()
    ]
    same.append(f"{days}.{COUNTED} = {scope.true_day}")
    where = conditions(view, scope, part.where)
    return select(columns, f"{scope.from_sql()} JOIN {days} ON {' AND '.join(same)}", where)


def _told(scope: Scope, parts: dict[str, Part]) -> list[str]:
    return [f"{sql} AS {quoted(name)}" for name, sql in aggregates_sql(scope, parts).items()]


def _day_keys(view: View, scope: Scope, rule: OverTime) -> dict[str, str]:
    """What has a day of its own: each period asked for, and each series that is counted apart."""
    periods = {quoted(term): scope.sql(place) for term, place in time_terms(view, scope)}
    return periods | _series(scope, rule)


def _series(scope: Scope, rule: OverTime) -> dict[str, str]:
    places = {name: find_own(scope.shop, scope.fact, name_of(name)) for name in rule.per}
    return {quoted(f"per.{name}"): scope.sql(place) for name, place in places.items()}


def _many_days(view: View, name: str, parts: dict[str, Part], rule: OverTime) -> list[Step]:
    """Each counted day is told first, then the least, most or mean of the days; series are added up."""
    part = next(iter(parts.values()))
    scope = view.scope(part.table)
    series = _series(scope, rule)
    columns = by_columns(view, scope)
    columns += [f"{sql} AS {alias}" for alias, sql in series.items()]
    columns += [f"{scope.true_day} AS {COUNTED}", *_told(scope, parts)]
    where = conditions(view, scope, part.where)
    steps = [(f"{name}.days", select(columns, scope.from_sql(), where))]
    take = MANY_DAYS[rule.take]
    by = [quoted(term) for term in view.by]
    if series:
        steps.append((f"{name}.series", _retold([*by, *series], parts, take, f"{name}.days")))
        return [*steps, (name, _retold(by, parts, "SUM", f"{name}.series"))]
    return [*steps, (name, _retold(by, parts, take, f"{name}.days"))]


def _retold(by: list[str], parts: dict[str, Part], take: str, source: str) -> str:
    told = [f"{take}({quoted(name)}) AS {quoted(name)}" for name in parts]
    return select([*by, *told], f"FROM {quoted(source)}", [])
