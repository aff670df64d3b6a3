"""One aggregation of one fact in DAX, with what filters its rows."""

from collections.abc import Iterator

from alkasba.derive.measures import Part, conjuncts
from alkasba.derive.powerbi.dax import Told, is_true, told
from alkasba.derive.powerbi.names import Field, table_in_dax
from alkasba.derive.powerbi.rows import Rows
from alkasba.errors import NotExpressible
from alkasba.model.expression import Aggregate, Expression, Name, names

COLUMN = {
    "sum": "SUM({0})",
    "min": "MIN({0})",
    "max": "MAX({0})",
    "avg": "AVERAGE({0})",
    "count_distinct": "DISTINCTCOUNTNOBLANK({0})",
    # DAX has an error for the deviation of a single row.
    "stddev": "IF(COUNT({0}) > 1, STDEV.S({0}))",
}
"""Aggregations of a column of the fact itself."""
ROW = {
    "sum": "SUMX({0}, {1})",
    "min": "MINX({0}, {1})",
    "max": "MAXX({0}, {1})",
    "avg": "AVERAGEX({0}, {1})",
    "count_distinct": 'COUNTROWS(FILTER(DISTINCT(SELECTCOLUMNS({0}, "@value", {1})), '
    "NOT(ISBLANK([@value]))))",
    "stddev": "IF(COUNTX({0}, {1}) > 1, STDEVX.S({0}, {1}))",
}
"""Aggregations of what is calculated row by row."""
COUNTS = ("sum", "count", "count_distinct")


def aggregation(rows: Rows, part: Part) -> Told:
    """The aggregation of the rows in view."""
    text = _unfiltered(rows, part.aggregate)
    kept = [f"KEEPFILTERS({condition})" for condition in filters(rows, part.aggregate.where)]
    if kept:
        text = f"CALCULATE({', '.join((text, *kept))})"
    is_count = part.aggregate.function in COUNTS
    return Told(text, _kind(rows, part.aggregate), "zero" if is_count else "empty")


def filters(rows: Rows, condition: Expression | None) -> Iterator[str]:
    """A condition as filters of columns, one for each table where they can be told apart."""
    for part in conjuncts(condition):
        fields = list(dict.fromkeys(rows.field(name) for name in names(part)))
        tables = {field.table for field in fields}
        if len(tables) == 1:
            text = is_true(part, rows.in_filter)
            if text == "TRUE()":
                continue
            # A filter must name a column, and what can never be needs none to be told.
            yield text if "[" in text else f"FILTER({table_in_dax(rows.fact.name)}, {text})"
        elif fields:
            yield f"FILTER({_met(rows, fields)}, {is_true(part, rows.in_filter)})"
        else:
            yield f"FILTER({table_in_dax(rows.fact.name)}, {is_true(part, rows.from_row)})"


def _met(rows: Rows, fields: list[Field]) -> str:
    """The values of columns of several tables that meet in the fact's rows: few, not each row."""
    return f"SUMMARIZE({', '.join((table_in_dax(rows.fact.name), *map(str, fields)))})"


def _unfiltered(rows: Rows, aggregate: Aggregate) -> str:
    table, function, argument = (
        table_in_dax(rows.fact.name),
        aggregate.function,
        aggregate.argument,
    )
    if argument is None:
        return f"COUNTROWS({table})"
    row = told(argument, rows.from_row)
    if function == "count":
        if row.blank == "never":
            return f"COUNTROWS({table})"
        return f"COUNTROWS(FILTER({table}, NOT(ISBLANK({row.text}))))"
    is_own = isinstance(argument, Name) and rows.field(argument).table == rows.fact.name
    if is_own:
        return COLUMN[function].format(row.text)
    return ROW[function].format(table, row.text)


def _kind(rows: Rows, aggregate: Aggregate) -> str:
    if aggregate.function not in ("min", "max") or aggregate.argument is None:
        return "number"
    kind = told(aggregate.argument, rows.from_row).kind
    if kind == "flag":
        raise NotExpressible("DAX knows no least and no greatest of true and false.")
    return kind
