"""Dimensions: made anew from all rows seen of their members, with stable surrogate keys."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from alkasba.derive.ddl import LINEAGE, dimension_layout, loaded_columns, loaded_layout
from alkasba.derive.keys import OPEN_END, OPEN_START, natural_key, surrogate_key, version_key
from alkasba.derive.sql import literal, quoted
from alkasba.errors import StoreError
from alkasba.model.shop import Shop
from alkasba.model.table import Table
from alkasba.warehouse.history import versions_sql


def insert_seen(db: DuckDBPyConnection, shop: Shop, table: Table, *, rows: str, on: str) -> None:
    """Add rows of the relation `rows` to what was seen; `on` is the day of this run."""
    given = ", ".join(quoted(name) for name in [*loaded_columns(shop, table), *LINEAGE])
    db.execute(
        f"INSERT INTO shop.kept.{quoted(table.name)} BY NAME "
        f"SELECT {given}, {literal(on)}::DATE AS _seen_on, NULL::VARCHAR AS _fate, _deleted "
        f"FROM {rows} AS g"
    )


def judge_seen(
    db: DuckDBPyConnection, table: Table, *, hidden: str | None, columns: Sequence[str], fate: str
) -> None:
    """Make `seen`: every row seen of a dimension, with `_member`, `_name`, `_source`, its `_fate`.

    `hidden` names a relation (file, seen_on, row, columns) of what the warehouse does not hold.
    """
    extra = "".join(f", h.{quoted(name)}" for name in columns) if hidden else ""
    join = (
        f"LEFT JOIN {hidden} AS h ON h.file = k._file AND h.row = k._row AND h.seen_on = k._seen_on"
        if hidden
        else ""
    )
    kept = f"shop.kept.{quoted(table.name)}"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE seen AS SELECT * REPLACE ({fate} AS _fate) FROM ("
        f"SELECT k.* REPLACE (coalesce(k._deleted, FALSE) AS _deleted){extra}, "
        f"{natural_key(table.key, of='k')} AS _member, f.name AS _name, "
        f"f.source AS _source FROM {kept} AS k "
        f"JOIN shop.alkasba.files AS f ON f.file_id = k._file "
        f"AND f.table_name = {literal(table.name)} {join})"
    )
    if table.history:
        _take_along(db, table)
    db.execute(
        f"UPDATE {kept} AS k SET _fate = s._fate FROM seen AS s WHERE k._file = s._file "
        "AND k._row = s._row AND k._seen_on = s._seen_on AND k._fate IS DISTINCT FROM s._fate"
    )
    db.execute("DELETE FROM seen WHERE _fate <> 'kept'")


def _take_along(db: DuckDBPyConnection, table: Table) -> None:
    """Of a member whose last row is deleted no earlier version stays."""
    db.execute(
        "UPDATE seen SET _fate = 'deleted' FROM (SELECT _source, _member, _fate FROM seen "
        "WHERE _fate IN ('kept', 'deleted') QUALIFY row_number() OVER (PARTITION BY _source, "
        f"_member ORDER BY {quoted(_day(table))} DESC NULLS LAST, _seen_on DESC) = 1) AS last "
        "WHERE seen._source = last._source AND seen._member = last._member "
        "AND seen._fate = 'kept' AND last._fate = 'deleted'"
    )


def build_dimension(db: DuckDBPyConnection, shop: Shop, table: Table, *, merged: str) -> None:
    """Make the dimension from `seen` and `merged` (one row per `_member`, every column)."""
    layout = loaded_layout(shop, table)
    own = list(loaded_columns(shop, table))
    natural = "m._member"
    if table.history:
        _make_versions(db, table)
        versioned = {*table.history, _day(table)}
        key = version_key(natural, "coalesce(v.valid_from, DATE '1900-01-01')")
        values = {n: f"v.{quoted(n)}" if n in versioned else f"m.{quoted(n)}" for n in own}
        source = f"{merged} AS m LEFT JOIN versions AS v ON v._member = m._member"
        values |= {
            "valid_from": f"coalesce(v.valid_from, {OPEN_START})",
            "valid_to": f"coalesce(v.valid_to, {OPEN_END})",
            "is_current": "coalesce(v.is_current, TRUE)",
        }
    else:
        key, source = surrogate_key(natural), f"{merged} AS m"
        values = {n: f"m.{quoted(n)}" for n in own}
    values[f"{table.name}_key"] = key
    joins = _references(shop, table, values)
    selected = ", ".join(f"{values[name]} AS {quoted(name)}" for name in layout)
    target = f"shop.{quoted(table.name)}"
    db.execute(f"DELETE FROM {target}")
    db.execute(f"INSERT INTO {target} BY NAME SELECT {selected} FROM {source} {joins}")
    _refuse_collisions(db, table)
    _insert_unknown(db, dimension_layout(shop, table), table)


def _day(table: Table) -> str:
    return table.day or "_seen_on"


def _make_versions(db: DuckDBPyConnection, table: Table) -> None:
    """One row per member and day first: of several that speak on one day, the last file's."""
    day = quoted(_day(table))
    columns = ", ".join(quoted(name) for name in table.history)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE dated AS SELECT _member, {day}, {columns} FROM seen "
        f"WHERE {day} IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY _member, {day} "
        "ORDER BY _name DESC, _row DESC) = 1"
    )
    sql = versions_sql("dated", member="_member", day=_day(table), tracked=table.history)
    db.execute(f"CREATE OR REPLACE TEMP TABLE versions AS {sql}")


