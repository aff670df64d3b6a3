"""A PostgreSQL that serves warehouses: a database for each test, and a look at what is in it."""

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg

from tests.services import USER, Server

PASSWORD = "WAREHOUSE_PASSWORD"
NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Shared:
    """One database of a server, new and empty."""

    server: Server
    database: str

    @property
    def url(self) -> str:
        return self.server.url(self.database)

    def settings(self, more: str = "") -> str:
        """What alkasba.toml says to publish there."""
        return f'[warehouse]\nurl = "{self.url}"\nsecret = "{PASSWORD}"\n{more}'

    def connect(self, user: str = USER, password: str = "", **more: Any) -> Any:
        """A connection of somebody."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.server.port,
            dbname=self.database,
            user=user,
            password=password or self.server.password,
            **more,
        )

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a question answers."""
        with self.connect() as connection:
            return list(connection.execute(query, values or None).fetchall())

    def do(self, *statements: str) -> None:
        """What somebody does there, each statement by itself."""
        with self.connect(autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def new_database(server: Server) -> Shared:
    """A database that nothing is in."""
    shared = Shared(server, "postgres")
    name = f"warehouse_{next(NUMBERS)}"
    shared.do(f"CREATE DATABASE {name}")
    return Shared(server, name)


@contextmanager
def as_user(shared: Shared, name: str, password: str = "pa55") -> Any:
    """A connection of a role that may log in and nothing else."""
    shared.do(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
    try:
        with shared.connect(name, password, autocommit=True) as connection:
            yield connection
    finally:
        shared.do(f"DROP OWNED BY {name}", f"DROP ROLE {name}")
