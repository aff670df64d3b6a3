"""The accounts of a run: every record that was read is loaded, rejected, a duplicate or deleted."""

from duckdb import DuckDBPyConnection

from alkasba.derive.sql import literal, quoted
from alkasba.model.shop import Shop


def close_accounts(db: DuckDBPyConnection, shop: Shop) -> None:
    """Make `accounts`: per table and file what stands in the warehouse and what stands aside."""
    parts = []
    for table in shop.tables.values():
        name, kept = literal(table.name), f"shop.kept.{quoted(table.name)}"
        fates = "(_fate = 'kept')::INTEGER, (_fate NOT IN ('kept', 'deleted'))::INTEGER, "
        fates += "(_fate = 'deleted')::INTEGER"
        if table.is_fact:
            parts.append(f"SELECT {name}, _file, {fates} FROM {kept} WHERE _fate <> 'kept'")
            fact = f"shop.{quoted(table.name)}"
            parts.append(f"SELECT {name}, _file, count(*), 0, 0 FROM {fact} GROUP BY _file")
        else:
            parts.append(
                f"SELECT {name}, k._file, {fates} "
                f"FROM {kept} AS k WHERE _seen_on = (SELECT max(o._seen_on) FROM {kept} AS o "
                "WHERE o._file = k._file)"
            )
    db.execute(
        "CREATE OR REPLACE TEMP TABLE accounts AS SELECT table_name, _file, sum(loaded) AS loaded, "
        "sum(aside) AS aside, sum(deleted) AS deleted "
        f"FROM ({' UNION ALL '.join(parts)}) "
        "AS p (table_name, _file, loaded, aside, deleted) GROUP BY table_name, _file"
    )
    for column, account in (("duplicates", "aside"), ("deleted", "deleted")):
        db.execute(
            f"UPDATE shop.alkasba.files AS f SET {column} = coalesce((SELECT {account} "
            "FROM accounts AS a WHERE a.table_name = f.table_name AND a._file = f.file_id), 0)"
        )


def lost_records(db: DuckDBPyConnection, shop: Shop) -> list[tuple[str, str, str, int, int]]:
    """Files whose records are not all accounted for: table, source, file, records, found."""
    close_accounts(db, shop)
    return db.execute(
        "SELECT f.table_name, f.source, f.name, f.records, "
        "f.rejected + coalesce(a.loaded + a.aside + a.deleted, 0) AS found "
        "FROM shop.alkasba.files AS f LEFT JOIN accounts AS a "
        "ON a.table_name = f.table_name AND a._file = f.file_id WHERE f.records <> found"
    ).fetchall()


def volumes(db: DuckDBPyConnection) -> dict[tuple[str, str, int], int]:
    """(table, source, id of a file) -> records, those left out that are deleted in the origin."""
    rows = db.execute(
        "SELECT table_name, source, file_id, records - coalesce(deleted, 0) FROM shop.alkasba.files"
    ).fetchall()
    return {(table, source, file): records for table, source, file, records in rows}


def rejected_shares(db: DuckDBPyConnection) -> list[tuple[str, str, int, int]]:
    """Per table and source: records and how many were rejected."""
    return db.execute(
        "SELECT table_name, source, sum(records)::BIGINT, sum(rejected)::BIGINT "
        "FROM shop.alkasba.files GROUP BY ALL ORDER BY ALL"
    ).fetchall()
