"""Databases that tests read from: one of each dialect, spoken to alike."""

import csv
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pymysql

from tests.services import USER, MariaDB, PostgreSQL, Server

SECRET = "ORIGIN_PASSWORD"
_numbers = count(1)


@dataclass(slots=True)
class Sqlite:
    """A file of SQLite, which may be written while it is read."""

    path: Path
    dialect = "sqlite"
    server: Server | None = None
    default = ""

    @property
    def declared(self) -> str:
        return f'url = "sqlite:{self.path}"'

    def run(self, *statements: str) -> None:
        """Run and commit."""
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    def fill(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows of values."""
        rows = list(rows)
        with self.connect() as connection:
            marks = ", ".join("?" for _ in rows[0])
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        connection.close()

    def connect(self) -> sqlite3.Connection:
        """A connection that writes."""
        connection = sqlite3.connect(self.path)
        connection.execute("PRAGMA journal_mode = wal")
        return connection

    def quoted(self, name: str) -> str:
        """A name, whatever is in it."""
        return '"' + name.replace('"', '""') + '"'

    def numbers(self, until: int) -> str:
        """What stands behind FROM for the numbers n from 1."""
        return (
            f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {until}) "
            "SELECT n FROM s) AS numbers"
        )


@dataclass(slots=True)
class Served:
    """A database of its own on a server."""

    server: Server
    database: str = field(default_factory=lambda: f"origin{next(_numbers)}")

    @property
    def declared(self) -> str:
        return f'url = "{self.server.url(self.database)}"\nsecret = "{SECRET}"'

    def run(self, *statements: str) -> None:
        """Run and commit."""
        with self.connect() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            connection.commit()

    def fill(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows of values."""
        rows = list(rows)
        with self.connect() as connection, connection.cursor() as cursor:
            marks = ", ".join("%s" for _ in rows[0])
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            connection.commit()

    def connect(self) -> Any:
        """A connection that writes."""
        raise NotImplementedError


class Postgres(Served):
    """A database of PostgreSQL."""

    dialect = "postgresql"
    default = "public"

    def make(self) -> "Postgres":
        with self._connect("postgres") as connection:
            connection.autocommit = True
            connection.execute(f"CREATE DATABASE {self.database}")
        return self

    def connect(self) -> Any:
        """A connection that writes."""
        return self._connect(self.database)

    def _connect(self, database: str) -> psycopg.Connection:
        place = {"host": "127.0.0.1", "port": self.server.port, "dbname": database}
        return psycopg.connect(user=USER, password=self.server.password, **place)

    def quoted(self, name: str) -> str:
        """A name, whatever is in it."""
        return '"' + name.replace('"', '""') + '"'

    def stranger(self, name: str, password: str) -> list[str]:
        """SQL for a user who may connect, and read nothing."""
        return [f"CREATE ROLE {name} LOGIN PASSWORD '{password}'"]

    def lock(self, table: str) -> str:
        """SQL that keeps everyone away from a table."""
        return f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"

    def numbers(self, until: int) -> str:
        """What stands behind FROM for the numbers n from 1."""
        return f"generate_series(1, {until}) AS numbers(n)"


class Mariadb(Served):
    """A database of MariaDB."""

    dialect = "mariadb"

    @property
    def default(self) -> str:
        return self.database

    def make(self) -> "Mariadb":
        with self._connect(None) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.database}")
        return self

    def connect(self) -> Any:
        """A connection that writes."""
        return self._connect(self.database)

    def _connect(self, database: str | None) -> Any:
        place = {"host": "127.0.0.1", "port": self.server.port, "database": database}
        return pymysql.connect(user=USER, password=self.server.password, charset="utf8mb4", **place)

    def quoted(self, name: str) -> str:
        """A name, whatever is in it."""
        return "`" + name.replace("`", "``") + "`"

    def stranger(self, name: str, password: str) -> list[str]:
        """SQL for a user who may see what is there, and read nothing."""
        return [
            f"CREATE USER '{name}'@'127.0.0.1' IDENTIFIED BY '{password}'",
            f"GRANT INSERT ON {self.database}.* TO '{name}'@'127.0.0.1'",
        ]

    def lock(self, table: str) -> str:
        """SQL that keeps everyone away from a table."""
        return f"LOCK TABLES {table} WRITE"

    def numbers(self, until: int) -> str:
        """What stands behind FROM for the numbers n from 1."""
        return f"(SELECT seq AS n FROM seq_1_to_{until}) AS numbers"


Origin = Sqlite | Postgres | Mariadb


def made(server: Server | None, folder: Path) -> Origin:
    """A new database."""
    if isinstance(server, PostgreSQL):
        return Postgres(server).make()
    if isinstance(server, MariaDB):
        return Mariadb(server).make()
    return Sqlite(folder / "origin.db")


def load_files(origin: Origin, files: Iterable[Path], names: dict[str, str]) -> None:
    """A table for each file, with the types that its values have; an empty value is NULL."""
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        if not rows:
            continue
        values = [[value or None for value in row] for row in rows]
        columns = [
            f"{origin.quoted(name)} {_type([row[place] for row in values])}"
            for place, name in enumerate(header)
        ]
        table = origin.quoted(names.get(file.stem, file.stem))
        origin.run(f"CREATE TABLE {table} ({', '.join(columns)})")
        origin.fill(table, values)


def _type(values: Iterable[str | None]) -> str:
    said = [value for value in values if value]
    for kind, read in (("integer", int), ("decimal(20,10)", float), ("date", _day)):
        try:
            any(read(value) is None for value in said)
        except ValueError:
            continue
        # Numbers that begin with a zero are telephones and post codes.
        if said and not any(value[0] == "0" and value[1:2].isdigit() for value in said):
            return kind
    return "text"


def _day(value: str) -> str:
    if len(value) == len("1996-07-04") and value[4] == value[7] == "-":
        return value
    raise ValueError(value)
