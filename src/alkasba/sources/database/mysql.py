"""MySQL and MariaDB, by PyMySQL: the server writes each row as one line of delimited text."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType

import pymysql
from pymysql.constants import CR, ER, FIELD_TYPE
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

from alkasba.address import CONNECT_SECONDS, Address
from alkasba.sources.database.delimited import Bytes, batches
from alkasba.sources.database.dialect import (
    LOCK_SECONDS,
    Later,
    count_query,
    where_later,
)
from alkasba.sources.database.texts import Texts
from alkasba.sources.database.troubles import Refused

ROWS_AT_ONCE = 5_000

PLAIN = {
    FIELD_TYPE.DECIMAL,
    FIELD_TYPE.NEWDECIMAL,
    FIELD_TYPE.TINY,
    FIELD_TYPE.SHORT,
    FIELD_TYPE.INT24,
    FIELD_TYPE.LONG,
    FIELD_TYPE.LONGLONG,
    FIELD_TYPE.DOUBLE,
    FIELD_TYPE.YEAR,
    FIELD_TYPE.DATE,
    FIELD_TYPE.NEWDATE,
    FIELD_TYPE.DATETIME,
}
SHAPED = {
    **dict.fromkeys(PLAIN, "{}"),
    # As it is it would be told with six digits; as a double it has all.
    FIELD_TYPE.FLOAT: "{} + 0e0",
    FIELD_TYPE.BIT: "{} + 0",
    # An instant; the session's zone is UTC.
    FIELD_TYPE.TIMESTAMP: "CONCAT({}, '+00:00')",
}
"""Type -> its text, where the origin types it; every other text is put in quotes."""
GEOMETRY = "ST_AsText({})"
# Bytes are no text in any encoding.
SPELLED = "IF(CHARSET({0}) = 'binary', LOWER(HEX({0})), CONVERT({0} USING utf8mb4))"
OF_BYTES = {
    FIELD_TYPE.BLOB,
    FIELD_TYPE.TINY_BLOB,
    FIELD_TYPE.MEDIUM_BLOB,
    FIELD_TYPE.LONG_BLOB,
    FIELD_TYPE.STRING,
    FIELD_TYPE.VAR_STRING,
    FIELD_TYPE.VARCHAR,
}
BY_NUMBER = {
    ER.ACCESS_DENIED_ERROR: "login",
    ER.BAD_DB_ERROR: "database",
    ER.DBACCESS_DENIED_ERROR: "right",
    ER.TABLEACCESS_DENIED_ERROR: "right",
    ER.COLUMNACCESS_DENIED_ERROR: "right",
    ER.SPECIFIC_ACCESS_DENIED_ERROR: "right",
    ER.NO_SUCH_TABLE: "place",
    ER.BAD_FIELD_ERROR: "column",
    ER.DUP_FIELDNAME: "same names",
    ER.LOCK_WAIT_TIMEOUT: "locked",
    ER.HOST_NOT_PRIVILEGED: "connection",
    ER.SERVER_SHUTDOWN: "lost",
    ER.LOCK_DEADLOCK: "lost",
    CR.CR_SERVER_GONE_ERROR: "lost",
    CR.CR_SERVER_LOST: "lost",
    0: "lost",
    1969: "slow",  # of MariaDB
    3024: "slow",  # of MySQL
}
SESSION = (
    "SET SESSION time_zone = '+00:00', lock_wait_timeout = {0}",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)


def open_snapshot(address: Address, password: str) -> "MysqlSnapshot":
    """The database as it is now."""
    return MysqlSnapshot(address, password)


class MysqlSnapshot:
    """One connection in a transaction that sees what InnoDB held when it began."""

    def __init__(self, address: Address, password: str) -> None:
        self._address, self._password = address, password

    def __enter__(self) -> "MysqlSnapshot":
        address = self._address
        try:
            self._connection = pymysql.connect(
                host=address.host,
                port=address.port or 3306,
                user=address.user or None,
                password=self._password,
                database=address.database,
                charset="utf8mb4",
                # Nothing is to become a number of Python: it is a text already.
                conv=encoders,
                use_unicode=False,
                cursorclass=SSCursor,
                connect_timeout=CONNECT_SECONDS,
                **dict(address.options),
            )
        except pymysql.MySQLError as error:
            raise _refused(error, unknown="away") from None
        try:
            for statement in SESSION:
                self.ask(statement.format(LOCK_SECONDS))
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        # A server that is gone, or whose rows were not all taken, cannot be told goodbye.
        with suppress(Exception):
            self._connection._force_close()

    def default_schema(self) -> str:
        """The database itself: a schema is another word for it here."""
        return self._address.database

    def places(self) -> Sequence[tuple[str, str]]:
        """Tables and views that the user may see."""
        found = self.ask("SELECT table_schema, table_name FROM information_schema.tables")
        return [(str(schema), str(name)) for schema, name in found]

    def quoted(self, name: str) -> str:
        """In backticks."""
        return "`" + name.replace("`", "``") + "`"

    def columns(self, rows: str) -> list[str]:
        """The names of the columns."""
        return [name for name, _ in self._described(rows)]

    def texts(self, rows: str, names: Sequence[str], later: Later | None = None) -> Texts:
        """A value a line costs a fifth of what a value a column costs: Python takes each apart."""
        described = [one for one in self._described(rows) if one[0] in names]
        values = ", ',', ".join(_value(self.quoted(name), kind) for name, kind in described)
        query = f"SELECT CONCAT({values}, '\n') FROM {rows}{where_later(self, later)}"
        names = [name for name, _ in described]
        typed = {name for name, kind in described if kind in SHAPED}
        return Texts(tuple(names), batches(self._lines(query), names), typed)

    def highest(self, rows: str, column: str) -> str | None:
        """The highest value of a column."""
        ((found,),) = self.ask(f"SELECT CAST(MAX({self.quoted(column)}) AS CHAR) FROM {rows}")
        return None if found is None else str(found)

    def count(self, rows: str, names: Sequence[str] = ()) -> int:
        """How many rows, or how many that differ."""
        ((found,),) = self.ask(count_query(self, rows, names))
        return int(str(found))

    def _described(self, rows: str) -> list[tuple[str, int]]:
        with _told(), self._connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {rows} LIMIT 0")
            return [(column[0], column[1]) for column in cursor.description or ()]

    def hurry(self, seconds: int) -> None:
        """By the server's own clock, which MySQL and MariaDB set by different names."""
        names = (f"max_statement_time = {seconds}", f"max_execution_time = {seconds * 1000}")
        for name in names:
            with suppress(Refused):
                self.ask(f"SET SESSION {name}")

    def part(self, columns: str, rows: str, at_most: int, *, about: int = 0) -> str:
        """The rows that come first."""
        return f"(SELECT {columns} FROM {rows} LIMIT {at_most}) AS looked"

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """What a query answers, all of it."""
        with _told(), self._connection.cursor() as cursor:
            cursor.execute(query)
            return [tuple(_decoded(value) for value in row) for row in cursor.fetchall()]

    def _lines(self, query: str) -> Iterator[Bytes]:
        with _told(), self._connection.cursor() as cursor:
            cursor.execute(query)
            while some := cursor.fetchmany(ROWS_AT_ONCE):
                try:
                    yield b"".join([line for (line,) in some])
                except TypeError:
                    # What is larger than the server's max_allowed_packet becomes NULL there.
                    raise Refused("size") from None


def _decoded(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else value


def _value(name: str, kind: int) -> str:
    if shaped := SHAPED.get(kind):
        return f"IFNULL({shaped.format(name)}, '')"
    spelled = GEOMETRY if kind == FIELD_TYPE.GEOMETRY else "CONVERT({0} USING utf8mb4)"
    text = (SPELLED if kind in OF_BYTES else spelled).format(name)
    quotes = f"""CONCAT('"', REPLACE({text}, '"', '""'), '"')"""
    return f"IFNULL({quotes}, '')"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (pymysql.MySQLError, OSError) as error:
        raise _refused(error, unknown="query") from None


def _refused(error: Exception, *, unknown: str) -> Refused:
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if isinstance(error, pymysql.InterfaceError | OSError):
        return Refused("lost")
    return Refused(BY_NUMBER.get(number, unknown), code=str(number))
