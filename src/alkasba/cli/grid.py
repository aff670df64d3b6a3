"""Tables of text: headers wrap at their underscores, figures are never cut."""

import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import click

from alkasba.cli.words import watches

GAP = "  "
NARROWEST_TEXT = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A header, its cells, and whether they are figures, which stand at the right."""

    title: str
    cells: Sequence[str]
    is_figure: bool = False

    @property
    def pieces(self) -> list[str]:
        """What a header may be cut into.

        >>> Column("net_sales (EUR)", []).pieces
        ['net_', 'sales', ' (EUR)']
        """
        name, blank, unit = self.title.partition(" ")
        *first, last = name.split("_")
        pieces = [f"{piece}_" for piece in first] + [last]
        return pieces + ([blank + unit] if unit else [])

    @property
    def body(self) -> int:
        """How wide its cells are."""
        return max(map(wide, self.cells), default=0)

    def width(self, header_at_most: int) -> int:
        """How wide it is where its header takes no more than that, if it can be cut so far."""
        header = max(wide(line.strip()) for line in self.header(header_at_most))
        return max(self.body, header)

    def header(self, width: int) -> list[str]:
        """The header in lines of that width, as far as its pieces allow."""
        lines = [""]
        for piece in self.pieces:
            if lines[-1] and wide(lines[-1] + piece) > width:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.strip()
        return lines


def print_grid(columns: Sequence[Column]) -> None:
    """To stdout: as wide as the terminal, or as wide as needed where there is none."""
    width = shutil.get_terminal_size().columns if watches(sys.stdout) else None
    header, body = grid(columns, width=width)
    for line in header:
        click.secho(line, bold=True)
    if body:
        click.echo("\n".join(body))


def grid(columns: Sequence[Column], *, width: int | None = None) -> tuple[list[str], list[str]]:
    """The lines of the header and of the body; no wider than `width` if that can be."""
    widths = _widths(columns, width)
    headers = [column.header(size) for column, size in zip(columns, widths, strict=True)]
    height = max((len(lines) for lines in headers), default=0)
    raised = [[""] * (height - len(lines)) + lines for lines in headers]
    header = [_line(columns, widths, cells) for cells in zip(*raised, strict=True)]
    body = []
    for cells in zip(*(column.cells for column in columns), strict=True):
        body += _row(columns, widths, cells)
    return header, body


def _widths(columns: Sequence[Column], width: int | None) -> list[int]:
    """The widest that fit: first headers are cut, then texts."""
    longest = max((wide(column.title) for column in columns), default=0)
    widths = [column.width(longest) for column in columns]
    room = None if width is None else width - len(GAP) * (len(columns) - 1)
    if room is None or sum(widths) <= room:
        return widths
    for at_most in range(longest, 0, -1):
        widths = [column.width(at_most) for column in columns]
        if sum(widths) <= room:
            return widths
    return _with_cut_texts(columns, widths, room)


def _with_cut_texts(columns: Sequence[Column], widths: list[int], room: int) -> list[int]:
    texts = [i for i, column in enumerate(columns) if not column.is_figure]
    widths = list(widths)
    while sum(widths) > room and any(widths[i] > NARROWEST_TEXT for i in texts):
        widest = max(texts, key=lambda i: widths[i])
        widths[widest] -= 1
    return widths


def _row(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str]) -> list[str]:
    """One row, in several lines where a text is wider than its column."""
    parts = [
        [cell]
        if column.is_figure or wide(cell) <= size
        else textwrap.wrap(cell, size, break_on_hyphens=False)
        for column, size, cell in zip(columns, widths, cells, strict=True)
    ]
    height = max(map(len, parts))
    filled = [part + [""] * (height - len(part)) for part in parts]
    return [_line(columns, widths, line) for line in zip(*filled, strict=True)]


def _line(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str]) -> str:
    padded = [
        " " * (size - wide(cell)) + cell if column.is_figure else cell + " " * (size - wide(cell))
        for column, size, cell in zip(columns, widths, map(str.strip, cells), strict=True)
    ]
    return GAP.join(padded).rstrip()


def wide(text: str) -> int:
    """The places that a text takes on a terminal.

    >>> wide("Mint"), wide("薄荷")
    (4, 4)
    """
    return sum(_places(sign) for sign in text)


def _places(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
