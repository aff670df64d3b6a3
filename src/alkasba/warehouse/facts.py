"""Facts: rows with the surrogate keys of their day, duplicates aside, keys kept current."""

from duckdb import DuckDBPyConnection

from alkasba.derive.ddl import LINEAGE, stored_columns
from alkasba.derive.keys import UNKNOWN_KEY
from alkasba.derive.sql import quoted
from alkasba.model.shop import Shop
from alkasba.model.table import Table


def insert_fact(db: DuckDBPyConnection, shop: Shop, table: Table, *, rows: str) -> None:
    """Put in the rows of the relation `rows`, each with the surrogate keys of its day."""
    layout = [*stored_columns(shop, table), *LINEAGE]
    columns, sources, joins = [], [], []
    for name in layout:
        value = f"g.{quoted(name)}"
        columns.append(quoted(name))
        sources.append(value)
        if name in table.references:
            columns.append(quoted(f"{name}_key"))
            sources.append(_key_of(table, name))
            joins.append(_dimension_join(shop, table, name, value))
    db.execute(
        f"INSERT INTO shop.{quoted(table.name)} ({', '.join(columns)}) "
        f"SELECT {', '.join(sources)} FROM {rows} AS g {' '.join(joins)}"
    )


def set_deleted_aside(db: DuckDBPyConnection, shop: Shop, table: Table, *, rows: str) -> None:
    """Put those rows of the relation `rows` aside that are marked as deleted."""
    columns = ", ".join(quoted(name) for name in [*stored_columns(shop, table), *LINEAGE])
    db.execute(
        f"INSERT INTO shop.kept.{quoted(table.name)} BY NAME SELECT {columns}, "
        f"NULL::DATE AS _seen_on, 'deleted' AS _fate, TRUE AS _deleted FROM {rows} WHERE _deleted"
    )


def _key_of(table: Table, reference: str) -> str:
    dimension = table.references[reference]
    return f"coalesce({quoted(f'd_{reference}')}.{quoted(f'{dimension}_key')}, {UNKNOWN_KEY})"


def _dimension_join(shop: Shop, table: Table, reference: str, value: str) -> str:
    """The member of that key, in the version that held on the fact's day."""
    dimension = shop.tables[table.references[reference]]
    alias, key = quoted(f"d_{reference}"), quoted(dimension.key[0])
    condition = f"{alias}.{key} = {value} AND {alias}.{quoted(f'{dimension.name}_key')} <> 0"
    if dimension.history and table.day is not None:
        day = f"g.{quoted(table.day)}"
        condition += f" AND {day} >= {alias}.valid_from AND {day} < {alias}.valid_to"
    return f"LEFT JOIN shop.{quoted(dimension.name)} AS {alias} ON {condition}"


def renew_keys(db: DuckDBPyConnection, shop: Shop, table: Table, changed: set[str]) -> int:
    """Point facts at the versions that hold now that dimensions changed; returns how many moved."""
    moved = 0
    for reference, dimension in table.references.items():
        if dimension in changed:
            moved += _renew(db, shop, table, reference)
    return moved


def _renew(db: DuckDBPyConnection, shop: Shop, table: Table, reference: str) -> int:
    fact, key = f"shop.{quoted(table.name)}", quoted(f"{reference}_key")
    right = _key_of(table, reference)
    join = _dimension_join(shop, table, reference, f"g.{quoted(reference)}")
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE moved AS SELECT g.rowid AS place, {right} AS right_key "
        f"FROM {fact} AS g {join} WHERE g.{key} <> {right}"
    )
    count = _count(db, "SELECT count(*) FROM moved")
    if count:
        db.execute(
            f"UPDATE {fact} AS g SET {key} = m.right_key FROM moved AS m WHERE g.rowid = m.place"
        )
    return count


def settle_duplicates(
    db: DuckDBPyConnection, shop: Shop, table: Table, *, same: tuple[str, ...], fate: str
) -> int:
    """Leave one row of those that count as the same; the others go to `kept`, and may come back.

    `same` are the columns in which such rows are equal, `fate` is SQL for what becomes of each row
    (kept, exact, by key, deleted) over rows that also have `_name` and `_deleted`. Returns how many
    rows changed place.
    """
    fact, kept = f"shop.{quoted(table.name)}", f"shop.kept.{quoted(table.name)}"
    stored = [*stored_columns(shop, table), *LINEAGE]
    columns = ", ".join(quoted(name) for name in stored)
    group = f"hash({', '.join(quoted(name) for name in same)})"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT same FROM ("
        f"SELECT {group} AS same FROM {fact} UNION ALL SELECT {group} FROM {kept}) "
        "GROUP BY same HAVING count(*) > 1 "
        f"UNION SELECT {group} FROM {kept}"
    )
    if not _count(db, "SELECT count(*) FROM repeated"):
        return 0
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE rivals AS SELECT *, {fate} AS _fate FROM ("
        f"SELECT r.*, f.name AS _name FROM ("
        f"SELECT {columns}, rowid AS _place, FALSE AS _was_aside, FALSE AS _deleted FROM {fact} "
        f"WHERE {group} IN (FROM repeated) UNION ALL "
        f"SELECT {columns}, rowid, TRUE, coalesce(_deleted, FALSE) FROM {kept} "
        f"WHERE {group} IN (FROM repeated)) AS r "
        f"JOIN shop.alkasba.files AS f ON f.file_id = r._file AND f.table_name = '{table.name}')"
    )
    return _move(db, shop, table, columns)


def _move(db: DuckDBPyConnection, shop: Shop, table: Table, columns: str) -> int:
    """Losers out of the fact, winners back into it."""
    fact, kept = f"shop.{quoted(table.name)}", f"shop.kept.{quoted(table.name)}"
    leaving = "FROM rivals WHERE NOT _was_aside AND _fate <> 'kept'"
    coming = "FROM rivals WHERE _was_aside AND _fate = 'kept'"
    moves = _count(db, f"SELECT count(*) {leaving}") + _count(db, f"SELECT count(*) {coming}")
    db.execute(f"DELETE FROM {fact} WHERE rowid IN (SELECT _place {leaving})")
    db.execute(f"CREATE OR REPLACE TEMP TABLE returning_rows AS SELECT {columns} {coming}")
    db.execute(f"DELETE FROM {kept} WHERE rowid IN (SELECT _place FROM rivals WHERE _was_aside)")
    db.execute(
        f"INSERT INTO {kept} BY NAME SELECT {columns}, NULL::DATE AS _seen_on, _fate, _deleted "
        "FROM rivals WHERE _fate <> 'kept'"
    )
    insert_fact(db, shop, table, rows="returning_rows")
    for name in ("rivals", "repeated", "returning_rows"):
        db.execute(f"DROP TABLE {name}")
    return moves


def _count(db: DuckDBPyConnection, sql: str) -> int:
    return int(db.execute(sql).fetchall()[0][0])
