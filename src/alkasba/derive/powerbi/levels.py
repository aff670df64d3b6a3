"""Levels in DAX: of each period the last or first day counted, or the least, most or mean of days.

Power BI does not tell apart what a picture is cut by from what it is filtered by. So the day of a
level is always that of the whole fact, or of each series, in the period that is looked at: groups
add up to their total, whatever they are.
"""

from collections.abc import Iterator

from alkasba.derive.measures import Part
from alkasba.derive.powerbi.aggregations import aggregation, filters
from alkasba.derive.powerbi.columns import own_columns
from alkasba.derive.powerbi.dax import CLOSED, LOOSEST, Told
from alkasba.derive.powerbi.names import Field, table_in_dax
from alkasba.derive.powerbi.rows import Rows
from alkasba.model.expression import Name
from alkasba.model.table import OverTime

ONE_DAY = {"last": "MAX", "first": "MIN"}
MANY_DAYS = {"min": "MINX", "max": "MAXX", "avg": "AVERAGEX"}


def level(rows: Rows, part: Part, rule: OverTime) -> Told:
    """A part of a level; it is empty where nothing was counted."""
    tell = _one_day if rule.take in ONE_DAY else _many_days
    text = tell(rows, part, rule)
    strength = LOOSEST if text.startswith("VAR") else CLOSED
    return Told(text, aggregation(rows, part).kind, "empty", strength)


def _one_day(rows: Rows, part: Part, rule: OverTime) -> str:
    """The day is found first, whatever the level is cut by; then what was counted on it."""
    counted_on = rows.variable("counted")
    series = list(filters(rows, part.where))
    day = f"CALCULATE({ONE_DAY[rule.take]}({rows.day})"
    everything = list(_everything(rows))
    kept = "".join(f", KEEPFILTERS({condition})" for condition in series)
    if not rule.per:
        counted = f"{day}{''.join(f', {one}' for one in (*everything, *series))})"
        on_it = f"KEEPFILTERS({rows.day} = {counted_on})"
    else:
        keys = ", ".join(_series(rows, rule))
        each = f'SUMMARIZE({table_in_dax(rows.fact.name)}, {keys}), "@day", {day})'
        table = f"ADDCOLUMNS({each})"
        counted = f"CALCULATETABLE({', '.join((table, *everything, *series))})"
        on_it = f"KEEPFILTERS(TREATAS({counted_on}, {keys}, {rows.day}))"
    return f"VAR {counted_on} = {counted}\nRETURN CALCULATE({_counted(rows, part)}, {on_it}{kept})"


def _everything(rows: Rows) -> Iterator[str]:
    """What takes away all that is looked at but the days."""
    own = [str(Field(rows.fact.name, name)) for name in own_columns(rows.shop, rows.fact)]
    for taken in (", ".join(own), *map(table_in_dax, rows.roles.reached(rows.fact.name))):
        if taken:
            yield f"REMOVEFILTERS({taken})"


def _many_days(rows: Rows, part: Part, rule: OverTime) -> str:
    """Each counted day first, then the least, most or mean of them; series are added up.

    All days are asked for at once, which is one query of the warehouse.
    """
    keys, take = _series(rows, rule), MANY_DAYS[rule.take]
    value = f"CALCULATE({_on_a_day(rows, part)})"
    if not keys:
        return _kept(rows, part, f"{take}(VALUES({rows.day}), {value})")
    told = rows.variable("counted")
    days = f"SUMMARIZE({', '.join((table_in_dax(rows.fact.name), *keys, str(rows.day)))})"
    counted = _kept(rows, part, f'ADDCOLUMNS({days}, "@value", {value})', of="CALCULATETABLE")
    each = f'GROUPBY({told}, {", ".join(keys)}, "@level", {take}(CURRENTGROUP(), [@value]))'
    return f"VAR {told} = {counted}\nRETURN SUMX({each}, [@level])"


def _kept(rows: Rows, part: Part, text: str, of: str = "CALCULATE") -> str:
    """The expression of the series that the measure is about."""
    kept = [f"KEEPFILTERS({condition})" for condition in filters(rows, part.where)]
    return f"{of}({', '.join((text, *kept))})" if kept else text


def _series(rows: Rows, rule: OverTime) -> list[str]:
    return [str(rows.field(Name(name))) for name in rule.per]


def _counted(rows: Rows, part: Part) -> str:
    """The aggregation of the days in view: a count of none is 0 where anything was counted."""
    text = _on_a_day(rows, part)
    if _is_count(part):
        return f"IF(NOT(ISEMPTY({table_in_dax(rows.fact.name)})), {text})"
    return text


def _on_a_day(rows: Rows, part: Part) -> str:
    """The aggregation of a day on which something was counted."""
    text = aggregation(rows, part).text
    return f"{text} + 0" if _is_count(part) else text


def _is_count(part: Part) -> bool:
    return part.aggregate.function in ("count", "count_distinct")
