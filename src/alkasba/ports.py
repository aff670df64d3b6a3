"""The interfaces between the stages, which share one in-process DuckDB: the workbench."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from duckdb import DuckDBPyConnection

from alkasba.model.entry import Entry
from alkasba.model.source import Source as SourceDeclaration
from alkasba.report import Tell
from alkasba.settings import Settings


@dataclass(frozen=True, slots=True)
class OriginFile:
    """One file of an origin. A member of a zip archive is a file of its own.

    `name` is what people read (`orders/2024-01.csv`, `retail.zip/2010-12-01.csv`); `fingerprint`
    changes whenever the content may have changed, and can be had without reading it. `rows` is the
    place in the origin that it holds the rows of, where an origin keeps rows in several places: a
    table of a database; a feed reads only the files of its own place. `sheet` is the sheet of a
    workbook, where each of its sheets is a file of its own. `records` is how many rows were counted
    when they were fetched, where an origin is elsewhere.
    """

    name: str
    path: Path
    fingerprint: str
    size: int
    member: str | None = None
    rows: str | None = None
    sheet: str | None = None
    records: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file was read. `records` is counted independently of the reader that landed them.

    `filled` is the share of rows that have something at some of the names, where it was counted.
    """

    file: OriginFile
    records: int
    encoding: str = "utf-8"
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    filled: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that could not be read: `row` is its text, `line` where it starts (from 1)."""

    file: OriginFile
    line: int
    row: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Landing:
    """Records of files of one shape, as they were written, in a table of the workbench.

    The table has the columns c0, c1, ... (VARCHAR, NULL where the record has nothing) and `_file`
    (INTEGER, the index in `files`); its rowid follows the order of files and records. `names` says
    what the origin calls c0, c1, .... For every file: records = rows landed + its unread.
    `lines(i, positions)` gives the line on which the landed rows of file i start; a position is
    counted from 0 among the landed rows of that file. `only_spaces` promises that no value in ASCII
    ends with a tab, a line end or any other blank that is no space. `typed` names the columns whose
    values were numbers, days or flags already: their text is plain, whatever the feed says of
    texts. It maps the position to a further BOOLEAN column of the table that tells it row by row,
    or to nothing where it holds for every row. `others` are the names that the origin has besides,
    of which no value was taken.
    """

    table: str
    names: tuple[str, ...]
    files: tuple[Reading, ...]
    unread: tuple[Unread, ...]
    lines: Callable[[int, Sequence[int]], dict[int, int]] = field(repr=False, compare=False)
    only_spaces: bool = False
    typed: Mapping[int, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row as its origin has it: its own keys, and what stands at the names asked for."""

    keys: frozenset[str]
    values: tuple[str | None, ...]


@runtime_checkable
class Keyed(Protocol):
    """A kind of origin each of whose rows has keys of its own, as JSON has."""

    def head(
        self, source: SourceDeclaration, file: OriginFile, *, rows: str, names: Sequence[str]
    ) -> list[Row]:
        """The first rows of a file, those left out that have no keys or cannot be read."""
        ...


class Source(Protocol):
    """A kind of origin: lists what is there, and lands it on the workbench."""

    def options(self, entry: Entry) -> object:
        """What the declaration says to this kind alone, or the mistakes in it; kept as `own`."""
        ...

    def list_files(self, source: SourceDeclaration, folder: Path) -> list[OriginFile]:
        """What is there now, by name; raises SourceAway where a declared place has nothing."""
        ...

    def land(
        self,
        source: SourceDeclaration,
        files: Sequence[OriginFile],
        workbench: DuckDBPyConnection,
        *,
        rows: str,
        names: Sequence[str],
        scratch: Path,
        optional: Collection[str] = (),
    ) -> Iterator[Landing]:
        """Land the files, in batches of bounded size; the caller drops each table when done.

        `rows` is the path of nested rows and `names` the names or paths that feeds ask for; a flat
        origin lands all it has; nobody minds where an `optional` one is nowhere. `scratch` is a
        folder for what must be unpacked or transcoded.
        """
        ...


@runtime_checkable
class Placed(Protocol):
    """What only a kind of origin understands, where it names places or files of the shop."""

    def placed(self, settings: Settings, where: str, rows: Sequence[str]) -> object:
        """The same with what stands at those places; raises DeclarationError where nothing does.

        `where` is the file of the source, `rows` are the places that feeds and joins read of it.
        """
        ...


Secret = Callable[[str], str]
"""The value of a named secret; raises SettingsError where it is nowhere."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns of a place that somebody asks for, and those of them that tell its rows apart."""

    names: tuple[str, ...]
    key: tuple[str, ...] = ()


Choose = Callable[[str, Sequence[str]], Chosen]
"""What is wanted of a place that has columns of these names."""


def choose_all(rows: str, names: Sequence[str]) -> Chosen:
    """Every column."""
    return Chosen(tuple(names))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch of one origin: the places that feeds and joins read rows from.

    What is fetched is kept in `folder`, which only the kind of origin itself writes. Of columns
    that `choose` leaves out no value is fetched, where the origin can do so.
    """

    source: SourceDeclaration
    rows: tuple[str, ...]
    folder: Path
    choose: Choose = choose_all


@runtime_checkable
class Remote(Protocol):
    """A kind of origin that is elsewhere: what is there is fetched before it is listed."""

    def fetch(self, wanted: Sequence[Wanted], *, secret: Secret, tell: Tell) -> None:
        """Bring what is kept of these origins up to date, all of them or none.

        Raises SourceAway where an origin does not answer, SourceError where it answers wrongly;
        then what was kept stays as it was.
        """
        ...
