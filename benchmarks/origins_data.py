"""What origins are measured with: the same invented sales in files and in databases."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pymysql

from tests.services import USER, MariaDB, PostgreSQL, Server

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
NUMBERS = {"id", "quantity", "price", "total"}
ITEMS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where so many rows lie: a file, or a table of a server on this machine."""

    rows: int
    path: str = ""
    port: int = 0
    password: str = ""
    table: str = "sale"


def sales(rows: int) -> list[tuple[str, ...]]:
    """The first so many sales, as texts."""
    if len(_sales) < rows:
        _sales.extend(_after(len(_sales), rows))
    return _sales[:rows]


# All origins hold the same, and making it takes longer than reading it.
_sales: list[tuple[str, ...]] = []


def _after(begun: int, rows: int) -> Iterator[tuple[str, ...]]:
    for n in range(begun + 1, rows + 1):
        tea = "Thé vert n° " if n % 10 == 0 else ""
        yield (
            str(n),
            f"P{n % 5000}",
            str(n % 20),
            f"{n % 100_000 // 100}.{n % 100:02}",
            f"{n * 12345 // 10_000}.{n * 12345 % 10_000:04}",
            f"2020-{n % 12 + 1:02}-{n % 28 + 1:02}",
            f"2024-01-{n % 28 + 1:02} 10:{n // 60 % 60:02}:{n % 60:02}",
            f"{tea}{n * 7919:x}",
        )


def csv(folder: Path, rows: int, *, encoding: str = "utf-8") -> Place:
    """A file with a header."""
    lines = (",".join(row) for row in (COLUMNS, *sales(rows)))
    return _written(folder / f"{encoding}-{rows}.csv", lines, rows, encoding)


def windows_csv(folder: Path, rows: int) -> Place:
    """The same as older programs of Windows write it."""
    return csv(folder, rows, encoding="windows-1252")


def json_lines(folder: Path, rows: int) -> Place:
    """One object a line."""
    return _written(folder / f"lines-{rows}.json", map(_record, sales(rows)), rows)


def json_array(folder: Path, rows: int) -> Place:
    """The same objects in one array."""
    records = list(map(_record, sales(rows)))
    return _written(folder / f"array-{rows}.json", ["[" + ",\n".join(records) + "]"], rows)


def json_orders(folder: Path, rows: int) -> Place:
    """One order a line, the rows inside."""
    return _written(folder / f"orders-{rows}.json", _orders(rows), rows)


def _orders(rows: int) -> Iterator[str]:
    items: list[str] = []
    for row in sales(rows):
        items.append(_record(row[:5]))
        if len(items) == ITEMS:
            order = {"id": int(row[0]), "customer": {"note": row[7]}, "placed_at": row[6]}
            yield f'{json.dumps(order, ensure_ascii=False)[:-1]}, "items": [{", ".join(items)}]}}'
            items = []


def _record(row: tuple[str, ...]) -> str:
    pairs = zip(COLUMNS[: len(row)], row, strict=True)
    return "{" + ", ".join(f'"{n}": {v if n in NUMBERS else _quoted(v)}' for n, v in pairs) + "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _written(path: Path, lines: Iterable[str], rows: int, encoding: str = "utf-8") -> Place:
    with path.open("w", encoding=encoding) as out:
        out.writelines(f"{line}\n" for line in lines)
    return Place(rows, str(path))


def sqlite(folder: Path, rows: int) -> Place:
    """A file of SQLite."""
    path = folder / f"sale-{rows}.db"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE sale (id INTEGER, product TEXT, quantity INTEGER, price REAL, "
            "total REAL, sold_on TEXT, changed_at TEXT, note TEXT)"
        )
        connection.executemany(f"INSERT INTO sale VALUES ({'?, ' * 7}?)", sales(rows))
    connection.close()
    return Place(rows, str(path))


def postgresql(server: Server, rows: int) -> Place:
    """A table of a server on this machine."""
    place = {"host": "127.0.0.1", "port": server.port, "dbname": "postgres"}
    name = f"sale_{rows}"
    with (
        psycopg.connect(user=USER, password=server.password, **place) as connection,  # type: ignore[arg-type]
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"CREATE TABLE {name} (id bigint, product text, quantity integer, price numeric(12,4), "
            "total numeric, sold_on date, changed_at timestamptz, note text)"
        )
        with cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in sales(rows):
                copy.write_row(row)
    return Place(rows, port=server.port, password=server.password, table=name)


def mariadb(server: Server, rows: int) -> Place:
    """The same of another server."""
    name = f"sale_{rows}"
    connection = pymysql.connect(
        host="127.0.0.1", port=server.port, user=USER, password=server.password, autocommit=False
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE IF NOT EXISTS shop")
        cursor.execute(
            f"CREATE TABLE shop.{name} (id bigint, product text, quantity integer, "
            "price decimal(12,4), total decimal(20,8), sold_on date, changed_at datetime, "
            "note text)"
        )
        cursor.executemany(f"INSERT INTO shop.{name} VALUES ({'%s, ' * 7}%s)", sales(rows))
        connection.commit()
    return Place(rows, port=server.port, password=server.password, table=name)


FILES: dict[str, Callable[[Path, int], Place]] = {
    "CSV": csv,
    "CSV, Windows-1252": windows_csv,
    "JSON lines": json_lines,
    "JSON array": json_array,
    "JSON, rows in rows": json_orders,
    "SQLite": sqlite,
}
SERVERS: dict[str, tuple[type[Server], Callable[[Server, int], Place]]] = {
    "PostgreSQL": (PostgreSQL, postgresql),
    "MariaDB": (MariaDB, mariadb),
}


def places(origin: str, folder: Path, sizes: Iterable[int], servers: ExitStack) -> list[Place]:
    """The origin in each of the sizes; its server runs until the stack is closed."""
    if origin in FILES:
        return [FILES[origin](folder, rows) for rows in sizes]
    kind, make = SERVERS[origin]
    server = servers.enter_context(kind())
    return [make(server, rows) for rows in sizes]
