"""Writes cells of a workbook: a number as a number, a day as a day, the rest as text."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from alkasba.derive.values import as_text, writable
from alkasba.web.cards import Cell

LONGEST_TEXT = 32_767
"""Signs that a cell holds, counted as UTF-16 counts them."""
MOST_DIGITS = 15
"""Digits that a number of a spreadsheet keeps; what has more stands as text, to the last cent."""
Format = Any


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of a workbook, each made once."""

    book: Workbook
    made: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def __call__(self, **said: object) -> Format:
        key = tuple(sorted(said.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"valign": "top", **said})
        return self.made[key]


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes on one sheet."""

    sheet: Worksheet
    looks: Looks

    def text(self, at: int, column: int, text: str, **said: object) -> None:
        """A text, which is never a formula, a link or a number, also once its cell is edited."""
        quoted = {} if as_text(text) == text else {"quote_prefix": True}
        self.sheet.write_string(at, column, clean(text), self.looks(**said, **quoted))

    def cell(self, at: int, column: int, cell: Cell) -> None:
        """What a cell of a grid holds."""
        side = {"align": "right" if cell.is_figure else "left"} if cell.pattern else {}
        form = {"num_format": cell.pattern, **side}
        match cell.value:
            case date() as day if cell.pattern and not isinstance(day, datetime):
                self.sheet.write_datetime(at, column, day, self.looks(**form))
            case (int() | float() | Decimal()) as number if cell.pattern and fits(number):
                self.sheet.write_number(at, column, number, self.looks(**form))
            case _:
                self.text(at, column, cell.text, **side)


def fits(value: int | float | Decimal) -> bool:
    """Whether a number of a spreadsheet keeps it: all of a whole one, the cents of another.

    >>> fits(Decimal("748957.0200")), fits(Decimal("99999999999999.99")), fits(float("nan"))
    (True, False, False)
    """
    if isinstance(value, bool) or not isfinite(value):
        return False
    decimals = 0 if isinstance(value, int) else 2
    return isinstance(value, float) or abs(value) < 10 ** (MOST_DIGITS - decimals)


def clean(text: str) -> str:
    """A text that a cell can hold: what it has no way to write is shown as unknown, the rest cut.

    >>> clean("a\\ufffeb"), len(clean("x" * 40_000))
    ('a\ufffdb', 32767)
    """
    told = writable(text[:LONGEST_TEXT])
    return told.encode("utf-16-le")[: 2 * LONGEST_TEXT].decode("utf-16-le", errors="ignore")
