"""Faultless JSON, read by DuckDB; whatever is in doubt is left to the careful reader.

A value that DuckDB may have written anew is in doubt. A key that is asked for and stands twice is
an error of DuckDB's, and so is a value that is no list or object where one is needed.

One core makes copies that lose no digit, the other lands them. Many pieces land with one
statement: a table that grows by fewer rows at a time than DuckDB keeps together copies them once
more, as it does where several cores append to it.
"""

from array import array
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from glob import has_magic
from itertools import accumulate
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.sources import exact, landing
from alkasba.sources.doubts import EXPONENT, is_doubtful
from alkasba.sources.pieces import DoubtError, Piece, starting_lines
from alkasba.sources.searching import holds
from alkasba.sources.shapes import Shape, quoted

# Records that land with one statement: twice what DuckDB keeps together, fewer if they are large.
RECORDS_AT_ONCE = 245_760
BYTES_AT_ONCE = 128 << 20
# The first time less, so that it soon has something to do, and then more each time.
FIRST_BYTES = 2 << 20
GROWTH = 4
# What lies in one file; it may be read as a whole where something is in doubt.
FILE_BYTES = 16 << 20


@dataclass(slots=True)
class Bulk:
    """What became of a file: its rows, the records without any, and where records start.

    `mark` stands between two records; it is empty where a line end does, None where nobody knows.
    """

    rows: int = 0
    records: int = 0
    without_rows: int = 0
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
        (row,) = self.workbench.execute(query).fetchall()
        return [name for name, count in zip(names, row, strict=True) if not count]


@dataclass(slots=True)
class _Job:
    """The landing of one file; `seen` is what rows told so far of their values.

    It is None until some have landed, and once it did not help to read others quickly.
    """

    target: Target
    shape: Shape
    may_lack_rows: bool
    seen: exact.Seen | None = None
    has_looked: bool = False

    def run(self, query: str) -> int:
        return self.target.run(query)


class _Landed(NamedTuple):
    """How many records landed, how many rows they gave, and how many records have none to give."""

    records: int
    rows: int
    lacking: int = 0


@dataclass(slots=True)
class _Copies:
    """Pieces that land together, many in one file; `mark` is what counted the records."""

    folder: Path
    format: str
    mark: bytes
    is_flat: bool = True
    records: int = 0
    bytes: int = 0
    largest: int = 0
    paths: list[Path] = field(default_factory=list)
    last_bytes: int = 0

    @property
    def files(self) -> str:
        return f"[{', '.join(quoted(str(path)) for path in self.paths)}]"

    @property
    def text(self) -> str:
        return f"read_text({self.files})"

    def add(self, piece: Piece) -> None:
        """Write one more piece, in such a way that no number of it is rounded."""
        data = exact.written(piece.data)
        if self.paths and self.last_bytes + len(data) <= FILE_BYTES:
            _append(self.paths[-1], data, is_array=self.format == "array")
        else:
            self.paths.append(self.folder / f"{landing.new_name('copy')}.json")
            self.paths[-1].write_bytes(data)
            self.last_bytes = 0
        self.last_bytes += len(data)
        self.records += piece.records
        self.bytes += len(data)
        self.largest = max(self.largest, len(data))
        self.is_flat &= piece.is_flat

    def delete(self) -> None:
        for path in self.paths:
            path.unlink()


def _append(path: Path, data: bytes, *, is_array: bool) -> None:
    """Write more records behind those of a file."""
    with path.open("r+b") as file:
        if is_array:
            file.seek(-1, SEEK_END)
            file.write(b",")
            file.write(memoryview(data)[1:])
        else:
            file.seek(0, SEEK_END)
            file.write(data)


def land(
    target: Target, shape: Shape, parts: Iterable[Piece], scratch: Path, *, may_lack_rows: bool
) -> Bulk:
    """Append the rows of a file to the table; raises DoubtError with some of them landed."""
    if has_magic(str(scratch)):
        raise DoubtError
    scratch.mkdir(parents=True, exist_ok=True)
    result, job = Bulk(), _Job(target, shape, may_lack_rows)
    try:
        with (
            _on_one_core(target.workbench),
            TemporaryDirectory(dir=scratch) as folder,
            closing(_ahead(_copied(shape, parts, Path(folder)))) as all_copies,
        ):
            for copies in all_copies:
                _land_copies(job, copies, result)
                copies.delete()
    except (duckdb.DataError, duckdb.ProgrammingError):
        raise DoubtError from None
    return result


