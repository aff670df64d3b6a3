"""A report as a workbook: a sheet that says what it is, then the tiles, with real numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook

from alkasba.derive.figures import pattern
from alkasba.derive.web.answer import Shown, compared, reached
from alkasba.derive.web.telling import unit_of
from alkasba.derive.web.words import DIRECTION, SIGNS, say
from alkasba.web.cards import Card, Cell, Grid, Reader, matrix_of
from alkasba.web.report.content import Part, Report
from alkasba.web.report.made import Made
from alkasba.web.report.native_chart import draw_charts, drawn_of
from alkasba.web.report.pen import Looks, Pen, clean
from alkasba.web.report.sheet_names import sheet_names
from alkasba.web.report.slices import slices

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
A4 = 9
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
NARROWEST, WIDEST, LOOKED_AT = 10, 48, 500
"""How wide a column may be, in signs, and how many rows are looked at for it."""
FIGURES = ("value", "change", "target", "of_target")
"""The columns of the numbers that are figures themselves."""
QUIET, LINK = "#56625b", "#1d4d35"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet before it is written; `shown` is the tile that is drawn on it."""

    title: str
    part: Part
    grid: Grid | None
    notes: list[str]
    shown: Shown | None = None


def make(report: Report) -> Made:
    """The report as XLSX; the same report gives the same bytes."""
    file = BytesIO()
    book = Workbook(file, OPTIONS)
    made = report.finished.replace(tzinfo=None)
    book.set_properties(
        {"title": clean(report.title), "subject": clean(report.shop), "created": made}
    )
    looks = Looks(book)
    sheets = [sheet for part in report.parts for sheet in _sheets(part)]
    cover, *names = sheet_names([say(report.language, "home"), *(one.title for one in sheets)])
    _cover(_pen(book, looks, report, cover), report, dict(zip(names, sheets, strict=True)))
    for name, sheet in zip(names, sheets, strict=True):
        _sheet(_pen(book, looks, report, name), book, sheet, report.language)
    book.close()
    return Made(file.getvalue())


def _sheets(part: Part) -> list[Sheet]:
    """The numbers of a dashboard on one sheet, then one for each other tile."""
    pairs = list(zip(part.cards, part.tiles, strict=True))
    numbers = [(card, shown) for card, shown in pairs if card.show == "number"]
    found = [Sheet(part.title, part, _numbers(part.reader, numbers), [])] if numbers else []
    for card, shown in pairs:
        if card.show != "number":
            found.append(_of_tile(part, card, shown))
    return found


def _of_tile(part: Part, card: Card, shown: Shown) -> Sheet:
    """A tile that is drawn by two columns has the second along the top, as its chart needs it."""
    language, grid = part.reader.language, card.grid
    if card.charts and len(shown.by) == 2 and len(shown.columns) == 3:
        grid = matrix_of(part.reader, shown)
    notes = card.notes if not card.is_empty else [say(language, "nothing"), *card.notes]
    drawn, there = drawn_of(shown, grid) if card.charts and grid else (0, 0)
    if drawn < there:
        write = SIGNS[language].write
        notes = [*notes, say(language, "first_bars", rows=write(drawn), all=write(there))]
    return Sheet(card.title, part, grid, notes, shown if card.charts else None)


def _numbers(reader: Reader, tiles: Iterable[tuple[Card, Shown]]) -> Grid:
    """A row for each number: what it is compared with, the change, and what is to be reached."""
    words = ("figure", "value", "unit", "compare", "value", "change", "target", "of_target")
    heads = [Cell(_capital(say(reader.language, word)), word in FIGURES) for word in words]
    return Grid([heads], [_number(reader, card, shown) for card, shown in tiles])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(reader: Reader, card: Card, shown: Shown) -> list[Cell]:
    found, unit = compared(shown), unit_of(reader.shop, shown.measures[0])
    change, form = card.change, pattern([found.value, found.other], unit)
    goal = reached(shown)
    aim = pattern([goal.other], unit_of(reader.shop, shown.target)) if goal else ""
    return [
        Cell(card.title),
        Cell(card.figure, True, value=found.value, pattern=form),
        Cell(card.unit),
        Cell(change.with_what if change else ""),
        Cell(change.other if change else "", True, value=found.other, pattern=form),
        Cell("", True, value=found.change, pattern="+0.0%;-0.0%;0.0%"),
        Cell(card.target.other if card.target else "", True, "", 1, goal and goal.other, aim),
        Cell("", True, value=goal and goal.change, pattern="0.0%"),
    ]


