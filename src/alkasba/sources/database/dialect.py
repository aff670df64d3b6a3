"""What every dialect gives: one unchanging view of a database, and texts of its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import TracebackType
from typing import Protocol, cast

from alkasba.address import Address
from alkasba.sources.database.overlap import is_whole
from alkasba.sources.database.texts import Texts
from alkasba.sources.database.troubles import missing_driver

LOCK_SECONDS = 30
"""How long a table that someone locks is waited for."""


@dataclass(frozen=True, slots=True)
class Later:
    """Only rows whose column is at least `least`, or empty: an empty one cannot tell its age."""

    column: str
    least: str


class Snapshot(Protocol):
    """A read-only transaction in which the whole database stands still, whoever writes to it.

    `rows` is what stands behind FROM. Raises Refused where the database does not answer as asked.
    """

    def __enter__(self) -> "Snapshot":
        """Connect, and hold the view."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go."""
        ...

    def default_schema(self) -> str:
        """Where tables are looked for whose schema nobody says."""
        ...

    def places(self) -> Sequence[tuple[str, str]]:
        """Schema and name of each table and view that may be seen."""
        ...

    def quoted(self, name: str) -> str:
        """A name as this dialect writes it, whatever is in it."""
        ...

    def columns(self, rows: str) -> list[str]:
        """The names of the columns."""
        ...

    def texts(self, rows: str, names: Sequence[str], later: Later | None = None) -> Texts:
        """These columns of all rows, or of the later ones; read while the batches are taken."""
        ...

    def highest(self, rows: str, column: str) -> str | None:
        """The highest value of a column, in the form that `Later` takes."""
        ...

    def count(self, rows: str, names: Sequence[str] = ()) -> int:
        """How many rows there are; with `names`, how many that differ in these columns."""
        ...

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """What a query answers, all of it."""
        ...

    def hurry(self, seconds: int) -> None:
        """Refuse every query from now on that takes longer, as `slow`."""
        ...

    def part(self, columns: str, rows: str, at_most: int, *, about: int = 0) -> str:
        """Some rows of a place, as they stand behind FROM; there are `about` so many, 0: unknown.

        From all over it where that costs little, else those that come first.
        """
        ...


Open = Callable[[Address, str], Snapshot]

DRIVERS: Mapping[str, tuple[str, str]] = {
    "postgresql": ("postgres", "postgres"),
    "mysql": ("mysql", "mysql"),
    "mssql": ("sqlserver", "sqlserver"),
    "sqlite": ("sqlite", ""),
}
"""Dialect -> the module that speaks it, and the extra that brings its driver."""


def snapshot_of(address: Address, password: str) -> Snapshot:
    """The view of a database; its driver is loaded only where one is declared."""
    module, extra = DRIVERS[address.dialect]
    try:
        spoken = import_module(f"{__package__}.{module}")
    except ImportError:
        raise missing_driver(address.dialect, extra) from None
    return cast(Open, spoken.open_snapshot)(address, password)


def count_query(snapshot: Snapshot, rows: str, names: Sequence[str]) -> str:
    """The query that counts rows, in the words that all dialects share."""
    if not names:
        return f"SELECT count(*) FROM {rows}"
    told = ", ".join(map(snapshot.quoted, names))
    return f"SELECT count(*) FROM (SELECT DISTINCT {told} FROM {rows}) AS told_apart"


def where_later(snapshot: Snapshot, later: Later | None) -> str:
    """The condition of a query, in the words that all dialects share."""
    if later is None:
        return ""
    column = snapshot.quoted(later.column)
    least = later.least if is_whole(later.least) else "'" + later.least.replace("'", "''") + "'"
    return f" WHERE {column} >= {least} OR {column} IS NULL"
