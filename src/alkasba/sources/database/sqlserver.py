"""SQL Server, by Microsoft's own driver. Written by its documentation; not tried on a server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

import mssql_python

from alkasba.address import Address
from alkasba.sources.database.dialect import LOCK_SECONDS, Later, count_query, where_later
from alkasba.sources.database.texts import Texts
from alkasba.sources.database.troubles import Refused
from alkasba.sources.database.values import text_of, texts_of

ROWS_AT_ONCE = 10_000
BY_WORDS = {
    "login failed": "login",
    "cannot open database": "database",
    "invalid object name": "place",
    "invalid column name": "column",
    "permission was denied": "right",
    "lock request time out": "locked",
    "communication link failure": "lost",
    "connection is broken": "lost",
    "query timeout": "slow",
    "timeout expired": "away",
    "server is not found": "away",
    "network-related": "away",
}


def open_snapshot(address: Address, password: str) -> "SqlserverSnapshot":
    """The database as it is now."""
    return SqlserverSnapshot(address, password)


class SqlserverSnapshot:
    """One connection in SNAPSHOT isolation, which the database must allow."""

    def __init__(self, address: Address, password: str) -> None:
        self._address, self._password = address, password

    def __enter__(self) -> "SqlserverSnapshot":
        address = self._address
        said = {
            "Server": f"{address.host},{address.port or 1433}",
            "Database": address.database,
            "UID": address.user,
            "PWD": self._password,
            **dict(address.options),
        }
        # A brace closes a value; inside one it is written twice.
        words = ";".join(f"{name}={{{value.replace('}', '}}')}}}" for name, value in said.items())
        with _told(unknown="away"):
            self._connection = mssql_python.connect(words, autocommit=False)
        try:
            self._run("SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
            self._run(f"SET LOCK_TIMEOUT {LOCK_SECONDS * 1000}")
        except BaseException:
            self._connection.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def default_schema(self) -> str:
        """The schema of the user."""
        ((schema,),) = self.ask("SELECT SCHEMA_NAME()")
        return str(schema)

    def places(self) -> Sequence[tuple[str, str]]:
        """Tables and views that the user may see."""
        found = self.ask("SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES")
        return [(str(schema), str(name)) for schema, name in found]

    def quoted(self, name: str) -> str:
        """In brackets."""
        return "[" + name.replace("]", "]]") + "]"

    def columns(self, rows: str) -> list[str]:
        """The names of the columns."""
        with _told(), self._connection.cursor() as cursor:
            cursor.execute(f"SELECT TOP 0 * FROM {rows}")
            return [column[0] for column in cursor.description]

    def texts(self, rows: str, names: Sequence[str], later: Later | None = None) -> Texts:
        """Values as the driver gives them: decimals are decimals."""
        values = ", ".join(map(self.quoted, names))
        return texts_of(names, self._some(f"SELECT {values} FROM {rows}{where_later(self, later)}"))

    def highest(self, rows: str, column: str) -> str | None:
        """The highest value of a column."""
        ((found,),) = self.ask(f"SELECT MAX({self.quoted(column)}) FROM {rows}")
        return None if found is None else text_of(found)

    def count(self, rows: str, names: Sequence[str] = ()) -> int:
        """How many rows, or how many that differ."""
        ((found,),) = self.ask(count_query(self, rows, names))
        return int(str(found))

    def _run(self, statement: str) -> None:
        with _told(), self._connection.cursor() as cursor:
            cursor.execute(statement)

    def hurry(self, seconds: int) -> None:
        """By the driver's own clock."""
        self._connection.timeout = seconds

    def part(self, columns: str, rows: str, at_most: int, *, about: int = 0) -> str:
        """The rows that come first."""
        return f"(SELECT TOP {at_most} {columns} FROM {rows}) AS looked"

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """What a query answers, all of it."""
        with _told(), self._connection.cursor() as cursor:
            cursor.execute(query)
            return [tuple(row) for row in cursor.fetchall()]

    def _some(self, query: str) -> Iterator[Sequence[Sequence[object]]]:
        with _told(), self._connection.cursor() as cursor:
            cursor.execute(query)
            while some := cursor.fetchmany(ROWS_AT_ONCE):
                yield some


@contextmanager
def _told(*, unknown: str = "query") -> Iterator[None]:
    try:
        yield
    except mssql_python.Error as error:
        words = str(error).lower()
        raise Refused(next((k for said, k in BY_WORDS.items() if said in words), unknown)) from None
