"""PostgreSQL, by psycopg: the server writes its rows as delimited text, exact by itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from alkasba.address import Address
from alkasba.libpq import connection_words, meaning_of_state, meaning_of_words
from alkasba.sources.database.delimited import Bytes, batches
from alkasba.sources.database.dialect import (
    LOCK_SECONDS,
    Later,
    count_query,
    where_later,
)
from alkasba.sources.database.texts import Texts
from alkasba.sources.database.troubles import Refused

BOOLEAN, BYTES, MONEY = 16, 17, 790
FLOATS = 700, 701
TYPED = {
    BOOLEAN,
    MONEY,
    *(20, 21, 23, 26),  # whole numbers
    *(*FLOATS, 1700),  # numbers
    *(1082, 1114, 1184),  # days and moments
}
# The shortest text that reads back alike; 1e+06 is no whole number to a reader, 1000000 is one.
FLOAT = "CASE WHEN {}::text LIKE '%e+%' THEN {}::text::numeric::text ELSE {}::text END"
SHAPED = {
    **dict.fromkeys(FLOATS, FLOAT),
    BOOLEAN: "{}::text",
    BYTES: "encode({}, 'hex')",
    # Its own text has a currency sign and separators of the server's language.
    MONEY: "{}::numeric",
}
"""Number of a type -> its text, where the server's own form is another."""

# One form of values and one order of rows, whoever reads besides us.
SESSION = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "client_encoding": "UTF8",
    "synchronize_seqscans": "off",
    "max_parallel_workers_per_gather": "0",
    "default_transaction_read_only": "on",
}


def open_snapshot(address: Address, password: str) -> "PostgresSnapshot":
    """The database as it is now."""
    return PostgresSnapshot(address, password)


class PostgresSnapshot:
    """One connection in REPEATABLE READ, which sees what was committed before its first query."""

    def __init__(self, address: Address, password: str) -> None:
        self._address, self._password = address, password

    def __enter__(self) -> "PostgresSnapshot":
        address = self._address
        try:
            self._connection = psycopg.connect(
                make_conninfo("", **connection_words(address, self._password))
            )
        except psycopg.Error as error:
            raise _refused_connection(error) from None
        try:
            with _told():
                self._begin()
        except BaseException:
            self._connection.close()
            raise
        return self

    def _begin(self) -> None:
        connection = self._connection
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        settings = SESSION | {"lock_timeout": f"{LOCK_SECONDS}s"}
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, true)", [name, value])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def default_schema(self) -> str:
        """The first of the user's search path."""
        ((schema,),) = self.ask("SELECT coalesce(current_schema(), 'public')")
        return str(schema)

    def places(self) -> Sequence[tuple[str, str]]:
        """Tables and views, foreign and materialised ones too."""
        found = self.ask(
            "SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n "
            "ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')"
        )
        return [(str(schema), str(name)) for schema, name in found]

    def quoted(self, name: str) -> str:
        """In double quotes."""
        return sql.Identifier(name).as_string(None)

    def columns(self, rows: str) -> list[str]:
        """The names of the columns."""
        return [name for name, _ in self._described(rows)]

    def texts(self, rows: str, names: Sequence[str], later: Later | None = None) -> Texts:
        """What COPY writes: decimals with all their digits, floats that read back as they were."""
        described = [one for one in self._described(rows) if one[0] in names]
        values = ", ".join(
            SHAPED.get(kind, "{}").replace("{}", self.quoted(name)) for name, kind in described
        )
        query = f"SELECT {values} FROM {rows}{where_later(self, later)}"
        names = [name for name, _ in described]
        typed = {name for name, kind in described if kind in TYPED}
        return Texts(tuple(names), batches(self._copy(query), names), typed)

    def highest(self, rows: str, column: str) -> str | None:
        """The highest value of a column."""
        ((found,),) = self.ask(f"SELECT max({self.quoted(column)})::text FROM {rows}")
        return None if found is None else str(found)

    def count(self, rows: str, names: Sequence[str] = ()) -> int:
        """How many rows, or how many that differ."""
        ((found,),) = self.ask(count_query(self, rows, names))
        return int(str(found))

    def _described(self, rows: str) -> list[tuple[str, int]]:
        with _told(), self._connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {rows} LIMIT 0".encode())
            return [(column.name, column.type_code) for column in cursor.description or ()]

    def hurry(self, seconds: int) -> None:
        """By the server's own clock."""
        self.ask(f"SELECT set_config('statement_timeout', '{seconds}s', true)")

    def part(self, columns: str, rows: str, at_most: int, *, about: int = 0) -> str:
        """Pages from all over a large table, the same ones each time."""
        share = 200.0 * at_most / about if about else 100.0
        sample = f" TABLESAMPLE SYSTEM ({share:.6f}) REPEATABLE (1)" if share < 100 else ""
        return f"(SELECT {columns} FROM {rows}{sample} LIMIT {at_most}) AS looked"

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """What a query answers, all of it."""
        with _told():
            return self._connection.execute(query.encode()).fetchall()

    def _copy(self, query: str) -> Iterator[Bytes]:
        statement = f"COPY ({query}) TO STDOUT (FORMAT csv)".encode()
        with _told(), self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            yield from copy


def _refused_connection(error: psycopg.Error) -> Refused:
    if error.sqlstate:
        return _refused(error)
    return Refused(meaning_of_words(str(error)))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise _refused(error) from None


def _refused(error: psycopg.Error) -> Refused:
    state = error.sqlstate or ""
    return Refused(meaning_of_state(state), code=state)
