"""Wide records made long: one row for each column that a feed does not name."""

from collections.abc import Sequence
from dataclasses import replace

from duckdb import DuckDBPyConnection

from alkasba.clean.names import find_column
from alkasba.derive.sql import listed, quoted
from alkasba.model.source import Feed
from alkasba.ports import Landing, Reading
from alkasba.sources.header import unnamed


def unpivoted(
    db: DuckDBPyConnection, feed: Feed, landing: Landing, names: Sequence[str]
) -> Landing:
    """The landing with a row for each value of a column that is not in `names`.

    As it is where the feed does not say so, or has nothing to unpivot: then each of its rows is
    rejected, since it lacks what would have come of that.
    """
    if feed.unpivot is None:
        return landing
    made = (feed.unpivot.name, feed.unpivot.value)
    found = {find_column(name, landing.names) for name in names if name not in made}
    kept = [place for place in range(len(landing.names)) if place in found]
    wide = [place for place in range(len(landing.names)) if place not in found]
    wide = [place for place in wide if not _is_nothing(db, landing, place)]
    if not wide:
        return landing
    long = f"{landing.table}_long"
    is_marked = any(place in landing.typed for place in wide)
    db.execute(
        f"CREATE TABLE {quoted(long)} AS SELECT {_columns(landing, kept, wide)}"
        f"{_mark(landing, wide) if is_marked else ''}, _file FROM {quoted(landing.table)}"
    )
    db.execute(f"DROP TABLE {quoted(landing.table)}")
    return replace(
        landing,
        table=long,
        names=(*made, *(landing.names[place] for place in kept)),
        files=tuple(_more(landing, reading, len(wide)) for reading in landing.files),
        lines=lambda file, rows: _lines(landing, file, rows, len(wide)),
        typed=_typed(landing, kept) | ({1: MARK} if is_marked else {}),
    )


MARK = "_typed_value"
"""The column that says of each row whether its value was no text."""


def _is_nothing(db: DuckDBPyConnection, landing: Landing, place: int) -> bool:
    """Whether a column has neither a header nor a value, as a comma at each line's end makes it."""
    if landing.names[place] != unnamed(place + 1):
        return False
    sql = f"SELECT count(nullif(trim(c{place}), '')) FROM {quoted(landing.table)}"
    return db.execute(sql).fetchall() == [(0,)]


def _columns(landing: Landing, kept: Sequence[int], wide: Sequence[int]) -> str:
    """c0, the header; c1, the value; then those that are kept, with what is said of their types."""
    told = [
        f"unnest([{listed(landing.names[place] for place in wide)}]) AS c0",
        f"unnest([{', '.join(f'c{place}' for place in wide)}]) AS c1",
    ]
    told += [f"c{place} AS c{position}" for position, place in enumerate(kept, start=2)]
    marks = dict.fromkeys(landing.typed.get(place, "") for place in kept)
    return ", ".join([*told, *(quoted(mark) for mark in marks if mark)])


def _mark(landing: Landing, wide: Sequence[int]) -> str:
    marks = [landing.typed.get(place) for place in wide]
    told = ("FALSE" if mark is None else quoted(mark) if mark else "TRUE" for mark in marks)
    return f", unnest([{', '.join(told)}]) AS {MARK}"


def _typed(landing: Landing, kept: Sequence[int]) -> dict[int, str]:
    return {
        position: landing.typed[place]
        for position, place in enumerate(kept, start=2)
        if place in landing.typed
    }


def _more(landing: Landing, reading: Reading, times: int) -> Reading:
    """Each record that could be read counts so many times."""
    unread = sum(one.file == reading.file for one in landing.unread)
    return replace(reading, records=(reading.records - unread) * times + unread)


def _lines(landing: Landing, file: int, rows: Sequence[int], times: int) -> dict[int, int]:
    found = landing.lines(file, sorted({row // times for row in rows}))
    return {row: found[row // times] for row in rows if row // times in found}