def _pen(book: Workbook, looks: Looks, report: Report, name: str) -> Pen:
    """A new sheet that prints well, from the right to the left where its language does."""
    sheet = book.add_worksheet(name)
    if DIRECTION[report.language] == "rtl":
        sheet.right_to_left()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    # A footer reads an ampersand as the begin of an order.
    sheet.set_footer("&L" + clean(report.title)[:90].replace("&", "&&") + "&R&P / &N")
    return Pen(sheet, looks)


def _cover(pen: Pen, report: Report, sheets: dict[str, Sheet]) -> None:
    """What the workbook is: shop, run, views, sheets, and what each measure means."""
    language = report.language
    pen.sheet.set_column(0, 0, 30)
    pen.sheet.set_column(1, 1, 90)
    pen.text(0, 0, report.shop, bold=True, font_size=16)
    run = [(say(language, "run"), report.run), (say(language, "run_of"), report.loaded)]
    at = _lines(pen, 1, run)
    for part in report.parts:
        pen.text(at + 1, 0, part.title, bold=True, font_size=13)
        at = _lines(pen, at + 2, part.facts)
        for name in (name for name, sheet in sheets.items() if sheet.part is part):
            # The address is made of a sheet that is there, never of a text of the shop.
            target = "internal:'" + name.replace("'", "''") + "'!A1"
            form = pen.looks(font_color=LINK, underline=1)
            pen.sheet.write_url(at, 0, target, form, name)
            pen.text(at, 1, sheets[name].title, text_wrap=True)
            at += 1
    _meanings(pen, at + 1, report)


def _meanings(pen: Pen, at: int, report: Report) -> None:
    pen.text(at, 0, say(report.language, "definition"), bold=True, font_size=13)
    lines = []
    for one in report.meanings:
        told = [one.about, *(f"{word}: {text}" for word, text in one.lines)]
        lines.append((one.title, "\n".join(filter(None, told))))
    _lines(pen, at + 1, lines)


def _lines(pen: Pen, at: int, lines: Iterable[tuple[str, str]]) -> int:
    """Lines of a word and what is said to it; gives the row after them."""
    for word, text in lines:
        pen.text(at, 0, word, font_color=QUIET)
        pen.text(at, 1, text, text_wrap=True)
        at += 1
    return at


def _sheet(pen: Pen, book: Workbook, sheet: Sheet, language: str) -> None:
    """A title, the view, what has to be known, the grid, and its charts beside it."""
    pen.text(0, 0, sheet.title, bold=True, font_size=13)
    facts = "; ".join(f"{word}: {text}" for word, text in sheet.part.facts)
    at = 1
    for line in (f"{sheet.part.title}. {facts}", *sheet.notes):
        pen.text(at, 0, line, font_color=QUIET)
        at += 1
    if sheet.grid is not None and sheet.grid.rows:
        begin = _grid(pen, at + 1, sheet.grid, say(language, "sheet_full"))
        if sheet.shown is not None:
            draw_charts(book, pen.sheet, sheet.part.reader, sheet.shown, sheet.grid, begin)


def _grid(pen: Pen, at: int, grid: Grid, full: str) -> int:
    """The grid from a row on; gives the row of its first values."""
    whole, grid = grid, slices(grid, MOST_COLUMNS - grid.titles)[0]
    for cells in grid.heads:
        _head(pen, at, cells)
        at += 1
    rows = grid.rows[: MOST_ROWS - at - 1]
    for number, cells in enumerate(rows, start=at):
        for column, cell in enumerate(cells):
            pen.cell(number, column, cell)
    if len(rows) < len(whole.rows) or len(grid.rows[0]) < len(whole.rows[0]):
        pen.text(at + len(rows), 0, full)
    pen.sheet.freeze_panes(at, grid.titles)
    for column in range(len(grid.rows[0])):
        pen.sheet.set_column(column, column, _width(grid, column))
    return at


def _head(pen: Pen, at: int, cells: list[Cell]) -> None:
    column = 0
    for cell in cells:
        side = "right" if cell.is_figure else "center" if cell.span > 1 else "left"
        said: dict[str, object] = {"bold": True, "bottom": 1, "text_wrap": True, "align": side}
        if cell.span > 1:
            pen.sheet.merge_range(at, column, at, column + cell.span - 1, "", pen.looks(**said))
        pen.text(at, column, cell.text, **said)
        column += cell.span


def _width(grid: Grid, column: int) -> int:
    heads = [cells[column].text for cells in grid.heads[-1:] if column < len(cells)]
    # A head may break into lines; a value may not.
    longest = max((len(row[column].text) for row in grid.rows[:LOOKED_AT]), default=0)
    words = [len(word) for text in heads for word in text.split()]
    return min(WIDEST, max(NARROWEST, longest, *words, 0) + 2)
