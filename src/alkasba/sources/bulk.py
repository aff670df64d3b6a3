"""Faultless JSON, read by DuckDB on all cores; whatever is in doubt is left to the careful reader.

DuckDB reads numbers as doubles unless they are too large, so each point is written as `.1E9999`
before and set back after: every digit is kept, 1.10 as well as 0.5. What then still holds another
point was made by DuckDB, and is in doubt. A key that is asked for and stands twice is an error of
DuckDB's, and so is a value that is no list or object where one is needed.

On two cores, a file of 193 MB (orders with items) takes 1.4 to 2.4 s where Python alone takes 7 to
12 s and DuckDB 0.5 to 1.1 s for the same file with rounded numbers: the copy in which no number is
rounded and the search for what JSON forbids cost about as much as the reading.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from glob import has_magic
from itertools import accumulate
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.sources import landing
from alkasba.sources.pieces import DoubtError, Piece, starting_lines
from alkasba.sources.shapes import Shape, quoted

POINT = ".1E9999"
# What DuckDB takes and JSON does not: a comma before the end, NaN and infinity, and 1. which the
# digits behind a point would mend. Besides: -0, which becomes 0, and a point that is an escape.
# All patterns of a line must be found: the first is quick, the second tells values from text.
DOUBTS = (
    (r",\s*[\]}]",),
    (r"-0[,}\]\s]",),
    (r"\\u002[eE]",),
    (r"\.1E9999\s*[,}\]]", r"[0-9]\.1E9999\s*[,}\]]"),
    (
        r"[nN](?:[aA][nN]|[fF]|[iI][tT][yY])\s*[,}\]]",
        r"[:,\[\s-][nNiI](?:[aA][nN]|[nN][fF]|[nN][fF][iI][nN][iI][tT][yY])\s*[,}\]]",
    ),
)
EXPONENT = r"[:,\[\s]-?[0-9]+[eE][+-]?[0-9]+[,}\]\s]"


@dataclass(slots=True)
class Bulk:
    """What became of a file: its rows, the records without any, and where records start.

    `rows_of_record` says how many rows each record gave; it is empty where each gave one. `mark`
    stands between two records; it is empty where a line end does, None where nobody knows.
    """

    rows: int = 0
    without_rows: int = 0
    rows_of_record: "array[int]" = field(default_factory=lambda: array("i"))
    mark: bytes | None = b""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the rows of a file go: a table, and the number of the file in it."""

    workbench: DuckDBPyConnection
    table: str
    index: int

    def run(self, query: str) -> int:
        """The number that a statement gives: a count, or how many rows it inserted."""
        return _number(self.workbench, query)

    def clear(self) -> None:
        """Take the rows of the file out again."""
        self.run(f"DELETE FROM {self.table} WHERE _file = {self.index}")

    def empty_columns(self, names: Sequence[str]) -> list[str]:
        """The names whose column holds nothing but NULL."""
        counts = ", ".join(f"count(c{i})" for i in range(len(names)))
        query = f"SELECT {counts} FROM {self.table} WHERE _file = {self.index}"
        row = self.workbench.execute(query).fetchone() or ()
        return [name for name, count in zip(names, row, strict=True) if not count]


@dataclass(frozen=True, slots=True)
class _Job:
    """The landing of one file."""

    target: Target
    shape: Shape
    may_lack_rows: bool

    def run(self, query: str) -> int:
        return self.target.run(query)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A piece in a file of its own; how many records it holds was counted by `mark`."""

    path: Path
    format: str
    records: int
    mark: bytes

    @property
    def text(self) -> str:
        return f"read_text({quoted(str(self.path))})"


def land(
    target: Target, shape: Shape, parts: Iterable[Piece], scratch: Path, *, may_lack_rows: bool
) -> Bulk:
    """Append the rows of a file to the table; raises DoubtError with some of them landed."""
    if has_magic(str(scratch)):
        raise DoubtError
    result, job = Bulk(), _Job(target, shape, may_lack_rows)
    try:
        with closing(_ahead(_copies(job, parts, scratch))) as copies:
            for copy in copies:
                _land_piece(job, copy, result)
                copy.path.unlink()
    except (duckdb.DataError, duckdb.ProgrammingError):
        raise DoubtError from None
    return result


def lines(bulk: Bulk, chunks: Iterable[bytes], positions: Sequence[int]) -> dict[int, int]:
    """On which line of the text (UTF-8) the record of each of these rows starts."""
    ends = list(accumulate(bulk.rows_of_record))
    records = {place: bisect_right(ends, place) if ends else place for place in positions}
    wanted = set(records.values())
    starts = starting_lines(chunks, bulk.mark or b"")
    found = {record: line for record, line in enumerate(starts) if record in wanted}
    return {place: found[record] for place, record in records.items()}


def _number(connection: DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchall()
    return int(found[0][0]) if found and isinstance(found[0][0], int) else 0


def _copies(to: _Job, parts: Iterable[Piece], scratch: Path) -> Iterator[_Copy]:
    """Each piece as a file of its own in which no number is rounded; the reader deletes it."""
    scratch.mkdir(parents=True, exist_ok=True)
    other = to.target.workbench.cursor()  # The next piece is looked at while the last one lands.
    for piece in parts:
        path = scratch / f"{landing.new_name('copy')}.json"
        try:
            path.write_bytes(piece.data.replace(b".", POINT.encode()))
            copy = _Copy(path, piece.format, piece.records, piece.mark)
            if _number(other, f"SELECT count(*) FROM {copy.text} WHERE {_doubts(to.shape)}"):
                raise DoubtError
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        yield copy


def _ahead(copies: Iterator[_Copy]) -> Generator[_Copy, None, None]:
    """The same copies, the next one made while the last is landed; none is left behind."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, copies, None)
        copy = None
        try:
            while copy := waiting.result():
                waiting = pool.submit(next, copies, None)
                yield copy
        finally:
            if copy:
                copy.path.unlink(missing_ok=True)
            if not waiting.exception() and (unread := waiting.result()):
                unread.path.unlink(missing_ok=True)


