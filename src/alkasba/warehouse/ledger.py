"""The warehouse's own books: which files it holds, what they gave, what was rejected and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from alkasba.derive.ddl import (
    HISTORY,
    LINEAGE,
    column_list,
    layout_of,
    loaded_columns,
    loaded_layout,
    stored_type,
)
from alkasba.derive.sql import listed, literal, quoted
from alkasba.model.shop import Shop
from alkasba.model.table import Table

BOOKS = {
    "shop.alkasba.files": {
        "file_id": "BIGINT",
        "table_name": "VARCHAR",
        "source": "VARCHAR",
        "name": "VARCHAR",
        "fingerprint": "VARCHAR",
        "declaration": "VARCHAR",
        "records": "BIGINT",
        "rejected": "BIGINT",
        "duplicates": "BIGINT",
        "deleted": "BIGINT",
        "encoding": "VARCHAR",
        "delimiter": "VARCHAR",
        "notes": "VARCHAR",
        "names": "VARCHAR",
        "filled": "VARCHAR",
        "keys": "VARCHAR",
        "read_at": "TIMESTAMPTZ",
    },
    "shop.alkasba.runs": {
        "run_id": "VARCHAR",
        "started_at": "TIMESTAMPTZ",
        "finished_at": "TIMESTAMPTZ",
        "files_read": "BIGINT",
        "records": "BIGINT",
        "declaration": "VARCHAR",
    },
    # What the books said after each run, so that one sees it change.
    "shop.alkasba.counts": {
        "run_id": "VARCHAR",
        "table_name": "VARCHAR",
        "source": "VARCHAR",
        "records": "BIGINT",
        "rejected": "BIGINT",
        "duplicates": "BIGINT",
        "deleted": "BIGINT",
    },
    "shop.alkasba.rules": {
        "run_id": "VARCHAR",
        "table_name": "VARCHAR",
        "rule": "VARCHAR",
        "rows": "BIGINT",
    },
    "shop.alkasba.conflicts": {
        "table_name": "VARCHAR",
        "column_name": "VARCHAR",
        "member": "VARCHAR",
        "kept_from": "VARCHAR",
        "other": "VARCHAR",
    },
    "shop.alkasba.rates_used": {
        "table_name": "VARCHAR",
        "file_id": "BIGINT",
        "currency": "VARCHAR",
        "day": "DATE",
        "num": "BIGINT",
        "den": "BIGINT",
    },
    "shop.rejects": {
        "table_name": "VARCHAR",
        "source": "VARCHAR",
        "file": "VARCHAR",
        "line": "BIGINT",
        "rule": "VARCHAR",
        "reason": "VARCHAR",
        "row": "VARCHAR",
        "next_step": "VARCHAR",
        "_file": "BIGINT",
    },
}


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that the warehouse holds, and by which declaration it was read."""

    file_id: int
    table: str
    fingerprint: str
    declaration: str


