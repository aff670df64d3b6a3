"""Puts rejected rows into the books, with file, line and rule, personal values masked."""

from collections import Counter
from collections.abc import Iterable

import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.clean.rejects import has_personal_columns, mask_text, masked_columns, rejected_sql
from alkasba.derive.sql import literal
from alkasba.flows.run.pending import file_id
from alkasba.flows.run.reading import Cleaned
from alkasba.flows.run.tabling import arrived
from alkasba.model.shop import Shop
from alkasba.ports import Landing, Unread

UNREAD = {
    "table_name": pa.string(),
    "source": pa.string(),
    "file": pa.string(),
    "line": pa.int64(),
    "rule": pa.string(),
    "reason": pa.string(),
    "row": pa.string(),
    "next_step": pa.string(),
    "_file": pa.int64(),
}


def reject_broken(db: DuckDBPyConnection, shop: Shop, cleaned: Cleaned) -> dict[int, int]:
    """Put the rows that broke a rule into the rejects; returns how many, by id of the file."""
    broken = db.execute(
        f"SELECT f.position, t._row, t._at, t._file FROM {cleaned.broken} AS t "
        f"JOIN {cleaned.files} AS f ON f.file_id = t._file"
    ).fetchall()
    if not broken:
        return {}
    landing, feed = cleaned.landing, cleaned.pending.feed
    _number_lines(db, landing, [row[:3] for row in broken])
    sql = rejected_sql(
        table=feed.table,
        source=feed.source,
        broken=cleaned.broken,
        files=cleaned.files,
        written=landing.names,
        masked=masked_columns(shop, shop.sources[feed.source], landing.names),
        rules=cleaned.cleaning.rules,
    )
    db.execute(f"INSERT INTO shop.rejects BY NAME {sql}")
    return Counter(row[3] for row in broken)


def _number_lines(
    db: DuckDBPyConnection, landing: Landing, broken: list[tuple[int, int, int]]
) -> None:
    """`reject_lines`: the line of each broken row, asked for file by file."""
    by_file: dict[int, list[tuple[int, int]]] = {}
    for position, row, at in broken:
        by_file.setdefault(position, []).append((row, at))
    lines = []
    for position, rows in by_file.items():
        found = landing.lines(position, [row for row, _ in rows])
        lines += [(at, found.get(row)) for row, at in rows]
    with arrived(db, {"_at": pa.int64(), "line": pa.int64()}, lines):
        db.execute("CREATE OR REPLACE TEMP TABLE reject_lines AS FROM arrived_rows")


def reject_unread(
    db: DuckDBPyConnection, shop: Shop, table: str, source: str, unread: Iterable[Unread]
) -> None:
    """Put records that could not be read into the rejects, masked whole where any may be personal.

    Which value of such a record is which nobody knows.
    """
    is_personal = has_personal_columns(shop, shop.sources[source])
    rows = [
        (
            table,
            source,
            record.file.name,
            record.line,
            record.rule,
            record.reason,
            mask_text(record.row) if is_personal else record.row,
            "Correct the line in the origin.",
            file_id(source, record.file),
        )
        for record in unread
    ]
    if rows:
        with arrived(db, UNREAD, rows):
            db.execute("INSERT INTO shop.rejects BY NAME FROM arrived_rows")


def forget_rejects(db: DuckDBPyConnection, table: str, source: str) -> None:
    """Take out what was rejected of one source for a table."""
    db.execute(
        f"DELETE FROM shop.rejects WHERE table_name = {literal(table)} "
        f"AND source = {literal(source)}"
    )
