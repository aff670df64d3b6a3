"""Faultless JSON, read by DuckDB on all cores; whatever is in doubt is left to the careful reader.

DuckDB reads numbers as doubles unless they are too large, so each point is written as `.1E99`
before and set back after: every digit is kept, 1.10 as well as 0.5. What then still holds another
point was made by DuckDB, and is in doubt. A key that is asked for and stands twice is an error of
DuckDB's, and so is a value that is no list or object where one is needed.

Many pieces land with one statement: DuckDB reads them side by side, and a table that grows by
fewer rows at a time than DuckDB keeps together copies them once more.
"""

from array import array
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from glob import has_magic
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.sources import landing
from alkasba.sources.doubts import EXPONENT, is_doubtful
from alkasba.sources.pieces import DoubtError, Piece, starting_lines
from alkasba.sources.shapes import Shape, quoted

POINT = ".1E99"
# Records that land with one statement: twice what DuckDB keeps together, fewer if they are large.
RECORDS_AT_ONCE = 245_760
BYTES_AT_ONCE = 128 << 20
# The first time less, so that it soon has something to do: an empty table takes any number well.
FIRST_BYTES = 16 << 20


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


@dataclass(slots=True)
class _Copies:
    """Pieces that land together, each in a file of its own; `mark` is what counted the records."""

    format: str
    mark: bytes
    records: int = 0
    bytes: int = 0
    largest: int = 0
    paths: list[Path] = field(default_factory=list)

    @property
    def files(self) -> str:
        return f"[{', '.join(quoted(str(path)) for path in self.paths)}]"

    @property
    def text(self) -> str:
        return f"read_text({self.files})"

    def add(self, piece: Piece, path: Path) -> None:
        """Write one more piece, in such a way that no number of it is rounded."""
        size = path.write_bytes(piece.data.replace(b".", POINT.encode()))
        self.paths.append(path)
        self.records += piece.records
        self.bytes += size
        self.largest = max(self.largest, size)

    def delete(self) -> None:
        for path in self.paths:
            path.unlink()


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


def _copied(shape: Shape, parts: Iterable[Piece], folder: Path) -> Iterator[_Copies]:
    """The pieces as files, some together; the reader deletes them."""
    copies, at_most = None, FIRST_BYTES
    for place, piece in enumerate(parts):
        if is_doubtful(piece.data, shape.dotted):
            raise DoubtError
        copies = copies or _Copies(piece.format, piece.mark)
        copies.add(piece, folder / f"{place}.json")
        if copies.records >= RECORDS_AT_ONCE or copies.bytes >= at_most:
            yield copies
            copies, at_most = None, BYTES_AT_ONCE
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
        for level, step in enumerate(to.shape.steps[:-1]):
            stages.append(landing.new_name("stage"))
            query = step.format(source=source)
            to.run(f"CREATE TEMP TABLE {stages[-1]} AS {query}")
            source = f"(SELECT * EXCLUDE rows, unnest(rows) AS r{level + 1} FROM {stages[-1]})"
        rows = _insert(to, to.shape.steps[-1].format(source=source), copies)
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


def _insert(to: _Job, rows: str, copies: _Copies) -> int:
    """Insert rows with their points set back; how many they were."""
    try:
        return to.run(_insertion(to, rows, with_exponents=False))
    except duckdb.InvalidInputException:
        # A text such as 1e+22 looks like a number that was written anew, but need not be one.
        test = f"regexp_matches(content, {quoted(EXPONENT)})"
        if to.run(f"SELECT count(*) FROM {copies.text} WHERE {test}"):
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
    # Comparing costs next to nothing, searching does: by its first sign a value is no number behind
    # ':' and no list before '['. What DuckDB makes of 1e3 is 1000.0, and of 1e22 it is 1e+22.
    nested = f"""{value} >= '[' AND ({value} >= '{{' AND {value} < '|' OR {value} < '\\'
            AND (regexp_matches({value}, '\\{{|\\\\|[0-9]e')
                OR contains(replace({value}, {point}, ''), '.')))"""
    exponent = f"""
        WHEN {value} < ':' AND strlen({value}) BETWEEN 5 AND 24 AND contains({value}, 'e')
            AND regexp_matches({value}, '^-?[0-9]+e[+-][0-9]+$') THEN error('rewritten')"""
    return f"""CASE
        WHEN strlen({value}) >= 3 AND contains({value}, '.') THEN CASE
            WHEN {value} < ':' AND NOT contains({value}, {point}) OR {nested}
            THEN error('rewritten') ELSE replace({value}, {point}, '.') END
        {"" if with_exponents else exponent}
        WHEN {nested} THEN error('rewritten')
        ELSE {value} END"""


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
