"""The interfaces between the stages, which share one in-process DuckDB: the workbench."""

from collections.abc import (
    Callable,
    Collection,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from duckdb import DuckDBPyConnection

from alkasba.model.entry import Entry
from alkasba.model.index import IndexPlan
from alkasba.model.searching import Found, Hit, Lookup, Way
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
    `keys` are, where each row has keys of its own, those that rows have together, and how many of
    the rows that were looked at have them.
    """

    file: OriginFile
    records: int
    encoding: str = "utf-8"
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    filled: tuple[tuple[str, float], ...] = ()
    keys: tuple[tuple[frozenset[str], int], ...] = ()


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


class Message(NamedTuple):
    """What a log is told of one thing: its key and its state; no value means that it is gone."""

    key: bytes
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


Told = tuple[bytes, bytes | None, tuple[tuple[str, bytes], ...]]
"""A message, or the same three that were never put into one: a million of those cost a second."""


class Received(NamedTuple):
    """A message as it was read, and its place: an offset in a partition of a topic."""

    message: Message
    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a log. One that `is_compacted` keeps the last message of each key."""

    name: str
    is_compacted: bool = True


class LogWriter(Protocol):
    """Sends messages; those of one key stay in order."""

    def send(self, topic: str, messages: Iterable[Told]) -> int:
        """Send them, and return how many; raises StoreError for one that can never be sent."""
        ...

    def flush(self) -> None:
        """Return when all that was sent is safe; raises StoreAway where it may not be."""
        ...


class LogReader(Protocol):
    """One member of a group whose members share the partitions of a topic among them."""

    def receive(self, at_most: int, seconds: float) -> Sequence[Received]:
        """What comes next, once there is something, or nothing when the time is over."""
        ...

    def commit(self, places: Mapping[int, int]) -> None:
        """Keep, by partition, the offset at which the group goes on.

        Of a partition that somebody else reads by now nothing is kept.
        """
        ...

    def rest(self, seconds: float) -> None:
        """Wait and stay a member, without receiving."""
        ...

    def is_mine(self, partition: int) -> bool:
        """Whether this member still reads the partition."""
        ...


class Log(Protocol):
    """Keeps messages by topic, in order, for whoever reads them."""

    def prepare(self, topics: Sequence[Topic]) -> None:
        """Make the topics that are missing; raises StoreError where one would lose messages."""
        ...

    def writer(self) -> AbstractContextManager[LogWriter]:
        """Sends messages, as long as the block lasts."""
        ...

    def reader(self, topic: str, group: str) -> AbstractContextManager[LogReader]:
        """Reads what the group has not committed yet, from the first message on."""
        ...

    def read_all(
        self, topic: str, since: Mapping[int, int] | None = None
    ) -> Generator[Received, None, None]:
        """All that the topic holds now, or what stands at and after these offsets."""
        ...

    def ends(self, topic: str) -> dict[int, int]:
        """By partition, the offset that the next message gets."""
        ...

    def committed(self, topic: str, group: str) -> dict[int, int]:
        """By partition, where the group goes on."""
        ...


class Change(NamedTuple):
    """What becomes of a document: what it says now, or that it is gone; an older one is passed."""

    id: str
    version: int
    document: bytes | None


class Verdict(NamedTuple):
    """What an index did with a change: done, older than what it has, later, or never.

    `why` says why never, and names no value.
    """

    kind: str
    why: str = ""


class Index(Protocol):
    """Holds documents that are searched, under a name that stands for one index at a time."""

    def standing(self, alias: str) -> list[str]:
        """The indexes that there are for a name, the one that it stands for first.

        Where it stands for none yet, the first is empty.
        """
        ...

    def make(self, plan: IndexPlan) -> None:
        """Make the index of a plan, unless it is there; raises StoreError."""
        ...

    def stand(self, plan: IndexPlan) -> None:
        """Let the name stand for this index from now on, and for no other."""
        ...

    def drop(self, name: str) -> None:
        """Take an index away."""
        ...

    def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
        """Make the changes, a verdict for each; raises StoreAway where none is known to be done."""
        ...

    def refresh(self, name: str) -> None:
        """Let everyone see what was written."""
        ...

    def versions(self, name: str) -> Iterator[tuple[str, int]]:
        """Id and version of each document that is there, by id."""
        ...

    def search(self, lookup: Lookup, way: Way, *, seconds: float) -> Found:
        """What is found of a question; raises StoreAway where nothing is indexed, StoreSlow."""
        ...

    def document(self, alias: str, name: str) -> Hit | None:
        """The document of that id, if it is there; raises StoreAway where nothing is indexed."""
        ...

    def count(self, name: str) -> int:
        """How many documents everyone sees there."""
        ...

    def close(self) -> None:
        """Let go of its connections."""
        ...
