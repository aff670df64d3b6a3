"""Makes the typed rows of a landing: outright where that is worth it, the others with care."""

from duckdb import DuckDBPyConnection

from alkasba.clean.rows import Cleaning
from alkasba.clean.steps import DOUBTFUL

MANY = 30_000
"""From so many rows on, reading outright saves more than asking for it costs."""
SAMPLE = 5_000
"""So many rows tell whether reading outright is worth it."""


def make_typed(db: DuckDBPyConnection, typed: str, cleaning: Cleaning, *, records: int) -> None:
    """The table `typed` of a landing with so many records; each row has the rule it broke, or 0."""
    if records < MANY or not _is_worth_it(db, cleaning):
        db.execute(f"CREATE TABLE {typed} AS {cleaning.select}")
        return
    doubtful = f"{typed}_doubtful"
    db.execute(f"CREATE TABLE {typed} AS {cleaning.outright()}")
    db.execute(f"CREATE TABLE {doubtful} AS SELECT _at FROM {typed} WHERE _broke = {DOUBTFUL}")
    db.execute(f"DELETE FROM {typed} WHERE _broke = {DOUBTFUL}")
    db.execute(f"INSERT INTO {typed} {cleaning.of_doubtful(doubtful)}")
    db.execute(f"DROP TABLE {doubtful}")


def _is_worth_it(db: DuckDBPyConnection, cleaning: Cleaning) -> bool:
    """Whether less than half of some rows need care."""
    some = cleaning.outright(at_most=SAMPLE)
    sql = f"SELECT count(*) FROM ({some}) WHERE _broke <> {DOUBTFUL}"
    return bool(db.execute(sql).fetchall()[0][0] > SAMPLE // 2)
