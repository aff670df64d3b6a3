"""Writes the workbooks that tests read."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P


def xlsx(rows: Sequence[Sequence[Any]] = (), **sheets: Sequence[Sequence[Any]]) -> bytes:
    """Rows in a sheet of their own, or several sheets by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, content in (sheets or {"Sheet": rows}).items():
        sheet = book.create_sheet(name)
        for place, row in enumerate(content, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    cell = sheet.cell(place, column, value)
                    if isinstance(value, str) and value.startswith("#"):
                        cell.data_type = "e"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(workbook: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with a text in one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            after.writestr(name, data)
    return out.getvalue()


def ods(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of OpenDocument; a pair is a type and a value as ODS writes them."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Sheet1")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _ods_cell(value: Any) -> TableCell:
    if isinstance(value, tuple):
        kind, told = value
        names = {"date": "datevalue", "boolean": "booleanvalue"}
        return TableCell(valuetype=kind, **{names.get(kind, "value"): told})
    if value is None:
        return TableCell()
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=value))
    return cell
