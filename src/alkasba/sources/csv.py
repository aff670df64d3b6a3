"""Rows from CSV files: DuckDB reads them all at once, the careful reader what does not add up."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.model.entry import Entry
from alkasba.model.read_source import read_files
from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import Landing, OriginFile, Unread
from alkasba.sources import files as origin_files
from alkasba.sources import landing, sheet
from alkasba.sources.lines import lines_after, lines_between, lines_by_quotes
from alkasba.sources.rejects import Rejects
from alkasba.sources.sheet import Sheet

# Text of one landing; a single file that is larger is landed alone.
BATCH_BYTES = 64 << 20
# DuckDB reads a file in parts, and copies the rows of a part once more where they are fewer than
# it keeps together. So a part holds somewhat more, where that takes no more than so much memory.
ROWS_A_PART = 122_880 * 5 // 4
PART_AT_LEAST, PART_AT_MOST = 8 << 20, 32 << 20


class CsvSource:
    """Files of delimited text, plain or packed."""

    def options(self, entry: Entry) -> None:
        """Nothing but the place of the files."""
        read_files(entry)

    def list_files(self, source: SourceDeclaration, folder: Path) -> list[OriginFile]:
        """What the patterns of the source find."""
        return origin_files.list_files(source, folder)

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
        """Land the files, those of one shape together; all columns, whatever is asked for."""
        for batch in _batches([sheet.examine(file, source) for file in files]):
            yield _land(workbench, batch, scratch)


@dataclass(slots=True)
class _Progress:
    """Where one batch stands: its table, what is unread, and which files need care."""

    table: str
    unread: list[Unread] = field(default_factory=list)
    careful: set[int] = field(default_factory=set)
    starts: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def _batches(sheets: Sequence[Sheet]) -> Iterator[list[Sheet]]:
    """Sheets of one shape in batches of bounded size; those without any go with the first."""
    shapes: dict[object, list[Sheet]] = {}
    for one in sheets:
        if one.names:
            shapes.setdefault((one.names, one.dialect), []).append(one)
    shapeless = [one for one in sheets if not one.names]
    for batch in (
        part
        for alike in shapes.values()
        for part in landing.parts(alike, size=lambda one: one.bytes, at_most=BATCH_BYTES)
    ):
        yield sorted([*batch, *shapeless], key=lambda one: one.file.name)
        shapeless = []
    if shapeless:
        yield shapeless


def _land(workbench: DuckDBPyConnection, sheets: list[Sheet], scratch: Path) -> Landing:
    sheets = [sheet.mended(one) if one.has_open_quote else one for one in sheets]
    shape = next((one for one in sheets if one.names), sheets[0])
    fast = [i for i, one in enumerate(sheets) if one.names and not one.is_careful]
    progress = _land_fast(workbench, sheets, fast, len(shape.names), scratch)
    progress.careful |= {i for i, one in enumerate(sheets) if one.names and one.is_careful}
    progress.unread += [one.unread() for one in sheets if one.fault]
    for i, one in enumerate(sheets):
        if i not in progress.careful:
            progress.unread += _spoiled(one)
    if progress.careful:
        sheets = _land_carefully(workbench, sheets, progress, len(shape.names))
    unread = sorted(progress.unread, key=lambda row: (row.file.name, row.line))

    def lines(index: int, positions: Sequence[int]) -> dict[int, int]:
        if index in progress.careful:
            return lines_after(progress.starts[index], positions)
        aside = {row.line for row in unread if row.file == sheets[index].file}
        if sheets[index].is_line_by_line:
            return lines_between(sheets[index].data_line, aside, positions)
        return lines_by_quotes(sheets[index], aside, positions)

    readings = [one.reading for one in sheets]
    only_spaces = all(one.only_spaces for one in sheets)
    return landing.proven(
        workbench, progress.table, shape.names, readings, unread, lines, only_spaces=only_spaces
    )


def _land_fast(
    workbench: DuckDBPyConnection,
    sheets: Sequence[Sheet],
    fast: Sequence[int],
    width: int,
    scratch: Path,
) -> _Progress:
    """Land all that DuckDB can read; files whose records do not add up are left for care."""
    copies = {i: _copy(sheets[i], scratch) for i in fast if not _is_direct(sheets[i])}
    paths = {i: copies.get(i, sheets[i].file.path) for i in fast if sheets[i].records}
    rejects = Rejects(workbench)
    try:
        table = _read_csv(workbench, sheets, paths, width, rejects) if paths else None
        found = rejects.by_file(sheets, paths) if table else {}
    except duckdb.InvalidInputException:
        return _Progress(landing.create(workbench, width), careful=set(paths))
    finally:
        rejects.drop()
        for copy in copies.values():
            copy.unlink(missing_ok=True)
    progress = _Progress(table or landing.create(workbench, width))
    landed = landing.rows_by_file(workbench, progress.table)
    for i in paths:
        aside = found.get(i, [])
        if aside is None or landed.get(i, 0) + len(aside) != sheets[i].records:
            progress.careful.add(i)
        else:
            progress.unread += aside
    return progress


def _spoiled(one: Sheet) -> list[Unread]:
    return [Unread(one.file, r.line, r.text, *r.fault) for r in one.spoiled if r.fault]


def _read_csv(
    workbench: DuckDBPyConnection,
    sheets: Sequence[Sheet],
    paths: Mapping[int, Path],
    width: int,
    rejects: Rejects,
) -> str:
    """A table of the files at these paths, in their order."""
    one = sheets[next(iter(paths))]
    table = landing.new_name()
    columns = [f"c{i}" for i in range(width)]
    places = ", ".join(_text(str(path)) for path in paths.values())
    quote = _text(one.dialect.quote or "")
    workbench.execute(f"""
        CREATE TABLE {table} AS
        SELECT {", ".join(columns)}, ({list(paths)})[file_index::BIGINT + 1]::INTEGER AS _file
        FROM read_csv(
            [{places}], auto_detect = false, header = false, skip = {int(one.has_header)},
            delim = {_text(one.dialect.delimiter)}, quote = {quote}, escape = {quote},
            columns = {{{", ".join(f"'{column}': 'VARCHAR'" for column in columns)}}},
            strict_mode = true, buffer_size = {_part_bytes([sheets[i] for i in paths])},
            {rejects.options}
        )""")
    return table


def _part_bytes(sheets: Sequence[Sheet]) -> int:
    """How many bytes of these files are read as one part."""
    records = sum(one.records for one in sheets)
    wanted = sum(one.bytes for one in sheets) * ROWS_A_PART // records
    return max(wanted, PART_AT_LEAST) if wanted <= PART_AT_MOST else PART_AT_LEAST


def _land_carefully(
    workbench: DuckDBPyConnection, sheets: Sequence[Sheet], progress: _Progress, width: int
) -> list[Sheet]:
    """A new table in the order of the files, with those that need care read record by record."""
    result, old = list(sheets), progress.table
    progress.table = landing.create(workbench, width)
    for is_careful, indexes in groupby(range(len(sheets)), progress.careful.__contains__):
        run = list(indexes)
        if not is_careful:
            workbench.execute(
                f"INSERT INTO {progress.table} SELECT * FROM {old} WHERE _file BETWEEN ? AND ?",
                [run[0], run[-1]],
            )
            continue
        for i in run:
            aside: list[Unread] = []
            starts = progress.starts[i] = []
            batches = landing.batches(_good_rows(sheets[i], aside, starts))
            landed = landing.append(workbench, progress.table, i, width, batches)
            result[i] = replace(sheets[i], records=landed + len(aside), spoiled=())
            progress.unread += aside
    workbench.execute(f"DROP TABLE {old}")
    return result


def _good_rows(
    one: Sheet, aside: list[Unread], starts: list[tuple[int, int]]
) -> Iterator[list[str | None]]:
    """The records that can be read; the others are put aside.

    `starts` takes the position and line of each record that does not start on the next line.
    """
    expected, position = 0, 0
    for record in sheet.rows(one):
        if record.fault:
            aside.append(Unread(one.file, record.line, record.text, *record.fault))
            continue
        if record.line != expected:
            starts.append((position, record.line))
        expected, position = record.line + 1, position + 1
        yield record.values


def _is_direct(one: Sheet) -> bool:
    """Whether DuckDB can read the file where it is; in a path it takes some signs for wildcards."""
    path = str(one.file.path)
    packed = path.lower().endswith((".gz", ".zst"))
    is_plain_path = not any(sign in path for sign in "*?[") and (
        not packed or path.endswith((".gz", ".zst"))
    )
    return one.is_as_it_lies and one.file.member is None and is_plain_path


def _copy(one: Sheet, scratch: Path) -> Path:
    """The file from its first line as UTF-8, to be deleted after landing."""
    scratch.mkdir(parents=True, exist_ok=True)
    path = scratch / f"{landing.new_name('copy')}.csv"
    with path.open("wb") as out:
        out.writelines(sheet.body(one))
    return path


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
