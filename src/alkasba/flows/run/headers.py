"""Notices that files of one feed do not have the same columns, where the feed does not name them.

A column that the feed does not name may be nowhere. But where some of its files have it, one that
does not has most likely another name for it, and its rows would be blank there without a word.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from alkasba.clean.names import find_column
from alkasba.model.source import Feed
from alkasba.model.table import Table
from alkasba.ports import Landing, OriginFile

WITH_HEADER = ("csv", "parquet", "spreadsheet")
"""The kinds of origin in which a file says which columns it has, whatever its values."""


def unnamed(feed: Feed, table: Table) -> list[str]:
    """The columns that may be blank and that the feed does not name.

    Without one that may not be blank, each row of a file is a reject.
    """
    columns = table.read_columns.items()
    return [name for name, column in columns if name not in feed.fields and not column.required]


def lacking(feed: Feed, table: Table, names: Collection[str]) -> list[str]:
    """Those of these columns that names of a file do not have."""
    return [name for name in unnamed(feed, table) if find_column(name, names) is None]


def told_lacking(
    column: str,
    files: Sequence[str],
    unused: Sequence[str],
    *,
    what: str = "column",
    beside: str = "as other files have",
) -> str:
    """What is said of files without a column, and what is to be done."""
    which = f"{files[0]} and {len(files) - 1} more have" if len(files) > 1 else f"{files[0]} has"
    others = f", but {', '.join(map(repr, unused[:3]))}, which nothing uses" if unused else ""
    named = ", ".join(f'"{name}"' for name in (column, *unused[:1]))
    return (
        f"{which} no {what} '{column}', {beside}{others}. Name what it is called: "
        f'{column} = [{named}], or say {column} = {{ from = "{column}", optional = true }}'
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """Files of one shape: their names, what they lack, and the names in them that nothing uses."""

    files: list[str]
    lacking: list[str]
    unused: list[str]


@dataclass(slots=True)
class Headers:
    """The columns that files of one feed have, as they are landed."""

    feed: Feed
    table: Table
    seen: list[_Seen] = field(default_factory=list)

    def add(self, _: DuckDBPyConnection, landing: Landing) -> Landing:
        """Note what files have, where they have rows that need it; returns them as they are."""
        if _needs_columns(self.feed, landing):
            files = [one.file.name for one in landing.files]
            absent = lacking(self.feed, self.table, landing.names)
            self.seen.append(_Seen(files, absent, _unused(self.feed, self.table, landing)))
        return landing

    def uneven(self) -> Iterator[str]:
        """What is said of each column that some of the files have, and others do not."""
        for column in dict.fromkeys(name for one in self.seen for name in one.lacking):
            without = [one for one in self.seen if column in one.lacking]
            if len(without) < len(self.seen):
                files = [name for one in without for name in one.files]
                unused = list(dict.fromkeys(name for one in without for name in one.unused))
                yield told_lacking(column, files, unused)

    def notes(self) -> Mapping[OriginFile, str]:
        """Nothing is noted of a file that is not held back."""
        return {}


def _needs_columns(feed: Feed, landing: Landing) -> bool:
    """Whether files have rows, and not only such as are marked as deleted, which need their key."""
    marks = feed.deleted.names if feed.deleted else ()
    is_marked = any(find_column(name, landing.names) is not None for name in marks)
    return not is_marked and any(reading.records for reading in landing.files)


def _unused(feed: Feed, table: Table, landing: Landing) -> list[str]:
    """The names in these files of which no column is made."""
    wanted = {*table.read_columns, *(n for field in feed.fields.values() for n in field.names)}
    names = (*landing.names, *landing.others)
    return [n for n in names if all(find_column(w, [n]) is None for w in wanted)]
