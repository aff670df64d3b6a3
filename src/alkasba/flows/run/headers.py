"""Notices that files of one feed do not have the same columns, where the feed does not name them.

A column that the feed does not name may be nowhere. But where some of its files have it, one that
does not has most likely another name for it, and its rows would be blank there without a word.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from alkasba.clean.names import find_column
from alkasba.model.source import Feed
from alkasba.model.table import Table
from alkasba.ports import Landing

WITH_HEADER = ("csv", "parquet", "spreadsheet")
"""The kinds of origin in which a file says which columns it has, whatever its values."""


def lacking(feed: Feed, table: Table, names: Collection[str]) -> list[str]:
    """The columns that may be blank, that the feed does not name, and names of a file do not have.

    Without one that may not be blank, each row of the file is a reject.
    """
    columns = table.read_columns.items()
    unnamed = (n for n, column in columns if n not in feed.fields and not column.required)
    return [name for name in unnamed if find_column(name, names) is None]


def told_lacking(column: str, files: Sequence[str], unused: Sequence[str]) -> str:
    """What is said of files without a column, and what is to be done."""
    which = f"{files[0]} and {len(files) - 1} more have" if len(files) > 1 else f"{files[0]} has"
    others = f", but {', '.join(map(repr, unused[:3]))}, which nothing uses" if unused else ""
    named = ", ".join(f'"{name}"' for name in (column, *unused[:1]))
    return (
        f"{which} no column '{column}', as other files have{others}. Name what it is called: "
        f'{column} = [{named}], or say {column} = {{ from = "{column}", optional = true }}'
    )


@dataclass(slots=True)
class Headers:
    """The columns that files of one feed have, as they are landed."""

    feed: Feed
    table: Table
    seen: list[Landing] = field(default_factory=list)

    def uneven(self) -> Iterator[str]:
        """What is said of each column that some of the files have, and others do not."""
        seen = [one for one in self.seen if _says_something(self.feed, one)]
        by_landing = [lacking(self.feed, self.table, landing.names) for landing in seen]
        for column in dict.fromkeys(name for names in by_landing for name in names):
            without = [one for one, names in zip(seen, by_landing, strict=True) if column in names]
            if len(without) < len(seen):
                files = [one.file.name for landing in without for one in landing.files]
                yield told_lacking(column, files, _unused(self.feed, self.table, without))


def _says_something(feed: Feed, landing: Landing) -> bool:
    """Whether files have rows that need their columns: those marked as deleted need their key."""
    marks = feed.deleted.names if feed.deleted else ()
    is_marked = any(find_column(name, landing.names) is not None for name in marks)
    return not is_marked and any(reading.records for reading in landing.files)


def _unused(feed: Feed, table: Table, landings: Iterable[Landing]) -> list[str]:
    """The names in these files of which no column is made."""
    wanted = {*table.read_columns, *(n for field in feed.fields.values() for n in field.names)}
    names = (name for landing in landings for name in (*landing.names, *landing.others))
    return [n for n in dict.fromkeys(names) if all(find_column(w, [n]) is None for w in wanted)]
