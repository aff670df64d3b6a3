"""Notices that no row of some files has a key that rows of other files have, or had before.

A row may leave out a key whose value is null, so that such a file need not be wrong, and is noted.
It is taken for one that calls the column otherwise where another key stands in its rows instead:
one that nothing uses, and that the other files do not have.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from duckdb import DuckDBPyConnection

from alkasba.derive.sql import quoted
from alkasba.flows.run.headers import told_lacking, unnamed
from alkasba.flows.run.key_changes import (
    BY_CHANCE,
    MOSTLY,
    KeysOf,
    is_name,
    nearest,
    renamed_within,
    used_keys,
)
from alkasba.model.source import Feed, Source
from alkasba.model.table import Table
from alkasba.ports import Keyed, Landing, OriginFile, Row

OTHERS = 6
"""So many other files say what rows have, the last ones by name."""
ELSEWHERE = "as rows of other files have"
BEFORE = "as rows had before"


@dataclass(frozen=True, slots=True)
class _Head:
    """The first rows of a file: how many, and how many of them have each key."""

    rows: int
    keys: Counter[str]

    def share(self, key: str) -> float:
        return self.keys[key] / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class _Lack:
    """A file in which no row has the key of a column, and the keys that may stand for it."""

    column: str
    file: OriginFile
    beside: str
    strangers: tuple[str, ...]


@dataclass(slots=True)
class Keys:
    """The keys that rows of one feed have, as its files are landed.

    `before` are the files of the feed that are not read now, `usual` is what share of the rows of
    files had something in a column when they were read before; `is_first` says that nothing is
    known of any.
    """

    kind: Keyed
    source: Source
    feed: Feed
    table: Table
    before: Sequence[OriginFile]
    usual: Mapping[str, float]
    is_first: bool = False
    _renamed: dict[OriginFile, str] = field(default_factory=dict)
    _blank: dict[OriginFile, frozenset[str]] = field(default_factory=dict)
    _heads: dict[OriginFile, _Head] = field(default_factory=dict)

    def add(self, db: DuckDBPyConnection, landing: Landing) -> Landing:
        """Note in which files a column that the feed does not name holds nothing.

        Returns the landing with the shares of rows in which such columns hold something.
        """
        for reading in landing.files if self.is_first else ():
            if said := "; ".join(renamed_within(KeysOf(self.feed, self.table, reading))):
                self._renamed[reading.file] = said
        # A column that is called as a join is none of this origin.
        names = [name for name in unnamed(self.feed, self.table) if name in landing.names]
        if not names:
            return landing
        shares = ", ".join(f"count(c{landing.names.index(name)}) / count(*)" for name in names)
        sql = f"SELECT _file, {shares} FROM {quoted(landing.table)} GROUP BY _file"
        readings = list(landing.files)
        for number, *found in db.execute(sql).fetchall():
            filled = dict(zip(names, found, strict=True))
            self._blank[readings[number].file] = frozenset(n for n in names if not filled[n])
            readings[number] = replace(readings[number], filled=tuple(filled.items()))
        return replace(landing, files=tuple(readings))

    def uneven(self) -> Iterator[str]:
        """What is said of each column that some of the files call otherwise, as it seems."""
        for column in unnamed(self.feed, self.table):
            lacks = [lack for lack in self._lacks(column) if lack.strangers]
            if lacks:
                strangers = dict.fromkeys(key for lack in lacks for key in lack.strangers)
                files = [lack.file.name for lack in lacks]
                beside = lacks[0].beside
                alike = nearest(column, list(strangers))
                yield told_lacking(column, files, alike, what="row with", beside=beside)

    def notes(self) -> Mapping[OriginFile, str]:
        """What is noted of files whose rows have no such key, or one of two."""
        found = {file: [said] for file, said in self._renamed.items()}
        for column in unnamed(self.feed, self.table):
            lacks = self._lacks(column)
            # One text for all of them, so that they are one line of the report.
            files = [lack.file.name for lack in lacks]
            for lack in lacks:
                said = f"{_told(files)} no row with '{column}', {lack.beside}"
                found.setdefault(lack.file, []).append(said)
        return {file: "; ".join(said) for file, said in found.items()}

    def _lacks(self, column: str) -> list[_Lack]:
        """The files whose rows have no such key, where that is no chance."""
        without = [file for file, blank in self._blank.items() if column in blank]
        others = self._with(column) if without else []
        share, beside = self.usual.get(column, 0.0), BEFORE
        if others:
            share = sum(head.keys[column] for head in others) / sum(head.rows for head in others)
            beside = ELSEWHERE
        if not share:
            return []
        known = {*used_keys(self.feed, self.table), *(key for head in others for key in head.keys)}
        return [
            _Lack(column, file, beside, _strangers(head, known) if share >= MOSTLY else ())
            for file in without
            if not (head := self._head(file)).keys[column]
            and head.rows
            and (1 - share) ** head.rows < BY_CHANCE
        ]

    def _with(self, column: str) -> list[_Head]:
        """The first rows of other files, of those that have the key."""
        filled = [file for file, blank in self._blank.items() if column not in blank]
        # Where the books say that none had it, nothing need be read again to see that.
        before = self.before[-OTHERS:] if self.usual.get(column, 1) else ()
        others = [*before, *filled[-OTHERS:]]
        return [head for file in others if (head := self._head(file)).keys[column]]

    def _head(self, file: OriginFile) -> _Head:
        if file not in self._heads:
            self._heads[file] = self._read_head(file)
        return self._heads[file]

    def _read_head(self, file: OriginFile) -> _Head:
        marks = self.feed.deleted.names if self.feed.deleted else ()
        found = self.kind.head(self.source, file, rows=self.feed.rows, names=marks)
        # Rows that are marked as deleted need no more than their key.
        rows = [row for row in found if not _is_deleted(self.feed, row)]
        return _Head(len(rows), Counter(key for row in rows for key in row.keys))


def _told(files: Sequence[str]) -> str:
    return f"{files[0]} and {len(files) - 1} more have" if len(files) > 1 else f"{files[0]} has"


def _strangers(head: _Head, known: set[str]) -> tuple[str, ...]:
    """The keys that most rows have and nobody knows, such as a person may have named."""
    return tuple(
        key for key in head.keys if head.share(key) >= MOSTLY and key not in known and is_name(key)
    )


def _is_deleted(feed: Feed, row: Row) -> bool:
    if feed.deleted is None:
        return False
    wanted, no = (
        {word.lower() for word in words} for words in (feed.deleted.values, feed.format.no)
    )
    texts = [value.strip() for value in row.values if value is not None]
    marks = [text.lower() for text in texts if text and text not in feed.format.blank]
    return any(mark in wanted if wanted else mark not in no for mark in marks)