def rows_of_records(shape: Shape, parts: Iterable[Piece], scratch: Path) -> "array[int]":
    """How many rows each record of a file that has landed gives, in their order.

    Only what is wrong with a row asks for it, so that one more reading costs less than keeping it.
    """
    counts = array("i")
    scratch.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(dir=scratch) as folder,
        duckdb.connect(config={"threads": 1}) as connection,
    ):
        for copies in _copied(shape, parts, Path(folder)):
            rows = shape.steps[0].format(source=_reader(shape, copies))
            found = connection.sql(f"SELECT coalesce(len(rows), 0)::INTEGER AS n FROM ({rows})")
            counts.extend(found.to_arrow_table()["n"].to_pylist())
            copies.delete()
    return counts


def lines(
    mark: bytes, rows_of_record: Sequence[int], chunks: Iterable[bytes], positions: Sequence[int]
) -> dict[int, int]:
    """On which line of the text (UTF-8) the record of each of these rows starts.

    Where no number of rows is told, each record gave one.
    """
    ends = list(accumulate(rows_of_record))
    records = {place: bisect_right(ends, place) if ends else place for place in positions}
    wanted = set(records.values())
    starts = starting_lines(chunks, mark)
    found = {record: line for record, line in enumerate(starts) if record in wanted}
    return {place: found[record] for place, record in records.items()}


