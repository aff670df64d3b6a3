"""What the published file holds, part by part: a number that changes with any row of it."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from alkasba.derive.served import Served
from alkasba.derive.sql import quoted

WHOLE = ""
"""The one part of a table that is not replaced month by month."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The rows of a part and their number."""

    digest: str
    rows: int


def digests(db: DuckDBPyConnection, table: Served) -> dict[str, Digest]:
    """Part -> its digest, whatever the order of rows; a fact's parts are the first days of months.

    An empty fact has no part, any other table always one.
    """
    columns = ", ".join(quoted(name) for name in table.columns)
    part = f"date_trunc('month', {quoted(table.day)})::DATE::VARCHAR" if table.day else "''"
    # A sum of hashes has no order. Columns are hashed with their place, types are in the layout.
    rows = db.execute(
        f"SELECT part, sum(digest::HUGEINT)::VARCHAR, count(*) FROM ("
        f"SELECT {part} AS part, hash({columns}) AS digest FROM shop.{quoted(table.name)}) "
        "GROUP BY part"
    ).fetchall()
    found = {str(part): Digest(str(digest), int(rows)) for part, digest, rows in rows}
    return found if table.day else {WHOLE: found.get(WHOLE, Digest("0", 0))}
