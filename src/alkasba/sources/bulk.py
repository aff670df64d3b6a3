"""Faultless JSON, read by DuckDB; whatever is in doubt is left to the careful reader.

A value that DuckDB may have written anew is in doubt. A key that is asked for and stands twice is
an error of DuckDB's, and so is a value that is no list or object where one is needed.

One core makes copies that lose no digit, the other lands them. Some megabytes land with one
statement, so that neither waits long for the other, and many statements are one transaction: a
table that grows by fewer rows at a time than DuckDB keeps together copies them once more, and now
and then all that it holds; so it does where several cores append to it.
"""

from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from glob import has_magic
from itertools import accumulate, cycle
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

# Rows of one transaction: about what DuckDB keeps together, fewer if they are large.
ROWS_AT_ONCE = 122_880
BYTES_AT_ONCE = 64 << 20
# So many transactions at the same time, since copies are made faster than they land.
LANDERS = 2
# What lands with one statement: little at first, since that is read with more care, and then twice
# as much each time. Copies are made twice as fast as they land, so that none is waited for.
FIRST_BYTES = 1 << 20
BYTES_A_STATEMENT = 8 << 20


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
    having: str = field(default_factory=partial(landing.new_name, "having"), init=False)
    lacking: str = field(default_factory=partial(landing.new_name, "lacking"), init=False)

    def run(self, query: str) -> int:
        return self.target.run(query)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Keep the sequences that count records as they pass: those that have rows, and others."""
        try:
            for name in (self.having, self.lacking):
                self.run(f"CREATE TEMP SEQUENCE {name}")
            yield
        finally:
            for name in (self.having, self.lacking):
                self.run(f"DROP SEQUENCE IF EXISTS {name}")

    def passed(self) -> tuple[int, int]:
        """Where the sequences stand; to ask moves each on by one."""
        having, lacking = (self.run(f"SELECT nextval('{n}')") for n in (self.having, self.lacking))
        return having, lacking


class _Landed(NamedTuple):
    """How many records landed, how many rows they gave, and how many records have none to give."""

    records: int
    rows: int
    lacking: int = 0


@dataclass(slots=True)
class _Copies:
    """Pieces that land together as one file; `mark` is what counted the records."""

    path: Path
    format: str
    mark: bytes
    is_flat: bool = True
    records: int = 0
    bytes: int = 0
    largest: int = 0

    def add(self, piece: Piece) -> None:
        """Write one more piece, in such a way that no number of it is rounded."""
        data = exact.written(piece.data)
        if self.bytes:
            _append(self.path, data, is_array=self.format == "array")
        else:
            self.path.write_bytes(data)
        self.records += piece.records
        self.bytes += len(data)
        self.largest = max(self.largest, len(data))
        self.is_flat &= piece.is_flat


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
            job.counting(),
            TemporaryDirectory(dir=scratch) as folder,
            closing(_ahead(_copied(shape, parts, Path(folder)))) as all_copies,
        ):
            for copies, found in _all_landed(job, all_copies):
                _account(job, copies, found, result)
                copies.path.unlink()
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
            copies.path.unlink()
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
        path = folder / f"{landing.new_name('copy')}.json"
        copies = copies or _Copies(path, piece.format, piece.mark)
        copies.add(piece)
        if copies.bytes >= at_most:
            yield copies
            copies, at_most = None, min(2 * at_most, BYTES_A_STATEMENT)
    if copies:
        yield copies


def _ahead(copied: Iterator[_Copies]) -> Generator[_Copies, None, None]:
    """The same copies, the next ones made while the last land."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, copied, None)
        while copies := waiting.result():
            waiting = pool.submit(next, copied, None)
            yield copies


