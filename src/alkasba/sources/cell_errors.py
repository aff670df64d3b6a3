"""Cells of an XLSX sheet that hold an error, and formulas without a value.

The reader of workbooks gives both as blank, and a blank is not what the sheet says.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree

CHUNK = 1 << 20
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
IS_ERROR = re.compile(rb'\bt="e"')
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Faults:
    """Errors by row and column, both from 0, and how many formulas were never calculated."""

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    uncalculated: int = 0

    @property
    def count(self) -> int:
        """How many cells hold an error."""
        return sum(map(len, self.errors.values()))


def cell_faults(workbook: IO[bytes], sheet: str) -> Faults:
    """What is wrong in one sheet; nothing where the workbook is no XLSX."""
    faults = Faults()
    try:
        with zipfile.ZipFile(workbook) as archive:
            if part := _part_of(archive, sheet):
                with archive.open(part) as xml:
                    _look(xml, faults)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError):
        return Faults()
    return faults


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file in the archive that a sheet is kept in."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    told = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for one in told.iter():
        if one.tag.endswith("}sheet") and one.get("name") == sheet:
            target = targets.get(one.get(RELATION), "")
            return str(PurePosixPath("/xl") / target).lstrip("/")
    return None


def _look(xml: IO[bytes], faults: Faults) -> None:
    for attributes, body in _cells(xml):
        is_error = IS_ERROR.search(attributes)
        if not is_error and b"<f" not in body:
            continue
        value = VALUE.search(body)
        place = PLACE.search(attributes)
        if is_error and place:
            text = unescape(value[1].decode("utf-8", "replace")) if value else "#N/A"
            faults.errors.setdefault(int(place[2]) - 1, {})[_column(place[1])] = text
        faults.uncalculated += not is_error and value is None and b't="str"' not in attributes


def _cells(xml: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The cells with a formula or an error, in parts that hold whole cells."""
    rest = b""
    while chunk := xml.read(CHUNK):
        end = (rest := rest + chunk).rfind(b"<row") if len(rest) < CHUNK * 64 else len(rest)
        part, rest = (rest[:end], rest[end:]) if end > 0 else (b"", rest)
        if b't="e"' in part or b"<f" in part:
            yield from ((hit[1], hit[2] or b"") for hit in CELL.finditer(part))
    yield from ((hit[1], hit[2] or b"") for hit in CELL.finditer(rest))


def _column(letters: bytes) -> int:
    """From 0.

    >>> _column(b"A"), _column(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
