"""How fast rows of a database are kept, beside the plain driver that reads them into Arrow."""

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyarrow as pa

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from alkasba.sources.database import texts  # noqa: E402
from alkasba.sources.database.address import Address  # noqa: E402
from alkasba.sources.database.dialect import snapshot_of  # noqa: E402
from tests.services import USER, PostgreSQL  # noqa: E402

COLUMNS = (
    "id",
    "product",
    "quantity",
    "price",
    "total",
    "sold_on",
    "changed_at",
    "note",
)
HEADER = f"{'database':<12}{'who':<32}{'fastest, s':>11}{'rows/s':>12}{'speed':>8}"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way took, at its fastest."""

    database: str
    who: str
    seconds: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3, help="of each way, in turns")
    asked = parser.parse_args(arguments)
    print(HEADER)
    with tempfile.TemporaryDirectory() as folder:
        for measured in (sqlite, postgres):
            of_all = measured(Path(folder), asked.rows, asked.runs)
            plain = min(one.seconds for one in of_all[1:])
            for one in of_all:
                pace, speed = asked.rows / one.seconds, plain / one.seconds
                print(
                    f"{one.database:<12}{one.who:<32}{one.seconds:>11.2f}{pace:>12,.0f}"
                    f"{speed:>8.2f}",
                    flush=True,
                )


Ways = dict[str, Callable[[], int]]


def in_turns(database: str, runs: int, ways: Ways, rows: int) -> list[Measured]:
    """Each way so many times, one after the other; each must find all rows."""
    seconds: dict[str, list[float]] = {who: [] for who in ways}
    for _ in range(runs):
        for who, way in ways.items():
            started = time.perf_counter()
            found = way()
            seconds[who].append(time.perf_counter() - started)
            if found != rows:
                raise SystemExit(f"{database}, {who}: {found} of {rows} rows. It means nothing.")
    return [Measured(database, who, min(taken)) for who, taken in seconds.items()]


def kept(address: Address, password: str, path: Path) -> int:
    """As a run does it: exact texts in a file."""
    with snapshot_of(address, password) as snapshot:
        return texts.write(snapshot.texts("sale"), path)


def sqlite(folder: Path, rows: int, runs: int) -> list[Measured]:
    """A file of SQLite."""
    path = folder / "sale.db"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE sale AS WITH RECURSIVE s(n) AS "
            f"(SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) "
            "SELECT n AS id, 'P' || n % 5000 AS product, n % 20 AS quantity, "
            "n % 100000 / 100.0 AS price, n * 1.2345 AS total, "
            "date('2020-01-01', n % 2000 || ' days') AS sold_on, "
            "datetime('2020-01-01', n || ' seconds') AS changed_at, hex(n * 7919) AS note FROM s"
        )
    connection.close()
    address = Address("sqlite", path=str(path))

    def plain() -> int:
        with sqlite3.connect(path) as reader:
            return _arrow(reader.execute("SELECT * FROM sale"))

    ways = {
        "alkasba, to a file": lambda: kept(address, "", folder / "kept.parquet"),
        "sqlite3 into Arrow": plain,
    }
    return in_turns("SQLite", runs, ways, rows)


def postgres(folder: Path, rows: int, runs: int) -> list[Measured]:
    """A server on this machine."""
    with PostgreSQL() as server:
        place = {"host": "127.0.0.1", "port": server.port, "dbname": "postgres"}
        with psycopg.connect(user=USER, password=server.password, **place) as connection:
            connection.execute(
                "CREATE TABLE sale AS SELECT n::bigint AS id, 'P' || n % 5000 AS product, "
                "n % 20 AS quantity, (n % 100000 / 100.0)::numeric(12,4) AS price, "
                "n * 1.23456789 AS total, date '2020-01-01' + n % 2000 AS sold_on, "
                "timestamptz '2020-01-01' + n * interval '1 second' AS changed_at, "
                f"md5(n::text) AS note FROM generate_series(1, {rows}) AS s(n)"
            )
        address = Address("postgresql", "127.0.0.1", server.port, USER, "postgres")

        def plain() -> int:
            connected = psycopg.connect(user=USER, password=server.password, **place)
            with connected as reader, reader.cursor("named") as cursor:
                return _arrow(cursor.execute("SELECT * FROM sale"))

        ways = {
            "alkasba, to a file": lambda: kept(address, server.password, folder / "kept.parquet"),
            "psycopg into Arrow": plain,
        }
        ways |= _adbc(f"postgresql://{USER}:{server.password}@127.0.0.1:{server.port}/postgres")
        return in_turns("PostgreSQL", runs, ways, rows)


def _adbc(url: str) -> Ways:
    """The fastest rival there is, where someone installed it; the project does not need it."""
    try:
        from adbc_driver_postgresql import dbapi  # noqa: PLC0415
    except ImportError:
        return {}

    def plain() -> int:
        with dbapi.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT * FROM sale")
            return int(cursor.fetch_arrow_table().num_rows)

    return {"ADBC into Arrow": plain}


def _arrow(cursor: sqlite3.Cursor | psycopg.Cursor[tuple[object, ...]]) -> int:
    tables = []
    while rows := cursor.fetchmany(20_000):
        columns = [pa.array(column) for column in zip(*rows, strict=True)]
        tables.append(pa.Table.from_arrays(columns, COLUMNS))
    return sum(table.num_rows for table in tables)


if __name__ == "__main__":
    main()