def _all_landed(to: _Job, all_copies: Iterator[_Copies]) -> Iterator[tuple[_Copies, _Landed]]:
    """Land copies one after the other, most of them many in one transaction."""
    # What the first one tells is used by the others; and whatever makes a table of its own could
    # not clean up in a transaction that has failed.
    is_alone = len(to.shape.steps) > 2
    at_most = BYTES_AT_ONCE
    for first in all_copies:
        found = _landed(to, first)
        yield first, found
        at_most = min(at_most, first.bytes * ROWS_AT_ONCE // max(1, found.rows))
        if not is_alone:
            break
    with ExitStack() as stack:
        landers = cycle([stack.enter_context(_lander(to)) for _ in range(LANDERS)])
        running = deque[_Group]()
        for copies in all_copies:
            if not running or running[-1].bytes >= at_most:
                if len(running) == LANDERS:
                    yield from running.popleft().landed(to)
                running.append(_Group(next(landers)))
            running[-1].add(copies, _first_tell(to, copies))
        while running:
            yield from running.popleft().landed(to)


@dataclass(frozen=True, slots=True)
class _Lander:
    """A connection in a thread of its own, and the job that it does there."""

    job: _Job
    pool: ThreadPoolExecutor


@contextmanager
def _lander(to: _Job) -> Iterator[_Lander]:
    with (
        closing(to.target.workbench.cursor()) as db,
        ThreadPoolExecutor(1) as pool,
    ):
        job = replace(to, target=replace(to.target, workbench=db))
        with job.counting():
            try:
                yield _Lander(job, pool)
            finally:
                # What is under way ends first; whatever nobody asked for is none of the table's.
                pool.shutdown(cancel_futures=True)
                with suppress(duckdb.TransactionException):
                    db.rollback()


@dataclass(slots=True)
class _Group:
    """Copies that land in one transaction, which ends in its turn: rows keep their order.

    Where it fails, each of them lands once more by itself.
    """

    lander: _Lander
    copies: list[_Copies] = field(default_factory=list)
    landing: list["Future[_Landed]"] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        return sum(copies.bytes for copies in self.copies)

    def add(self, copies: _Copies, tell: exact.Tell) -> None:
        """Land more copies as soon as those before them have landed."""
        job = self.lander.job
        if not self.copies:
            job.target.workbench.begin()
        self.copies.append(copies)
        self.landing.append(self.lander.pool.submit(_filled, job, copies, tell))

    def landed(self, to: _Job) -> list[tuple[_Copies, _Landed]]:
        """What became of the copies, when all have landed."""
        db = self.lander.job.target.workbench
        try:
            found = [one.result() for one in self.landing]
            db.commit()
        except duckdb.InvalidInputException:
            wait(self.landing)
            db.rollback()
            found = [_landed(to, copies) for copies in self.copies]
        return list(zip(self.copies, found, strict=True))


def _account(to: _Job, copies: _Copies, found: _Landed, result: Bulk) -> None:
    """Add what landed to what became of the file, unless it is in doubt."""
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
        try:
            return _filled(to, copies, _first_tell(to, copies))
        except duckdb.InvalidInputException:
            pass  # What is wrong, if anything, is found out below.
    found = _landed_carefully(to, copies)
    if before is not None or not to.has_looked:
        now = _look(to)
        # Where no more hold points than before, something else made the reading doubtful.
        is_known = before is not None and now.pointed <= before.pointed
        to.seen, to.has_looked = None if is_known else now, True
    return found


def _first_tell(to: _Job, copies: _Copies) -> exact.Tell:
    """How values are told as long as nothing is wrong."""
    if to.seen is None:
        return partial(exact.careful, with_exponents=False)
    return partial(exact.quick, seen=to.seen, may_nest=not copies.is_flat)


def _landed_carefully(to: _Job, copies: _Copies) -> _Landed:
    try:
        return _filled(to, copies, partial(exact.careful, with_exponents=False))
    except duckdb.InvalidInputException:
        # A text such as 1e+22 looks like a number that was written anew, but need not be one.
        if holds(copies.path.read_bytes(), EXPONENT):
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
    counted = f"""CASE WHEN rows IS NULL THEN CASE WHEN nextval('{to.lacking}') > 0 THEN rows END
        WHEN nextval('{to.having}') > 0 THEN rows END AS rows"""
    before = to.passed()
    rows = _insert(to, _unnested(f"({_selected(to, 0, source, tell, [counted])})", 1), tell)
    having, lacking = (now - then - 1 for now, then in zip(to.passed(), before, strict=True))
    return _Landed(having + lacking, rows, lacking)


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
    largest, path = max(copies.largest + 1, 1 << 20), quoted(str(copies.path))
    return f"""(SELECT r AS r0 FROM read_json({path}, format = '{copies.format}', records = 'false',
        compression = 'none', maximum_object_size = {largest},
        columns = {{r: {quoted(shape.record)}}}))"""


def _prove(to: _Job, copies: _Copies, records: int, result: Bulk) -> None:
    """That as many records were read as another way of counting finds."""
    counted = copies.records
    if copies.format == "array" and (not copies.mark or records != counted):
        result.mark = None
        text = f"read_text({quoted(str(copies.path))})"
        counted = to.run(f"SELECT json_array_length(content)::BIGINT FROM {text}")
    if result.mark is not None:
        result.mark = copies.mark
    if records != counted:
        raise DoubtError
