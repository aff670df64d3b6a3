"""Several counts of one kind of value: the rows are grouped by the value once, for all of them."""

from alkasba.derive.formula import exact, to_sql
from alkasba.derive.measures import Part
from alkasba.derive.query.scope import Scope
from alkasba.derive.query.steps import Steps, named, select
from alkasba.derive.query.view import View, aggregations, function_of, table_of
from alkasba.derive.sql import quoted
from alkasba.model.expression import Expression

VALUE = ".value"
"""What the steps call the value; no term and no part is called so."""
AGAIN = {
    "sum": "COALESCE(SUM({}), 0)",
    "count": "CAST(COALESCE(SUM({}), 0) AS BIGINT)",
    "min": "MIN({})",
    "max": "MAX({})",
    "every": "BOOL_AND({})",
    "any": "BOOL_OR({})",
}
"""How what was told of each value is told of a whole group."""

Parts = dict[str, Part]


def counted_together(parts: Parts) -> Expression | None:
    """What most of the parts count the different values of; None where few do, or of several.

    A count of different values keeps a set of its own. Two sets of the same values cost more than
    one grouping by them; but what else is told has to be kept for each value then.
    """
    counts = [part.aggregate for part in parts.values() if _counts_values(part)]
    others = [part.aggregate for part in parts.values() if not _counts_values(part)]
    values = {one.argument for one in counts}
    if len(counts) < 2 or len(values) > 1 or len(others) >= len(counts):
        return None
    return values.pop() if all(one.function in AGAIN for one in others) else None


def _counts_values(part: Part) -> bool:
    return part.aggregate.function == "count_distinct"


def values_step(view: View, steps: Steps, parts: Parts, value: Expression) -> str:
    """Add the steps that give parts of one fact by way of each value; returns the last's name."""
    table = table_of(parts)
    scope = view.scope(table)
    told = {VALUE: exact(value, lambda part: _sql(part, scope))}
    columns = view.columns(scope) | told | _of_each(scope, parts)
    sql = scope.select(columns, view.conditions(scope))
    each = steps.add(f"{view.prefix}{table}_values", sql)
    whole = [*map(quoted, view.by), *named(_of_all(scope, parts))]
    return steps.add(f"{view.prefix}{table}_sums", select(whole, f"FROM {each}"))


def _of_each(scope: Scope, parts: Parts) -> dict[str, str]:
    """Of each value: whether a row with it is counted, and what else is told of its rows."""
    others = {name: part for name, part in parts.items() if not _counts_values(part)}
    is_counted = {
        name: f"BOOL_OR({_sql(part.aggregate.where, scope)})"
        for name, part in parts.items()
        if _counts_values(part) and part.aggregate.where is not None
    }
    return is_counted | aggregations(scope, others)


def _of_all(scope: Scope, parts: Parts) -> dict[str, str]:
    return {name: _again(scope, name, part) for name, part in parts.items()}


def _again(scope: Scope, name: str, part: Part) -> str:
    if not _counts_values(part):
        return AGAIN[function_of(scope, part.aggregate)].format(quoted(name))
    is_counted = f" FILTER (WHERE {quoted(name)})" if part.aggregate.where is not None else ""
    return f"COUNT({quoted(VALUE)}){is_counted}"


def _sql(expression: Expression, scope: Scope) -> str:
    return to_sql(expression, scope.own, is_wide=scope.is_whole, decimals=scope.own_decimals)
