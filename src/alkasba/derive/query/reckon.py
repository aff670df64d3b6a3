"""What facts tell of the members of a dimension, as one SELECT: a row for each member.

Each fact is looked at once for all columns that it can tell together. Everything is exact or in a
fixed order, so that it is the same whatever order rows were loaded in.
"""

from collections.abc import Mapping, Sequence

from alkasba.derive.ddl import cast_sql, sql_type, stored_columns
from alkasba.derive.formula import to_sql
from alkasba.derive.query.steps import Steps, named
from alkasba.derive.query.told import Ends, Told
from alkasba.derive.sql import literal, quoted
from alkasba.model.expression import Name, names
from alkasba.model.formula import looks_at_members
from alkasba.model.links import in_order
from alkasba.model.reckoned import is_latest
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Reckoning, Table


def reckon_sql(shop: Shop, table: Table, columns: Sequence[str], ends: Ends) -> str:
    """The key of each member and these columns; each stands after those that it needs."""
    own = [table.columns[name] for name in columns]
    reckoned = {c.name: c.reckoned for c in own if c.reckoned}
    told = Told(shop, table, ends, Steps(_taken(shop)))
    values = {n: told.value(r) for n, r in reckoned.items() if r.per is None}
    joins = told.joins()
    for alike in _alike(shop, reckoned):
        values |= told.series(alike, joins)
    rows = _members(shop, table, columns, told.steps)
    given = {name: _stored(shop, value, table.columns[name]) for name, value in values.items()}
    sql = f"SELECT {', '.join(['member.*', *named(given)])} FROM {rows} AS member {' '.join(joins)}"
    for column in _in_order(table, columns):
        sql = f"SELECT *, {_formula(shop, table, column, ends)} FROM ({sql})"
    chosen = ", ".join(map(quoted, [*table.key, *columns]))
    return told.steps.before(f"SELECT {chosen} FROM ({sql})")


def _taken(shop: Shop) -> set[str]:
    references = {name for table in shop.tables.values() for name in table.references}
    return {*shop.tables, *references, "calendar", "member"}


def _members(shop: Shop, table: Table, columns: Sequence[str], steps: Steps) -> str:
    """One row for each member, as it is now, with what is known of it already."""
    known = [quoted(name) for name in stored_columns(shop, table) if name not in columns]
    current = " AND is_current" if table.history else ""
    return steps.add(
        f"{table.name}_members",
        f"SELECT {', '.join(known)} FROM {quoted(table.name)} "
        f"WHERE {quoted(f'{table.name}_key')} <> 0{current}",
    )


def _stored(shop: Shop, sql: str, column: Column) -> str:
    """A value as the column holds it, or the filling that is declared."""
    return _filled(cast_sql(sql, column, shop.calendar.timezone), column)


def _filled(sql: str, column: Column) -> str:
    return sql if column.missing is None else f"COALESCE({sql}, {literal(column.missing)})"


def _in_order(table: Table, columns: Sequence[str]) -> list[Column]:
    """The columns with a formula, each after those of them that it needs."""
    formulas = {
        name: formula for name in columns if (formula := table.columns[name].formula) is not None
    }
    links = {n: [m.name for m in names(f) if not m.of] for n, f in formulas.items()}
    return [table.columns[name] for name in in_order(links)]


def _formula(shop: Shop, table: Table, column: Column, ends: Ends) -> str:
    def resolve(name: Name) -> str:
        if not is_latest(shop, name):
            return _known(shop, table.columns[name.name])
        days = ends[str(name.of)]
        return f"DATE '{days.last}'" if days else "CAST(NULL AS DATE)"

    if column.formula is None:
        raise AssertionError(column.name)
    sql = to_sql(
        column.formula,
        resolve,
        is_wide=lambda name: not name.of and table.columns[name.name].type == "whole",
    )
    if looks_at_members(column.formula):
        # What looks at all rows cannot stand inside TRY.
        told = _filled(f"TRY_CAST({sql} AS {sql_type(column)})", column)
    else:
        told = _stored(shop, sql, column)
    return f"{told} AS {quoted(column.name)}"


def _known(shop: Shop, column: Column) -> str:
    """A column of the member; a moment as the shop's clock showed it."""
    if column.type == "moment":
        return f"({quoted(column.name)} AT TIME ZONE {literal(shop.calendar.timezone)})"
    return quoted(column.name)


def _alike(shop: Shop, reckoned: Mapping[str, Reckoning]) -> list[dict[str, Reckoning]]:
    """The columns that are told by the same periods of the same facts."""
    found: dict[object, dict[str, Reckoning]] = {}
    for name, one in reckoned.items():
        if one.per is not None:
            same = (shop.measures[one.measure].table, one.by, one.within, one.per)
            found.setdefault(same, {})[name] = one
    return list(found.values())
