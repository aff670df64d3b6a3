"""Workbooks of spreadsheet programs: XLSX, XLSB, XLS and ODS, read by an optional package."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from importlib import import_module
from typing import IO, Any

from alkasba.errors import SourceError, did_you_mean
from alkasba.ports import OriginFile
from alkasba.sources.cell_errors import Faults, cell_faults
from alkasba.sources.cells import Row
from alkasba.sources.files import BROKEN, chunks

MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a workbook begins: as a zip archive, or as the old container of Office."""


class Workbook:
    """An open workbook."""

    def __init__(self, book: Any, data: IO[bytes]) -> None:
        self._book, self._data = book, data

    @property
    def visible(self) -> list[str]:
        """The sheets of cells that a person sees, in their order."""
        package = reader()
        shown, cells = package.SheetVisibleEnum.Visible, package.SheetTypeEnum.WorkSheet
        sheets = self._book.sheets_metadata
        return [one.name for one in sheets if (one.visible, one.typ) == (shown, cells)]

    @property
    def names(self) -> list[str]:
        """All its sheets."""
        return list(self._book.sheet_names)

    def matching(self, pattern: str) -> list[str]:
        """The sheets of that name, or the visible ones that fit a pattern like 20*."""
        if pattern in self.names:
            return [pattern]
        return [name for name in self.visible if fnmatchcase(name, pattern)]

    def sheet(self, name: str) -> "Sheet":
        """One sheet, read as a whole."""
        return Sheet(self._book.get_sheet_by_name(name))

    def faults(self, name: str) -> Faults:
        """The errors in a sheet."""
        self._data.seek(0)
        return cell_faults(self._data, name)


class Sheet:
    """The cells of one sheet, without the blank columns at its sides."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.name: str = sheet.name
        start, end = sheet.start or (0, 0), sheet.end or (-1, -1)
        self.first_column: int = start[1]
        self.width: int = end[1] - start[1] + 1
        self.merged: list[Any] = sheet.merged_cell_ranges or []

    def rows(self) -> Iterator[Row]:
        """Every row from the first of the sheet, also blank ones."""
        rows: Iterator[Row] = self._sheet.iter_rows()
        return rows


def reader() -> Any:
    """The package that reads workbooks."""
    try:
        # An optional extra: a shop without spreadsheets does not need it.
        return import_module("python_calamine")
    except ImportError:
        raise SourceError(
            "spreadsheets are read by a package that is not installed.",
            next_step="Run: pip install 'alkasba[spreadsheets]'",
        ) from None


def is_workbook(file: OriginFile) -> bool:
    """Whether a file begins like a workbook."""
    stream = chunks(file)
    first = next(stream, b"")
    stream.close()
    return first[:4] in MARKS


@contextmanager
def open_workbook(file: OriginFile) -> Iterator[Workbook]:
    """The workbook in a file; raises SourceError where it is locked or damaged."""
    package = reader()
    try:
        with (
            _opened(file) as data,
            package.CalamineWorkbook.from_filelike(data) as book,
        ):
            yield Workbook(book, data)
    except package.PasswordError:
        raise SourceError(
            "the workbook is protected by a password.",
            where=file.name,
            next_step="Save it again without a password.",
        ) from None
    except (package.CalamineError, *BROKEN) as error:
        # What the reader says of a damaged file may quote a cell.
        raise SourceError(
            f"the workbook is damaged or cut off ({type(error).__name__}).",
            where=file.name,
            next_step="Open it and save it again, or fetch it again.",
        ) from None


@contextmanager
def _opened(file: OriginFile) -> Iterator[IO[bytes]]:
    is_packed = file.member is not None or file.path.suffix.lower() in (".gz", ".zst")
    if is_packed:
        yield io.BytesIO(b"".join(chunks(file)))
        return
    with file.path.open("rb") as data:
        yield data


def no_such_sheet(book: Workbook, wanted: str) -> str:
    """A sentence on a sheet that is not there."""
    hint = did_you_mean(wanted, book.names)
    return f"there is no sheet '{wanted}'.{hint} It has: {', '.join(book.names)}"
