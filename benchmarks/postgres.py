"""How fast a warehouse comes to PostgreSQL, beside the plain best loader, and a month of it."""

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import pgpq  # noqa: E402
import psycopg  # noqa: E402
from postgres_data import MONTHS, change, make_shop, published  # noqa: E402
from postgres_page import PAGE, Measured, loads_table, months_table, write_page  # noqa: E402
from psycopg import sql  # noqa: E402
from pyarrow import csv  # noqa: E402

from alkasba.address import Address  # noqa: E402
from alkasba.derive.served import Served, served_tables  # noqa: E402
from alkasba.settings import SharedWarehouse  # noqa: E402
from alkasba.warehouse.postgres.publishing import publish  # noqa: E402
from alkasba.warehouse.postgres.tables import FEWEST_MEMBERS, column_list  # noqa: E402
from tests.services import USER, PostgreSQL  # noqa: E402

BATCH = 30_000
Loader = Callable[[Any, Any, Served, str], None]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, PostgreSQL() as server:
        shop = make_shop(Path(folder) / "shop")
        tables = {table.name: table for table in served_tables(shop)}
        with published(Path(folder), shop, asked.rows) as db, connected(server) as connection:
            connection.execute("SET maintenance_work_mem = '256MB'")
            loads = plain_loads(connection, db, tables, asked.rows)
            ((said,),) = connection.execute("SHOW server_version").fetchall()
            shared = SharedWarehouse(
                Address("postgresql", "127.0.0.1", server.port, USER, "postgres"), "", "shop", ""
            )

            def share(run: str) -> None:
                publish(db, shop, shared, server.password, run_id=run)

            ours = timed("alkasba, the whole warehouse", asked.rows, lambda: share("first"))
            check(connection, asked.rows)
            loads.append((ours, loads[-1][1]))
            months = [timed("nothing", 0, lambda: share("again"))]
            for number in (1, 2, 6):
                rows = change(db, number)
                run = f"month {number}"
                months.append(timed(f"months: {number}", rows, lambda run=run: share(run)))
            check(connection, asked.rows)
    print("\n".join([*loads_table(loads), "", *months_table(months)]))
    if asked.write:
        server_said = f"PostgreSQL {said.split()[0]}, fsync off"
        write_page(loads, months, rows=asked.rows, server=server_said, count=MONTHS)


def connected(server: PostgreSQL) -> Any:
    """A connection of the server's own user, each statement by itself."""
    return psycopg.connect(
        host="127.0.0.1",
        port=server.port,
        user=USER,
        password=server.password,
        dbname="postgres",
        autocommit=True,
    )


def timed(who: str, rows: int, act: Callable[[], object]) -> Measured:
    """How long it takes."""
    started = time.perf_counter()
    act()
    return Measured(who, rows, time.perf_counter() - started)


def check(connection: Any, rows: int) -> None:
    """A loader that loses rows means nothing."""
    found = connection.execute("SELECT count(*), sum(quantity) FROM shop.sale").fetchone()
    plain = connection.execute("SELECT count(*), sum(quantity) FROM plain").fetchone()
    if found != plain or found[0] != rows:
        raise SystemExit(f"{found} and {plain} of {rows} rows. It means nothing.")


def plain_loads(
    connection: Any, db: Any, tables: dict[str, Served], rows: int
) -> list[tuple[Measured, Measured]]:
    """Each plain loader into a bare table, and the best with keys and indexes afterwards."""
    sale, found = tables["sale"], []
    for who, load in LOADERS.items():
        connection.execute("DROP TABLE IF EXISTS plain")
        connection.execute(
            sql.SQL("CREATE TABLE plain ({})").format(column_list(sale, sale.references))
        )
        found.append(timed(who, rows, lambda load=load: load(connection, db, sale, "plain")))
    best = min(found, key=lambda one: one.seconds)
    connection.execute("TRUNCATE plain")
    members(connection, db, tables)

    def whole() -> None:
        LOADERS[best.who](connection, db, sale, "plain")
        add_keys(connection, db, tables)

    with_keys = timed(f"{best.who}, then keys and indexes", rows, whole)
    return [*((one, best) for one in found), (with_keys, with_keys)]


def members(connection: Any, db: Any, tables: dict[str, Served]) -> None:
    """The tables that the plain one refers to, which are not counted."""
    for target, key in tables["sale"].references.values():
        table = Served(target, {key: tables[target].columns[key]})
        columns = column_list(table, [key])
        connection.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(target), columns))
        copy_binary(connection, db, table, target)
        connection.execute(f"ALTER TABLE {target} ADD PRIMARY KEY ({key})")


def add_keys(connection: Any, db: Any, tables: dict[str, Served]) -> None:
    """What the shared warehouse has, too."""
    for column, (target, key) in tables["sale"].references.items():
        connection.execute(f"ALTER TABLE plain ADD FOREIGN KEY ({column}) REFERENCES {target}")
        ((count,),) = db.execute(f"SELECT count(*) FROM shop.{target}").fetchall()
        if count >= FEWEST_MEMBERS and key:
            connection.execute(f"CREATE INDEX ON plain ({column})")
    connection.execute("ANALYZE plain")


def selected(db: Any, table: Served) -> Any:
    """The rows as Arrow, in batches."""
    return db.sql(f"SELECT {', '.join(table.columns)} FROM shop.{table.name}").to_arrow_reader(
        BATCH
    )


def copy_binary(connection: Any, db: Any, table: Served, target: str) -> None:
    """Arrow to binary COPY by pgpq."""
    batches = selected(db, table)
    encoder = pgpq.ArrowToPostgresBinaryEncoder(batches.schema)
    statement = f"COPY {target} FROM STDIN (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(encoder.write_header())
        for batch in batches:
            copy.write(encoder.write_batch(batch))
        copy.write(encoder.finish())


def copy_text(connection: Any, db: Any, table: Served, target: str) -> None:
    """Arrow to CSV to COPY."""
    options = csv.WriteOptions(include_header=False)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} FROM STDIN (FORMAT csv)") as copy,
    ):
        for batch in selected(db, table):
            text = io.BytesIO()
            csv.write_csv(batch, text, options)
            copy.write(text.getbuffer())


def ingest(connection: Any, db: Any, table: Served, target: str) -> None:
    """ADBC's own way, where it is installed."""
    info = connection.info
    uri = f"postgresql://{info.user}:{info.password}@{info.host}:{info.port}/{info.dbname}"
    with import_module("adbc_driver_postgresql.dbapi").connect(uri) as other:
        with other.cursor() as cursor:
            cursor.adbc_ingest(target, selected(db, table), mode="append")
        other.commit()


LOADERS: dict[str, Loader] = {
    "Arrow, pgpq, binary COPY": copy_binary,
    "Arrow, CSV, COPY": copy_text,
}
if find_spec("adbc_driver_postgresql"):
    LOADERS["ADBC ingest"] = ingest


if __name__ == "__main__":
    main()
