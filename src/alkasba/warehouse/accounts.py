"""The accounts of a run: every record that was read is loaded, rejected or a duplicate."""

from duckdb import DuckDBPyConnection

from alkasba.derive.sql import literal, quoted
from alkasba.model.shop import Shop


def close_accounts(db: DuckDBPyConnection, shop: Shop) -> None:
    """Make `accounts`: per table and file what stands in the warehouse and what stands aside."""
    parts = []
    for table in shop.tables.values():
        name, kept = literal(table.name), f"shop.kept.{quoted(table.name)}"
        fate = f"SELECT {name} AS table_name, _file, 0 AS loaded, 1 AS aside FROM {kept} "
        if table.is_fact:
            parts.append(f"{fate} WHERE _fate <> 'kept'")
            fact = f"shop.{quoted(table.name)}"
            parts.append(f"SELECT {name}, _file, count(*), 0 FROM {fact} GROUP BY _file")
        else:
            parts.append(
                f"SELECT {name}, k._file, (_fate = 'kept')::INTEGER, (_fate <> 'kept')::INTEGER "
                f"FROM {kept} AS k WHERE _seen_on = (SELECT max(o._seen_on) FROM {kept} AS o "
                "WHERE o._file = k._file)"
            )
    db.execute(
        "CREATE OR REPLACE TEMP TABLE accounts AS SELECT table_name, _file, sum(loaded) AS loaded, "
        f"sum(aside) AS aside FROM ({' UNION ALL '.join(parts)}) "
        "AS p (table_name, _file, loaded, aside) GROUP BY table_name, _file"
    )
    db.execute(
        "UPDATE shop.alkasba.files AS f SET duplicates = coalesce((SELECT aside FROM accounts AS a "
        "WHERE a.table_name = f.table_name AND a._file = f.file_id), 0)"
    )


def lost_records(db: DuckDBPyConnection, shop: Shop) -> list[tuple[str, str, str, int, int]]:
    """Files whose records are not all accounted for: table, source, file, records, found."""
    close_accounts(db, shop)
    return db.execute(
        "SELECT f.table_name, f.source, f.name, f.records, "
        "f.rejected + coalesce(a.loaded, 0) + coalesce(a.aside, 0) AS found "
        "FROM shop.alkasba.files AS f LEFT JOIN accounts AS a "
        "ON a.table_name = f.table_name AND a._file = f.file_id WHERE f.records <> found"
    ).fetchall()


def volumes(db: DuckDBPyConnection) -> dict[tuple[str, str, int], int]:
    """(table, source, id of a file) -> records."""
    rows = db.execute(
        "SELECT table_name, source, file_id, records FROM shop.alkasba.files"
    ).fetchall()
    return {(table, source, file): records for table, source, file, records in rows}


def rejected_shares(db: DuckDBPyConnection) -> list[tuple[str, str, int, int]]:
    """Per table and source: records and how many were rejected."""
    return db.execute(
        "SELECT table_name, source, sum(records)::BIGINT, sum(rejected)::BIGINT "
        "FROM shop.alkasba.files GROUP BY ALL ORDER BY ALL"
    ).fetchall()
