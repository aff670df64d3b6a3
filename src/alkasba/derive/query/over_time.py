"""Levels: of each period the last or first day, or the least, most or mean of its days."""

from dataclasses import replace

from alkasba.derive.measures import Part, split_series
from alkasba.derive.names import find_own, name_of
from alkasba.derive.query.scope import Scope
from alkasba.derive.query.steps import Steps, named, select
from alkasba.derive.query.view import View, aggregations, table_of
from alkasba.derive.sql import quoted
from alkasba.model.expression import Expression
from alkasba.model.table import OverTime

ONE_DAY = {"last": "MAX", "first": "MIN"}
MANY_DAYS = {"min": "MIN", "max": "MAX", "avg": "AVG"}
COUNTED = "counted.day"
"""What the steps call the day of a count; no column has a dot in its name."""


def level_step(view: View, steps: Steps, parts: dict[str, Part], rule: OverTime) -> str:
    """Add the steps that give parts of a level; returns the name of the last."""
    tell = _one_day if rule.take in ONE_DAY else _many_days
    return tell(view, steps, parts, rule)


def _one_day(view: View, steps: Steps, parts: dict[str, Part], rule: OverTime) -> str:
    """The day is found first: per period and series, among the days and series asked for.

    It is common to all groups of a period, so the groups add up to the total.
    """
    table = table_of(parts)
    days = steps.add(f"{view.prefix}{table}_days", _days(view, parts, rule))
    scope = view.scope(table)
    columns = view.columns(scope) | aggregations(scope, parts)
    same = [
        f"{days}.{quoted(name)} IS NOT DISTINCT FROM {sql}"
        for name, sql in _keys(view, scope, rule).items()
    ]
    same.append(f"{days}.{quoted(COUNTED)} = {scope.true_day}")
    where = view.conditions(scope, _where(parts))
    sql = scope.select(columns, where, join=f"JOIN {days} ON {' AND '.join(same)}")
    return steps.add(f"{view.prefix}{table}_level", sql)


def _days(view: View, parts: dict[str, Part], rule: OverTime) -> str:
    scope = view.scope(table_of(parts))
    counted = {COUNTED: f"{ONE_DAY[rule.take]}({scope.true_day})"}
    columns = _keys(view, scope, rule) | counted
    series, _ = split_series(scope.fact, view.where, scope.find)
    only_series = replace(view, where=series)
    return scope.select(columns, only_series.conditions(scope, _where(parts)))


def _where(parts: dict[str, Part]) -> Expression | None:
    (where,) = {part.where for part in parts.values()}
    return where


def _keys(view: View, scope: Scope, rule: OverTime) -> dict[str, str]:
    """What has a day of its own: each period asked for, and each series that is counted apart."""
    return view.periods(scope) | _series(scope, rule)


def _series(scope: Scope, rule: OverTime) -> dict[str, str]:
    places = {name: find_own(scope.shop, scope.fact, name_of(name)) for name in rule.per}
    return {f"per.{name}": scope.sql(place) for name, place in places.items()}


def _many_days(view: View, steps: Steps, parts: dict[str, Part], rule: OverTime) -> str:
    """Each counted day first, then the least, most or mean of them; series are added up."""
    table = table_of(parts)
    scope = view.scope(table)
    series = _series(scope, rule)
    columns = view.columns(scope) | series | {COUNTED: scope.true_day}
    columns |= aggregations(scope, parts)
    told = scope.select(columns, view.conditions(scope, _where(parts)))
    last = steps.add(f"{view.prefix}{table}_days", told)
    take = MANY_DAYS[rule.take]
    if series:
        apart = _retold([*view.by, *series], parts, take, last)
        last = steps.add(f"{view.prefix}{table}_series", apart)
        take = "SUM"
    return steps.add(f"{view.prefix}{table}_level", _retold(view.by, parts, take, last))


def _retold(by: list[str] | tuple[str, ...], parts: dict[str, Part], take: str, source: str) -> str:
    told = {name: f"{take}({quoted(name)})" for name in parts}
    return select([*map(quoted, by), *named(told)], f"FROM {source}")
