"""What stands on a tile, in the words of a language: figures, grids, charts, notes, links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from alkasba.derive.figures import figures, pattern
from alkasba.derive.values import to_json
from alkasba.derive.web.adding import adds_up
from alkasba.derive.web.answer import Row, Shown, compared, reached
from alkasba.derive.web.chart import Names, Spec, charts_of
from alkasba.derive.web.map import strangers
from alkasba.derive.web.members import has_pages
from alkasba.derive.web.reach import dimension_at, facts_of, filterable
from alkasba.derive.web.state import State
from alkasba.derive.web.step import step_into
from alkasba.derive.web.telling import (
    UNKNOWN,
    calendar_cell,
    called,
    title_of,
    told,
    unit_called,
    unit_of,
    value_called,
)
from alkasba.derive.web.words import SIGNS, say
from alkasba.model.dashboard import Dashboard
from alkasba.model.shop import Shop
from alkasba.web.addresses import member_address

MOST_STRANGERS = 10
"""Values that are named because no map has them."""
ROOM_FOR_COLUMNS = 5
"""Columns that are read at ease in half of the width."""
ENDINGS = ("_last_year", "_previous", "_change")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid; `href` is where it leads, `span` how many columns it stands over.

    `value` is the number or the day that a spreadsheet holds there, `pattern` how it shows it.
    `page` is where the member that it names has a page, `page_text` how the link to it is called.
    `sorted` is the order of the column below a header: ascending or descending.
    """

    text: str
    is_figure: bool = False
    href: str = ""
    span: int = 1
    value: object = None
    pattern: str = ""
    page: str = ""
    page_text: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of headers, and rows whose first `titles` cells name the row."""

    heads: list[list[Cell]]
    rows: list[list[Cell]]
    titles: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A number beside that of another period; the sign and a word say which way, not a colour."""

    text: str
    way: str
    other: str
    with_what: str


@dataclass(frozen=True, slots=True)
class Card:
    """A tile as it is laid out."""

    number: int
    show: str
    title: str
    is_empty: bool
    figure: str = ""
    unit: str = ""
    change: Change | None = None
    target: Change | None = None
    charts: list[str] = field(default_factory=list)
    grid: Grid | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def look(self) -> str:
        """What it shows, and whether it has so many columns that it needs the whole width."""
        is_broad = self.grid is not None and len(self.grid.heads[-1]) > ROOM_FOR_COLUMNS
        return f"{self.show} broad" if is_broad and not self.charts else self.show


# Without slots, so that what all tiles have in common is kept once it was found.
@dataclass(frozen=True)
class Reader:
    """Who reads: the shop, the dashboard in its view, the language, whether the address says the
    language, and what else it says in every view."""

    shop: Shop
    dashboard: Dashboard
    state: State
    language: str
    says_language: bool = False
    kept: tuple[tuple[str, str], ...] = ()

    def query(self, state: State) -> str:
        """The part of an address that asks for a view; `kept` is what it says in every view."""
        pairs = [*self.kept, *state.pairs()]
        pairs += [("lang", self.language)] if self.says_language else []
        return f"?{urlencode(pairs)}" if pairs else "?"

    def paged(self, shown: Shown) -> dict[str, str]:
        """The dimension whose members have pages, for each column that names some."""
        facts = facts_of(self.shop, shown.measures)
        found = {term: dimension_at(self.shop, facts, term) for term in shown.by}
        return {
            term: table
            for term, table in found.items()
            if table and has_pages(self.shop, self.shop.tables[table])
        }

    def member(self, table: str, value: object, text: str) -> tuple[str, str]:
        """Where a member has its page, and how the link to it is called."""
        page = member_address(table, value, self.language if self.says_language else "")
        return page, say(self.language, "page_of_member", name=text)

    def label(self, shown: Shown, term: str, value: object) -> str:
        if text := value_called(self.shop, term, value, self.language):
            return text
        return told(shown, term, value, self.language)

    @cached_property
    def choosable(self) -> list[str]:
        """What a click may choose values of."""
        return filterable(self.shop, self.dashboard)

    def ways(self, shown: Shown) -> Callable[[Row], str]:
        """Where a click on a row of a tile leads."""
        return lambda row: self.query(step_into(shown, self.state, row, self.choosable))

    def _labels_apart(self, shown: Shown) -> dict[tuple[str, object], str]:
        """The label of each value that cuts; two that read alike would be one bar of a chart."""
        found: dict[tuple[str, object], str] = {}
        for at, term in enumerate(shown.by):
            taken: set[str] = set()
            for value in dict.fromkeys(row[at] for row in shown.rows):
                label = self.label(shown, term, value)
                found[term, value] = f"{label} ({value})" if label in taken else label
                taken.add(label)
        return found

    def names(self, shown: Shown) -> Names:
        """How a chart of a tile calls things."""
        apart = self._labels_apart(shown)
        return Names(
            heading=self.heading,
            label=lambda term, value: apart[term, value],
            unit=self.unit,
            go=self.ways(shown),
            adds_up=lambda column: column in self.shop.measures and adds_up(self.shop, column),
        )

    def unit(self, column: str) -> str:
        return unit_called(self.shop, unit_of(self.shop, column), self.language)

    def heading(self, column: str) -> str:
        """A column of an answer: a measure, that of another period, or the change."""
        for ending in ENDINGS:
            if column.endswith(ending) and column.removesuffix(ending) in self.shop.measures:
                word = say(self.language, ending[1:])
                told = called(self.shop, column.removesuffix(ending), self.language)
                return f"{told}, {word.lower()}"
        return called(self.shop, column, self.language)