def _doubts(shape: Shape) -> str:
    keys = [(re.escape(f'"{key}"'.replace(".", POINT)),) for key in shape.dotted]
    tests = [
        " AND ".join(f"regexp_matches(content, {quoted(one)})" for one in patterns)
        for patterns in (*DOUBTS, *keys)
    ]
    return " OR ".join(f"({test})" for test in tests)


def _land_piece(to: _Job, copy: _Copy, result: Bulk) -> None:
    source, stages = _reader(to, copy), list[str]()
    try:
        for level, step in enumerate(to.shape.steps[:-1]):
            stages.append(landing.new_name("stage"))
            query = step.format(source=source)
            to.run(f"CREATE TEMP TABLE {stages[-1]} AS {query}")
            source = f"(SELECT * EXCLUDE rows, unnest(rows) AS r{level + 1} FROM {stages[-1]})"
        rows = _insert(to, to.shape.steps[-1].format(source=source), copy)
        records = to.run(f"SELECT count(*) FROM {stages[0]}") if stages else rows
        _prove(to, copy, records, result)
        if stages:
            _note_rows(to, stages, records, rows, result)
    finally:
        for stage in stages:
            to.run(f"DROP TABLE IF EXISTS {stage}")
    result.rows += rows


def _reader(to: _Job, copy: _Copy) -> str:
    # A buffer of this size is needed only where few records make up a piece.
    largest = max(copy.path.stat().st_size + 1, 1 << 24) if copy.records < 8 else 1 << 24
    return f"""(SELECT r AS r0 FROM read_json({quoted(str(copy.path))}, format = '{copy.format}',
        records = 'false', compression = 'none', maximum_object_size = {largest},
        columns = {{r: {quoted(to.shape.record)}}}))"""


def _insert(to: _Job, rows: str, copy: _Copy) -> int:
    """Insert rows with their points set back; how many they were."""
    try:
        return to.run(_insertion(to, rows, with_exponents=False))
    except duckdb.InvalidInputException:
        # A text such as 12e4 looks like a number that was written anew, but need not be one.
        test = f"regexp_matches(content, {quoted(EXPONENT)})"
        if to.run(f"SELECT count(*) FROM {copy.text} WHERE {test}"):
            raise
        return to.run(_insertion(to, rows, with_exponents=True))


def _insertion(to: _Job, rows: str, *, with_exponents: bool) -> str:
    values = "".join(f"{_exact(f'c{i}', with_exponents)}, " for i in range(to.shape.width))
    return f"INSERT INTO {to.target.table} SELECT {values}{to.target.index} FROM ({rows})"


def _exact(value: str, with_exponents: bool) -> str:
    """A value as it was written, or an error where DuckDB may have written it anew.

    Objects and lists come as text that DuckDB makes, which for a flat list is what we would make.
    """
    point = quoted(POINT)
    exponent = (
        ""
        if with_exponents
        else f"""
        WHEN {value} < ':' AND contains({value}, 'e')
            AND regexp_matches({value}, '^-?[0-9]+e[+-]?[0-9]+$') THEN error('rewritten')"""
    )
    return f"""CASE
        WHEN {value} >= '[' AND (starts_with({value}, '{{') OR (starts_with({value}, '[')
            AND regexp_matches({value}, '\\{{|\\\\|[0-9]e'))) THEN error('rewritten') {exponent}
        WHEN NOT contains({value}, '.') THEN {value}
        WHEN contains(replace({value}, {point}, ''), '.') THEN error('rewritten')
        ELSE replace({value}, {point}, '.') END"""


def _prove(to: _Job, copy: _Copy, records: int, result: Bulk) -> None:
    """That as many records were read as another way of counting finds."""
    counted = copy.records
    if copy.format == "array" and (not copy.mark or records != counted):
        result.mark = None
        counted = to.run(f"SELECT json_array_length(content) FROM {copy.text}")
    if result.mark is not None:
        result.mark = copy.mark
    if records != counted:
        raise DoubtError


def _note_rows(to: _Job, stages: Sequence[str], records: int, rows: int, result: Bulk) -> None:
    """How many rows each record gave, and how many had none to give."""
    if len(stages) > 1 and records > 1:
        raise DoubtError
    lacking = 0
    for stage in stages:
        lacking = to.run(f"SELECT count(*) FROM {stage} WHERE rows IS NULL")
        if lacking and not (to.may_lack_rows and stage == stages[-1]):
            raise DoubtError
    result.without_rows += lacking
    if len(stages) > 1:
        result.rows_of_record.append(rows)
        return
    query = f"SELECT coalesce(len(rows), 0)::INTEGER AS n FROM {stages[0]} ORDER BY rowid"
    counts = to.target.workbench.sql(query).to_arrow_table()["n"]
    result.rows_of_record.extend(counts.to_pylist())
