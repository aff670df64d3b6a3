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
from glob import has_magic
from itertools import accumulate, compress
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryDirectory

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
FILE_BYTES = 8 << 20


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
    """The landing of one file.

    `pointed` are the values of each step that are known to hold points, as far as one has looked;
    None where that does not help to read them quickly.
    """

    target: Target
    shape: Shape
    may_lack_rows: bool
    pointed: dict[int, frozenset[str] | None] = field(default_factory=dict)

    def run(self, query: str) -> int:
        return self.target.run(query)

    def taken(self, level: int) -> tuple[str, ...]:
        return self.shape.taken[level]


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
    source, stages = _reader(to, copies), list[str]()
    try:
        for level in range(len(to.shape.steps) - 1):
            stages.append(landing.new_name("stage"))
            _land_step(to, copies, level, source, stages[-1])
            source = f"(SELECT * EXCLUDE rows, unnest(rows) AS r{level + 1} FROM {stages[-1]})"
        rows = _land_step(to, copies, len(stages), source, to.target.table)
        records = to.run(f"SELECT count(*) FROM {stages[0]}") if stages else rows
        _prove(to, copies, records, result)
        if stages:
            _note_rows(to, stages, records, rows, result)
    finally:
        for stage in stages:
            to.run(f"DROP TABLE IF EXISTS {stage}")
    result.rows += rows


def _reader(to: _Job, copies: _Copies) -> str:
    # The size of DuckDB's buffers: no piece, and so no record, is larger.
    largest = max(copies.largest + 1, 1 << 20)
    return f"""(SELECT r AS r0 FROM read_json({copies.files}, format = '{copies.format}',
        records = 'false', compression = 'none', maximum_object_size = {largest},
        columns = {{r: {quoted(to.shape.record)}}}))"""


def _land_step(to: _Job, copies: _Copies, level: int, source: str, table: str) -> int:
    """Put the rows of a level into a table, each value as it was written; how many they were."""
    pointed = to.pointed.get(level)
    if pointed is not None:
        told = exact.quick(to.taken(level), pointed, may_nest=not copies.is_flat)
        try:
            return to.run(_filling(to, level, source, table, told))
        except duckdb.InvalidInputException:
            pass  # What is wrong, if anything, is found out below.
    rows = _land_carefully(to, copies, level, source, table)
    if level not in to.pointed:
        to.pointed[level] = _with_points(to, level, table)
    elif pointed is not None:
        found = _with_points(to, level, table)
        # Where none is new, it was not a point that made the reading doubtful.
        to.pointed[level] = None if found <= pointed else found | pointed
    return rows


def _land_carefully(to: _Job, copies: _Copies, level: int, source: str, table: str) -> int:
    taken = to.taken(level)
    try:
        told = exact.careful(taken, with_exponents=False)
        return to.run(_filling(to, level, source, table, told))
    except duckdb.InvalidInputException:
        # A text such as 1e+22 looks like a number that was written anew, but need not be one.
        if any(holds(path.read_bytes(), EXPONENT) for path in copies.paths):
            raise
        told = exact.careful(taken, with_exponents=True)
        return to.run(_filling(to, level, source, table, told))


def _filling(to: _Job, level: int, source: str, table: str, told: tuple[Sequence[str], str]) -> str:
    """The statement that puts the rows of a level into a table."""
    values, test = told
    exactly = dict(zip(to.taken(level), values, strict=True))
    columns = [f"{exactly.get(name, name)} AS {name}" for name in to.shape.values[level]]
    rows = f"FROM ({to.shape.steps[level].format(source=source)}) WHERE {test}"
    if table == to.target.table:
        return f"INSERT INTO {table} SELECT {', '.join(columns)}, {to.target.index} {rows}"
    return f"CREATE TEMP TABLE {table} AS SELECT {', '.join(['rows', *columns])} {rows}"


def _with_points(to: _Job, level: int, table: str) -> frozenset[str]:
    """The values of a level that hold points somewhere."""
    if not to.taken(level):
        return frozenset()
    of_file = f" WHERE _file = {to.target.index}" if table == to.target.table else ""
    query = f"SELECT {exact.with_point(to.taken(level))} FROM {table}{of_file}"
    row = to.target.workbench.execute(query).fetchone() or ()
    return frozenset(compress(to.taken(level), row))


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