def card_of(reader: Reader, shown: Shown) -> Card:
    """The tile with everything that stands on it."""
    is_number = shown.view.show == "number" and not shown.by
    specs = [] if is_number else charts_of(shown, reader.names(shown))
    figure, unit = _figure(reader, shown) if is_number else ("", "")
    return Card(
        shown.view.number,
        "number" if is_number else shown.view.show,
        title_of(reader.shop, shown.view.tile, reader.language),
        shown.is_empty,
        figure,
        unit,
        _change(reader, shown) if is_number else None,
        _target(reader, shown) if is_number else None,
        list(map(in_script, specs)),
        None if is_number or shown.is_empty else grid_of(reader, shown),
        _notes(reader, shown),
    )


def in_groups(cards: list[Card]) -> list[list[Card]]:
    """Numbers that follow each other stand in one row, apart from what is taller."""
    return [list(group) for _, group in groupby(cards, key=lambda card: card.show == "number")]


def in_script(spec: Spec) -> str:
    """JSON that can stand inside a script element, whatever text is in it."""
    text = to_json(spec)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def grid_of(reader: Reader, shown: Shown) -> Grid:
    """The answer as a grid; a matrix has the values of its second column along the top."""
    if shown.view.show == "matrix" and len(shown.by) == 2:
        return matrix_of(reader, shown)
    cuts = [Cell(reader.heading(term)) for term in shown.by]
    columns = shown.columns[len(shown.by) :]
    heads = [Cell(_with_unit(reader, column), is_figure=True) for column in columns]
    told = [_figures(reader, shown, column) for column in columns]
    go, paged = reader.ways(shown), reader.paged(shown)
    rows = [
        [*_titles(reader, shown, paged, row, go(row)), *(one[at] for one in told)]
        for at, row in enumerate(shown.rows)
    ]
    return Grid([[*cuts, *heads]], rows, len(shown.by))


def matrix_of(reader: Reader, shown: Shown) -> Grid:
    """The answer with the values of its first column down and those of its second along the top."""
    columns = shown.columns[2:]
    told = {column: _figures(reader, shown, column) for column in columns}
    cells = {(row[0], row[1], c): told[c][at] for at, row in enumerate(shown.rows) for c in columns}
    down = list(dict.fromkeys(row[0] for row in shown.rows))
    along = _in_order({row[1] for row in shown.rows})
    labels = [reader.label(shown, shown.by[1], value) for value in along]
    top = [Cell(reader.heading(shown.by[0]))]
    top += [Cell(label, len(columns) == 1, span=len(columns)) for label in labels]
    under = [Cell("")] + [Cell(_with_unit(reader, c), True) for _ in along for c in columns]
    go, paged = reader.ways(shown), reader.paged(shown)
    rows = [
        [_title(reader, shown, paged, 0, value, go((value,)))]
        + [cells.get((value, other, c), Cell("", True)) for other in along for c in columns]
        for value in down
    ]
    return Grid([top, under] if len(columns) > 1 else [top], rows)