def _number(connection: DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchall()
    return int(found[0][0]) if found and isinstance(found[0][0], int) else 0


@contextmanager
def _on_one_core(workbench: DuckDBPyConnection) -> Iterator[None]:
    """Leave the other cores to those who make the copies."""
    before = _number(workbench, "SELECT current_setting('threads')")
    workbench.execute("SET threads = 1")
    try:
        yield
    finally:
        workbench.execute(f"SET threads = {before}")


def _copied(shape: Shape, parts: Iterable[Piece], folder: Path) -> Iterator[_Copies]:
    """The pieces as files, some together; the reader deletes them."""
    copies, at_most = None, FIRST_BYTES
    for piece in parts:
        if is_doubtful(piece.data, shape.dotted):
            raise DoubtError
        copies = copies or _Copies(folder, piece.format, piece.mark)
        copies.add(piece)
        if copies.records >= RECORDS_AT_ONCE or copies.bytes >= at_most:
            yield copies
            copies, at_most = None, min(at_most * GROWTH, BYTES_AT_ONCE)
    if copies:
        yield copies


def _ahead(copied: Iterator[_Copies]) -> Generator[_Copies, None, None]:
    """The same copies, the next ones made while the last land."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, copied, None)
        while copies := waiting.result():
            waiting = pool.submit(next, copied, None)
            yield copies


def _land_copies(to: _Job, copies: _Copies, result: Bulk) -> None:
    found = _landed(to, copies)
    _prove(to, copies, found.records, result)
    if found.lacking and not to.may_lack_rows:
        raise DoubtError
    result.rows += found.rows
    result.records += found.records
    # Whose rows the deeper levels hold is only told where there is one record.
    if len(to.shape.steps) > 2 and result.records > 1:
        raise DoubtError
    result.without_rows += found.lacking


def _landed(to: _Job, copies: _Copies) -> _Landed:
    """Land copies quickly where that leaves no doubt, else carefully."""
    before = to.seen
    if before is not None:
        quick = partial(exact.quick, seen=before, may_nest=not copies.is_flat)
        try:
            return _filled(to, copies, quick)
        except duckdb.InvalidInputException:
            pass  # What is wrong, if anything, is found out below.
    found = _landed_carefully(to, copies)
    if before is not None or not to.has_looked:
        now = _look(to)
        # Where no more hold points than before, something else made the reading doubtful.
        is_known = before is not None and now.pointed <= before.pointed
        to.seen, to.has_looked = None if is_known else now, True
    return found


def _landed_carefully(to: _Job, copies: _Copies) -> _Landed:
    try:
        return _filled(to, copies, partial(exact.careful, with_exponents=False))
    except duckdb.InvalidInputException:
        # A text such as 1e+22 looks like a number that was written anew, but need not be one.
        if any(holds(path.read_bytes(), EXPONENT) for path in copies.paths):
            raise
        return _filled(to, copies, partial(exact.careful, with_exponents=True))


def _look(to: _Job) -> exact.Seen:
    """What the rows that have landed tell of their values."""
    names = to.shape.values[-1]
    query = f"SELECT {exact.looking(names)} FROM {to.target.table} WHERE _file = {to.target.index}"
    (found,) = to.target.workbench.execute(query).fetchall()
    return exact.seen(names, found)


def _filled(to: _Job, copies: _Copies, tell: exact.Tell) -> _Landed:
    """Land the rows of copies, each value as it is told."""
    source = _reader(to.shape, copies)
    if len(to.shape.steps) == 1:
        rows = _insert(to, source, tell)
        return _Landed(rows, rows)
    if len(to.shape.steps) == 2:
        return _fill_at_once(to, source, tell)
    return _fill_in_stages(to, source, tell)


def _fill_at_once(to: _Job, source: str, tell: exact.Tell) -> _Landed:
    """Land rows inside of records; sequences count the records as they pass."""
    having, lacking = landing.new_name("having"), landing.new_name("lacking")
    try:
        for name in (having, lacking):
            to.run(f"CREATE TEMP SEQUENCE {name}")
        counted = f"""CASE WHEN rows IS NULL THEN CASE WHEN nextval('{lacking}') > 0 THEN rows END
            WHEN nextval('{having}') > 0 THEN rows END AS rows"""
        rows = _insert(to, _unnested(f"({_selected(to, 0, source, tell, [counted])})", 1), tell)
        found = [to.run(f"SELECT nextval('{name}') - 1") for name in (having, lacking)]
    finally:
        for name in (having, lacking):
            to.run(f"DROP SEQUENCE IF EXISTS {name}")
    return _Landed(sum(found), rows, found[1])


def _fill_in_stages(to: _Job, source: str, tell: exact.Tell) -> _Landed:
    """Land rows of deeper levels."""
    stages = list[str]()
    try:
        for level in range(len(to.shape.steps) - 1):
            stages.append(landing.new_name("stage"))
            query = _selected(to, level, source, tell, ["rows"])
            to.run(f"CREATE TEMP TABLE {stages[-1]} AS {query}")
            source = _unnested(stages[-1], level + 1)
        rows = _insert(to, source, tell)
        records = to.run(f"SELECT count(*) FROM {stages[0]}")
        lacking = [to.run(f"SELECT count(*) FROM {one} WHERE rows IS NULL") for one in stages]
    finally:
        for stage in stages:
            to.run(f"DROP TABLE IF EXISTS {stage}")
    if any(lacking[:-1]):
        raise DoubtError
    return _Landed(records, rows, lacking[-1])


def _insert(to: _Job, source: str, tell: exact.Tell) -> int:
    query = _selected(to, len(to.shape.steps) - 1, source, tell)
    return to.run(f"INSERT INTO {to.target.table} SELECT *, {to.target.index} FROM ({query})")


def _selected(
    to: _Job, level: int, source: str, tell: exact.Tell, others: Sequence[str] = ()
) -> str:
    """The rows of a level, with each value that is taken on it as it is told."""
    values, test = tell(to.shape.taken[level])
    told = dict(zip(to.shape.taken[level], values, strict=True))
    columns = [*others, *(f"{told.get(name, name)} AS {name}" for name in to.shape.values[level])]
    rows = to.shape.steps[level].format(source=source)
    return f"SELECT {', '.join(columns)} FROM ({rows}) WHERE {test}"


def _unnested(source: str, level: int) -> str:
    return f"(SELECT * EXCLUDE rows, unnest(rows) AS r{level} FROM {source})"


def _reader(shape: Shape, copies: _Copies) -> str:
    # The size of DuckDB's buffers: no piece, and so no record, is larger.
    largest = max(copies.largest + 1, 1 << 20)
    return f"""(SELECT r AS r0 FROM read_json({copies.files}, format = '{copies.format}',
        records = 'false', compression = 'none', maximum_object_size = {largest},
        columns = {{r: {quoted(shape.record)}}}))"""


def _prove(to: _Job, copies: _Copies, records: int, result: Bulk) -> None:
    """That as many records were read as another way of counting finds."""
    counted = copies.records
    if copies.format == "array" and (not copies.mark or records != counted):
        result.mark = None
        counted = to.run(f"SELECT sum(json_array_length(content))::BIGINT FROM {copies.text}")
    if result.mark is not None:
        result.mark = copies.mark
    if records != counted:
        raise DoubtError
