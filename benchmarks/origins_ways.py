"""The ways to read each origin: ours, and the plain ones of the drivers, into Arrow."""

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.json as pj
import pymysql
from origins_data import COLUMNS, Place
from pymysql.cursors import SSCursor

from alkasba.address import Address
from alkasba.model.source import Source
from alkasba.sources import source_of
from alkasba.sources.database import texts
from alkasba.sources.database.dialect import snapshot_of
from alkasba.warehouse.working_copy import WorkingCopy
from tests.services import USER

Read = Callable[[Place, str], int]
ORDER = ("^.id", "^.customer.note", "^.placed_at", *COLUMNS[:5])
DIGITS = pa.decimal128(38, 10)
SALE = {
    "id": pa.int64(),
    "product": pa.string(),
    "quantity": pa.int64(),
    "price": DIGITS,
    "total": DIGITS,
    "sold_on": pa.string(),
    "changed_at": pa.string(),
    "note": pa.string(),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read an origin; `counts` marks the plain one that ours is compared with."""

    who: str
    read: Read
    counts: bool = False


def landed(kind: str, place: Place, memory: str, *, rows: str = "", names: Sequence[str]) -> int:
    """As a run does it: texts on a workbench, every record accounted for."""
    path = Path(place.path)
    source = Source("sale", kind, (path.name,))
    reader, found = source_of(source), 0
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as scratch,
        WorkingCopy(Path(scratch) / "warehouse.duckdb", memory=memory) as copy,
    ):
        workbench = copy.workbench
        for one in reader.land(
            source,
            reader.list_files(source, path.parent),
            workbench,
            rows=rows,
            names=names,
            scratch=copy.scratch / "copies",
        ):
            found += _count(workbench.execute(f"SELECT count(*) FROM {one.table}"))
            workbench.execute(f"DROP TABLE {one.table}")
    return found


def land_csv(place: Place, memory: str) -> int:
    return landed("csv", place, memory, names=COLUMNS)


def land_json(place: Place, memory: str) -> int:
    return landed("json", place, memory, names=COLUMNS)


def land_orders(place: Place, memory: str) -> int:
    return landed("json", place, memory, rows="items", names=ORDER)


def duckdb_csv(place: Place, memory: str) -> int:
    return _arrow(f"FROM read_csv('{place.path}', all_varchar = true)")


def duckdb_latin_csv(place: Place, memory: str) -> int:
    # Windows-1252 itself would ask for an extension that is fetched.
    return _arrow(f"FROM read_csv('{place.path}', all_varchar = true, encoding = 'latin-1')")


def duckdb_json(place: Place, memory: str) -> int:
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in COLUMNS)
    return _arrow(f"FROM read_json('{place.path}', columns = {{{columns}}})")


def duckdb_orders(place: Place, memory: str) -> int:
    item = ", ".join(f"{name} VARCHAR" for name in COLUMNS[:5])
    return _arrow(f"""
        SELECT id AS order_id, customer.note, placed_at, unnest(items, recursive := true)
        FROM read_json('{place.path}', columns = {{
            id: 'VARCHAR', customer: 'STRUCT(note VARCHAR)', placed_at: 'VARCHAR',
            items: 'STRUCT({item})[]'}})""")


def arrow_json(place: Place, memory: str) -> int:
    return _json_table(place, pa.schema(list(SALE.items()))).num_rows


def arrow_orders(place: Place, memory: str) -> int:
    item = pa.struct([(name, SALE[name]) for name in COLUMNS[:5]])
    table = _json_table(
        place,
        pa.schema(
            [
                ("id", pa.int64()),
                ("customer", pa.struct([("note", pa.string())])),
                ("placed_at", pa.string()),
                ("items", pa.list_(item)),
            ]
        ),
    ).combine_chunks()
    items = table["items"].chunk(0)
    around = table.drop_columns("items").take(items.value_parent_indices())
    return min(around.num_rows, len(items.flatten()))


def keep_sqlite(place: Place, memory: str) -> int:
    return _kept(Address("sqlite", path=place.path), place)


def keep_postgresql(place: Place, memory: str) -> int:
    return _kept(Address("postgresql", "127.0.0.1", place.port, USER, "postgres"), place)


def keep_mariadb(place: Place, memory: str) -> int:
    return _kept(Address("mysql", "127.0.0.1", place.port, USER, "shop"), place)


def plain_sqlite(place: Place, memory: str) -> int:
    with closing(sqlite3.connect(place.path)) as reader:
        return _fetched(reader.execute("SELECT * FROM sale"))


def plain_postgresql(place: Place, memory: str) -> int:
    with (
        psycopg.connect(
            host="127.0.0.1",
            port=place.port,
            user=USER,
            password=place.password,
            dbname="postgres",
        ) as reader,
        reader.cursor("named") as cursor,
    ):
        return _fetched(cursor.execute(f"SELECT * FROM {place.table}"))  # type: ignore[arg-type]


def adbc_postgresql(place: Place, memory: str) -> int:
    # The project does not need it; it is measured where someone installed it.
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415

    url = f"postgresql://{USER}:{place.password}@127.0.0.1:{place.port}/postgres"
    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {place.table}")
        return int(cursor.fetch_arrow_table().num_rows)


def plain_mariadb(place: Place, memory: str) -> int:
    with (
        pymysql.connect(
            host="127.0.0.1",
            port=place.port,
            user=USER,
            password=place.password,
            database="shop",
            cursorclass=SSCursor,
        ) as reader,
        reader.cursor() as cursor,
    ):
        cursor.execute(f"SELECT * FROM {place.table}")
        return _fetched(cursor)


def _arrow(query: str) -> int:
    with _quiet() as connection:
        return int(connection.sql(query).to_arrow_table().num_rows)


def _quiet() -> duckdb.DuckDBPyConnection:
    """DuckDB without a bar on the terminal."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection


def _json_table(place: Place, schema: pa.Schema) -> pa.Table:
    return pj.read_json(place.path, parse_options=pj.ParseOptions(explicit_schema=schema))


def _kept(address: Address, place: Place) -> int:
    with tempfile.TemporaryDirectory() as folder, snapshot_of(address, place.password) as snapshot:
        columns = snapshot.columns(place.table)
        return texts.write(snapshot.texts(place.table, columns), Path(folder) / "kept.parquet")


def _fetched(cursor: Any) -> int:
    tables = []
    while rows := cursor.fetchmany(20_000):
        columns = [pa.array(column) for column in zip(*rows, strict=True)]
        tables.append(pa.Table.from_arrays(columns, COLUMNS))
    return sum(table.num_rows for table in tables)


def _count(answer: duckdb.DuckDBPyConnection) -> int:
    row = answer.fetchone()
    return int(row[0]) if row else 0


WAYS: dict[str, list[Way]] = {
    "CSV": [
        Way("alkasba, on the workbench", land_csv),
        Way("DuckDB read_csv", duckdb_csv, counts=True),
    ],
    "CSV, Windows-1252": [
        Way("alkasba, on the workbench", land_csv),
        Way("DuckDB read_csv, latin-1", duckdb_latin_csv, counts=True),
    ],
    "JSON lines": [
        Way("alkasba, on the workbench", land_json),
        Way("pyarrow.json, decimals", arrow_json, counts=True),
        Way("DuckDB read_json, rounded", duckdb_json),
    ],
    "JSON array": [
        Way("alkasba, on the workbench", land_json),
        Way("DuckDB read_json, rounded", duckdb_json, counts=True),
    ],
    "JSON, rows in rows": [
        Way("alkasba, on the workbench", land_orders),
        Way("pyarrow.json, decimals", arrow_orders, counts=True),
        Way("DuckDB read_json, rounded", duckdb_orders),
    ],
    "SQLite": [
        Way("alkasba, to a file", keep_sqlite),
        Way("sqlite3", plain_sqlite, counts=True),
    ],
    "PostgreSQL": [
        Way("alkasba, to a file", keep_postgresql),
        Way("psycopg", plain_postgresql, counts=True),
    ],
    "MariaDB": [
        Way("alkasba, to a file", keep_mariadb),
        Way("PyMySQL", plain_mariadb, counts=True),
    ],
}
if find_spec("adbc_driver_postgresql"):
    WAYS["PostgreSQL"].append(Way("ADBC", adbc_postgresql))