def _titles(
    reader: Reader, shown: Shown, paged: Mapping[str, str], row: Row, href: str
) -> list[Cell]:
    """What a row was cut by; the first leads to the view of that row alone."""
    return [
        _title(reader, shown, paged, at, row[at], "" if at else href) for at in range(len(shown.by))
    ]


def _in_order(values: set[object]) -> list[object]:
    """Values as they follow each other, whichever row had them first; what is blank comes last."""
    known: list[Any] = [value for value in values if value not in (None, UNKNOWN)]
    return [*sorted(known), *(value for value in (UNKNOWN, None) if value in values)]


def _title(
    reader: Reader, shown: Shown, paged: Mapping[str, str], at: int, value: object, href: str = ""
) -> Cell:
    term = shown.by[at]
    text = reader.label(shown, term, value)
    held, form = calendar_cell(term, value, reader.language)
    # Facts may name a member that the dimension does not have.
    is_paged = term in paged and value in shown.labels.get(term, {})
    page, called = reader.member(paged[term], value, text) if is_paged else ("", "")
    return Cell(text, href=href, value=held, pattern=form, page=page, page_text=called)


def _figures(reader: Reader, shown: Shown, column: str) -> list[Cell]:
    at = shown.columns.index(column)
    values, unit = [row[at] for row in shown.rows], unit_of(reader.shop, column)
    texts, form = figures(values, unit, SIGNS[reader.language]), pattern(values, unit)
    return [
        Cell(text, True, value=value, pattern=form)
        for text, value in zip(texts, values, strict=True)
    ]


def _with_unit(reader: Reader, column: str) -> str:
    unit = reader.unit(column)
    return f"{reader.heading(column)} ({unit})" if unit and unit != "%" else reader.heading(column)


def _figure(reader: Reader, shown: Shown) -> tuple[str, str]:
    measure = shown.measures[0]
    unit = unit_of(reader.shop, measure)
    values = [shown.rows[0][0] if shown.rows else None]
    text = figures(values, unit, SIGNS[reader.language])[0]
    return text, "" if unit == "%" else reader.unit(measure)


def _change(reader: Reader, shown: Shown) -> Change | None:
    """How the number compares; nothing where it is compared with nothing."""
    found = compared(shown)
    if found.other is None:
        return None
    signs, unit = SIGNS[reader.language], unit_of(reader.shop, shown.measures[0])
    other = figures([found.other], unit, signs)[0]
    kind = shown.view.question.compare or "previous"
    with_what = say(reader.language, kind)
    if found.change is None:
        return Change("", "", other, with_what)
    way = "up" if found.change > 0 else "down" if found.change < 0 else ""
    text = figures([abs(found.change)], "%", signs)[0]
    return Change(text, way, other, with_what)


def _target(reader: Reader, shown: Shown) -> Change | None:
    """How much of what is to be reached the number is."""
    found = reached(shown)
    if found is None:
        return None
    signs = SIGNS[reader.language]
    goal = figures([found.other], unit_of(reader.shop, shown.target), signs)[0]
    part = "" if found.change is None else figures([found.change], "%", signs)[0]
    return Change(part, "", goal, say(reader.language, "target"))


def _notes(reader: Reader, shown: Shown) -> list[str]:
    """What a reader has to know of what is shown."""
    notes = []
    if shown.by != shown.view.tile.by:
        terms = ", ".join(map(reader.heading, shown.by))
        notes.append(say(reader.language, "cut_by", terms=terms))
    if shown.view.ignored:
        terms = ", ".join(map(reader.heading, shown.view.ignored))
        notes.append(say(reader.language, "not_filtered", terms=terms))
    if found := strangers(shown):
        told = [reader.label(shown, shown.by[0], value) for value in found[:MOST_STRANGERS]]
        more = ["…"] if found[MOST_STRANGERS:] else []
        notes.append(say(reader.language, "not_on_map", codes=", ".join(told + more)))
    if shown.is_cut:
        rows = SIGNS[reader.language].write(len(shown.rows))
        notes.append(say(reader.language, "cut", rows=rows))
    return notes
