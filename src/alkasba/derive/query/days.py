"""The days that a question looks at: those of its periods, from a fact's first day to its last."""

from alkasba.derive.measures import Part, both, conjuncts, is_days
from alkasba.derive.query.scope import Scope
from alkasba.derive.query.steps import Steps
from alkasba.derive.query.view import View, fact_step, told
from alkasba.derive.sql import quoted
from alkasba.model.expression import Expression, names

DayParts = dict[str, Part]


def apart(parts: dict[str, Part]) -> tuple[dict[str, Part], DayParts]:
    """The parts that add up rows of facts, and those that count days."""
    days = {name: part for name, part in parts.items() if is_days(part.aggregate)}
    return {name: part for name, part in parts.items() if name not in days}, days


def with_days(view: View, steps: Steps, source: str | None, days: DayParts) -> str:
    """Add the steps that put the days of its period beside each group; returns the last's name.

    `source` has the groups; where there is none, they are those of the days' own facts.
    """
    for name, part in days.items():
        periods = view.periods(view.scope(part.table))
        counted = _counted(view, steps, name, part.table)
        if source is None and len(periods) == len(view.by):
            source = counted
        else:
            groups = source or fact_step(view, steps, {}, of=part.table)
            joined = _beside(groups, counted, list(periods), name)
            source = steps.add(f"{view.prefix}with_{name}", joined)
    return str(source)


def _counted(view: View, steps: Steps, name: str, table: str) -> str:
    """The number of days of each period asked for, whatever else is asked."""
    scope = view.scope(table)
    fact, day = quoted(table), quoted(str(scope.fact.day))
    ends = (f"(SELECT {end}({day}) FROM {fact})" for end in ("MIN", "MAX"))
    between = f"WHERE calendar.day BETWEEN {' AND '.join(ends)}"
    # Named as the fact is, it takes its place wherever the fact's day is told.
    days = f"(SELECT calendar.day AS {day} FROM calendar {between}) AS {fact}"
    columns = view.periods(scope) | {name: "COUNT(*)"}
    where = told(_of_periods(view, scope), scope)
    return steps.add(f"{view.prefix}{table}_{name}", scope.select(columns, where, source=days))


def _of_periods(view: View, scope: Scope) -> Expression | None:
    """What of the question's condition selects days, and nothing but days."""
    found: Expression | None = None
    for part in conjuncts(view.where):
        if all(scope.is_period(scope.find(name)) for name in names(part)):
            found = both(found, part)
    return found


def _beside(groups: str, counted: str, periods: list[str], name: str) -> str:
    same = (
        f"{groups}.{quoted(term)} IS NOT DISTINCT FROM {counted}.{quoted(term)}" for term in periods
    )
    condition = " AND ".join(same) or "TRUE"
    return (
        f"SELECT {groups}.*, {counted}.{quoted(name)} FROM {groups} "
        f"LEFT JOIN {counted} ON {condition}"
    )