def _references(shop: Shop, table: Table, values: dict[str, str]) -> str:
    """Joins to the dimensions that this one refers to, in their current versions."""
    joins = []
    for name, dimension in table.references.items():
        target = shop.tables[dimension]
        alias = quoted(f"d_{name}")
        current = f" AND {alias}.is_current" if target.history else ""
        values[f"{name}_key"] = f"coalesce({alias}.{quoted(f'{dimension}_key')}, 0)"
        joins.append(
            f"LEFT JOIN shop.{quoted(dimension)} AS {alias} "
            f"ON {alias}.{quoted(target.key[0])} = {values[name]} "
            f"AND {alias}.{quoted(f'{dimension}_key')} <> 0{current}"
        )
    return " ".join(joins)


def _refuse_collisions(db: DuckDBPyConnection, table: Table) -> None:
    key, target = quoted(f"{table.name}_key"), f"shop.{quoted(table.name)}"
    sql = f"SELECT count(*) - count(DISTINCT {key}) FROM {target}"
    shared = db.execute(sql).fetchall()[0][0]
    if shared:
        raise StoreError(
            f"{shared} members of {table.name} share a surrogate key with another.",
            where=table.name,
            next_step="Two keys met in 60 bits of their md5; change the spelling of one of them.",
        )


def _insert_unknown(db: DuckDBPyConnection, layout: dict[str, str], table: Table) -> None:
    """The member that stands for what is missing and for orphans."""
    fixed = {"valid_from": OPEN_START, "valid_to": OPEN_END, "is_current": "TRUE"}
    values = []
    for name, kind in layout.items():
        if name.endswith("_key"):
            values.append("0")
        else:
            values.append(fixed.get(name) or ("'unknown'" if kind == "VARCHAR" else "NULL"))
    db.execute(f"INSERT INTO shop.{quoted(table.name)} VALUES ({', '.join(values)})")


def infer_members(
    db: DuckDBPyConnection, shop: Shop, table: Table, *, rows: str, reference: str
) -> None:
    """Add the members that rows refer to and that a dimension without feeds does not know yet."""
    layout = dimension_layout(shop, table)
    key, target = quoted(table.key[0]), f"shop.{quoted(table.name)}"
    known = {f"{table.name}_key": surrogate_key("member"), table.key[0]: "member"}
    known |= {"valid_from": OPEN_START, "valid_to": OPEN_END, "is_current": "TRUE"}
    values = ", ".join(f"{known.get(name, 'NULL')} AS {quoted(name)}" for name in layout)
    members = f"SELECT {key} FROM {target} WHERE {quoted(f'{table.name}_key')} <> 0"
    db.execute(
        f"INSERT INTO {target} BY NAME SELECT {values} FROM ("
        f"SELECT DISTINCT {quoted(reference)} AS member FROM {rows} AS g "
        f"WHERE {quoted(reference)} IS NOT NULL AND {quoted(reference)} NOT IN ({members}))"
    )


def drop_unused_members(db: DuckDBPyConnection, shop: Shop, table: Table) -> None:
    """Take out members of a dimension without feeds that nothing refers to any more."""
    used = " UNION ALL ".join(
        f"SELECT {quoted(f'{name}_key')} FROM shop.{quoted(other.name)}"
        for other in shop.tables.values()
        for name, target in other.references.items()
        # Pairs are made of rows that refer to their members themselves.
        if target == table.name and not other.pairs
    )
    if used:
        key = quoted(f"{table.name}_key")
        db.execute(
            f"DELETE FROM shop.{quoted(table.name)} WHERE {key} <> 0 AND {key} NOT IN ({used})"
        )