def open_books(db: DuckDBPyConnection) -> None:
    """Make the books where they are missing."""
    for schema in ("alkasba", "kept"):
        db.execute(f"CREATE SCHEMA IF NOT EXISTS shop.{schema}")
    for name, layout in BOOKS.items():
        db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({column_list(layout)})")
        # A warehouse of an earlier version may lack a column.
        for column, kind in layout.items():
            db.execute(f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {quoted(column)} {kind}")


def open_table(db: DuckDBPyConnection, shop: Shop, table: Table, *, anew: bool = False) -> bool:
    """Make a declared table and its `kept` twin; one of another layout is made `anew`, empty.

    Returns whether it was made, so that every file is read again.
    """
    stored = {n: stored_type(shop, table, c) for n, c in loaded_columns(shop, table).items()}
    wanted = {
        f"shop.{quoted(table.name)}": layout_of(shop, table),
        f"shop.kept.{quoted(table.name)}": stored
        | LINEAGE
        | {"_seen_on": "DATE", "_fate": "VARCHAR", "_deleted": "BOOLEAN"},
    }
    # What a warehouse of an earlier version holds of history would be lost with its table.
    db.execute(
        f"ALTER TABLE IF EXISTS shop.kept.{quoted(table.name)} "
        "ADD COLUMN IF NOT EXISTS _deleted BOOLEAN DEFAULT FALSE"
    )
    differing = [name for name, layout in wanted.items() if _layout(db, name) != layout]
    if not differing and not anew:
        return False
    if not anew and _has_other_reckoned(db, shop, table, differing):
        _change_reckoned(db, shop, table)
        return False
    for name, layout in wanted.items():
        db.execute(f"CREATE OR REPLACE TABLE {name} ({column_list(layout)})")
    _forget(db, table.name, "TRUE")
    return True


def _has_other_reckoned(
    db: DuckDBPyConnection, shop: Shop, table: Table, differing: list[str]
) -> bool:
    """Whether nothing but columns that are reckoned from facts came, went or changed."""
    place, wanted = f"shop.{quoted(table.name)}", loaded_layout(shop, table)
    if table.is_fact or differing != [place]:
        return False
    found = _layout(db, place)
    has_lost_history = bool(HISTORY.keys() & found.keys() - wanted.keys())
    return {name: found.get(name) for name in wanted} == wanted and not has_lost_history


def _change_reckoned(db: DuckDBPyConnection, shop: Shop, table: Table) -> None:
    """Make room for what will be reckoned, and leave the rest: nothing need be read again for it,
    and members that only facts tell would else be lost."""
    loaded, unknown = loaded_layout(shop, table), f"{quoted(f'{table.name}_key')} = 0"
    columns = []
    for name, kind in layout_of(shop, table).items():
        nothing = f"CASE WHEN {unknown} THEN 'unknown' END" if kind == "VARCHAR" else "NULL"
        value = quoted(name) if name in loaded else f"CAST({nothing} AS {kind})"
        columns.append(f"{value} AS {quoted(name)}")
    place = f"shop.{quoted(table.name)}"
    db.execute(f"CREATE OR REPLACE TABLE {place} AS SELECT {', '.join(columns)} FROM {place}")


def _layout(db: DuckDBPyConnection, name: str) -> dict[str, str]:
    schema, _, table = name.removeprefix("shop.").rpartition(".")
    sql = (
        "SELECT column_name, replace(data_type, 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ') "
        "FROM duckdb_columns() WHERE database_name = 'shop' "
        "AND schema_name = $1 AND table_name = $2 ORDER BY column_index"
    )
    return dict(db.execute(sql, [schema or "main", table.strip('"')]).fetchall())


def known_files(db: DuckDBPyConnection) -> dict[tuple[str, int], KnownFile]:
    """The files that the warehouse holds, by table and id."""
    rows = db.execute(
        "SELECT file_id, table_name, fingerprint, declaration FROM shop.alkasba.files"
    ).fetchall()
    return {(row[1], row[0]): KnownFile(*row) for row in rows}


def enter_counts(db: DuckDBPyConnection, run_id: str) -> None:
    """Note what the books say after a run: records by table and source, rejects by rule."""
    run = literal(run_id)
    db.execute(
        f"INSERT INTO shop.alkasba.counts SELECT {run}, table_name, source, sum(records), "
        "sum(rejected), sum(duplicates), sum(coalesce(deleted, 0)) FROM shop.alkasba.files "
        "GROUP BY table_name, source"
    )
    db.execute(
        f"INSERT INTO shop.alkasba.rules SELECT {run}, table_name, rule, count(*) "
        "FROM shop.rejects GROUP BY table_name, rule"
    )


def note_files(db: DuckDBPyConnection, table: str, notes: Mapping[int, str]) -> None:
    """Add to what is noted of files, by their ids, what only showed beside others."""
    for file, note in notes.items():
        db.execute(
            "UPDATE shop.alkasba.files SET notes = concat_ws('; ', nullif(notes, ''), $1) "
            "WHERE table_name = $2 AND file_id = $3",
            [note, table, file],
        )


def last_declaration(db: DuckDBPyConnection) -> str | None:
    """The digest of the declarations by which the last run was made."""
    return _of_last_run(db, "declaration")


def last_run(db: DuckDBPyConnection) -> str | None:
    """The id of the last run."""
    return _of_last_run(db, "run_id")


def _of_last_run(db: DuckDBPyConnection, column: str) -> str | None:
    # The order in which runs were entered: a clock may be put back between two of them.
    sql = f"SELECT {column} FROM shop.alkasba.runs ORDER BY rowid DESC LIMIT 1"
    rows = db.execute(sql).fetchall()
    return rows[0][0] if rows else None


def last_day_seen(db: DuckDBPyConnection, tables: Iterable[str]) -> str:
    """The latest day on which a row was seen, as ISO text; nothing where none was."""
    days = " UNION ALL ".join(
        f"SELECT max(_seen_on) AS day FROM shop.kept.{quoted(table)}" for table in tables
    )
    if not days:
        return ""
    return str(db.execute(f"SELECT coalesce(max(day)::VARCHAR, '') FROM ({days})").fetchall()[0][0])


def forget_later(db: DuckDBPyConnection, table: Table, day: str) -> None:
    """Forget what a dimension with a history saw after a day; all its files are read again then."""
    db.execute(f"DELETE FROM shop.kept.{quoted(table.name)} WHERE _seen_on > {literal(day)}::DATE")
    db.execute(
        f"UPDATE shop.alkasba.files SET fingerprint = '' WHERE table_name = {literal(table.name)}"
    )


def drop_undeclared(db: DuckDBPyConnection, declared: Iterable[str]) -> None:
    """Take out tables that the shop does not declare any more, and what the books say of them."""
    names = [*declared, "calendar", "holiday", "rejects"]
    found = db.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'shop' "
        "AND schema_name IN ('main', 'kept')"
    ).fetchall()
    for schema, table in found:
        if table not in names:
            db.execute(f"DROP TABLE shop.{schema}.{quoted(table)}")
    for books in ("alkasba.files", "alkasba.rates_used", "alkasba.conflicts", "main.rejects"):
        db.execute(f"DELETE FROM shop.{books} WHERE table_name NOT IN ({listed(names)})")


def forget_files(
    db: DuckDBPyConnection, table: Table, files: Iterable[int], *, seen_on: str | None
) -> None:
    """Take out the rows of files that are read again, and what the books say of them.

    With `seen_on`, only what was seen on that day; earlier days are the history of a dimension.
    """
    ids = ", ".join(str(file) for file in files)
    if not ids:
        return
    condition = f"_file IN ({ids})"
    if table.is_fact:
        db.execute(f"DELETE FROM shop.{quoted(table.name)} WHERE {condition}")
    today = f" AND _seen_on = {literal(seen_on)}" if seen_on else ""
    db.execute(f"DELETE FROM shop.kept.{quoted(table.name)} WHERE {condition}{today}")
    _forget(db, table.name, condition)


def _forget(db: DuckDBPyConnection, table: str, condition: str) -> None:
    name = literal(table)
    db.execute(f"DELETE FROM shop.rejects WHERE table_name = {name} AND {condition}")
    own = condition.replace("_file", "file_id")
    for books in ("files", "rates_used"):
        db.execute(f"DELETE FROM shop.alkasba.{books} WHERE table_name = {name} AND {own}")
