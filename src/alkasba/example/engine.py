"""The DuckDB connection that does what touches every row, and tables handed to it."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb


class Engine:
    """A private database of the generator; `folder` takes what it cannot keep in memory."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.connection = duckdb.connect(
            config={"memory_limit": "3GB", "temp_directory": str(folder / "spill")}
        )
        # Numbers drawn from a row's own hash do not depend on the order of the rows.
        self.run("CREATE MACRO draw(h, salt) AS (hash(xor(h, salt::UBIGINT)) >> 33)::BIGINT")
        self.run(f"CREATE MACRO seeded(a, b, c) AS hash(hash({seed}::BIGINT, a, b, c))")

    def run(self, sql: str) -> None:
        """Execute a statement that gives no rows."""
        self.connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql).fetchall()

    def numbers(self, sql: str) -> list[tuple[int, ...]]:
        """All rows of a query whose columns are whole numbers."""
        return self.connection.execute(sql).fetchall()

    def groups(self, sql: str) -> list[tuple[str, str, int]]:
        """All rows of a query for two texts and a number; a missing text is empty."""
        rows = self.connection.execute(sql).fetchall()
        return [(first or "", second or "", number) for first, second, number in rows]

    def load(self, table: str, columns: dict[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Make a table of rows that Python holds; None stands for a missing value."""
        path = self.folder / "load.csv"
        with path.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        self.run(
            f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_csv('{path.as_posix()}', "
            f"header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
            f"columns = {{{types}}})"
        )
        path.unlink()

    def write_lines(self, sql: str, path: Path) -> None:
        """Write a query's one column of texts as the lines of a file, as they are."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run(
            f"COPY ({sql}) TO '{path.as_posix()}' "
            r"(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01')"
        )

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()
