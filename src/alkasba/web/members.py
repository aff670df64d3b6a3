"""The pages of a dimension's members: the list, and one of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from alkasba.derive.figures import figures
from alkasba.derive.web.members import MemberPage, find_paged, has_pages
from alkasba.derive.web.state import State, read_state
from alkasba.derive.web.telling import (
    called,
    title_of_table,
    unit_called,
    unit_of,
    value_called,
    when,
)
from alkasba.derive.web.words import SIGNS, say
from alkasba.flows.members import Labels, Member, MemberList, Others, list_members, show_member
from alkasba.flows.serving import Edition
from alkasba.model.table import Column, Table
from alkasba.web.addresses import address_of, member_address
from alkasba.web.asked import MOST_PASSED, Part
from alkasba.web.cards import Card, Cell, Grid, Reader, card_of, in_groups
from alkasba.web.catalogue import Search
from alkasba.web.form import form_of
from alkasba.web.grids import FIGURES
from alkasba.web.visit import Named, Visit, Visited

router = APIRouter(include_in_schema=False)
ROWS_OF_A_PAGE = 50
LONGEST_KEY = 2_000
Key = Annotated[str, Query(max_length=LONGEST_KEY)]
FOREVER = ("1900-01-01", "9999-12-31")


@router.get("/tables/{name}")
def members(
    visited: Visited,
    name: str,
    q: Search = "",
    order: Named = "",
    offset: Annotated[int, Query(alias="rows_from", ge=0, le=MOST_PASSED)] = 0,
) -> Response:
    """The members of a dimension, by a search and in an order."""
    table = find_paged(visited.edition.shop, name)
    return visited.page("members.html", lambda: _list(visited, table, q, order, offset))


@router.get("/tables/{name}/member")
def member(visited: Visited, name: str, key: Key) -> Response:
    """One member, and what every fact tells of it."""
    table = find_paged(visited.edition.shop, name)
    return visited.page("member.html", lambda: _member(visited, table, key))


def _list(visited: Visit, table: Table, search: str, order: str, offset: int) -> dict[str, Any]:
    part = Part(offset, ROWS_OF_A_PAGE)
    found = list_members(
        visited.edition, table, search=search, order=order, limit=part.size + 1, offset=offset
    )

    def page(start: int) -> str:
        return list_address(table, visited.lang, search, order, start)

    return {
        "table": table,
        "title": title_of_table(visited.edition.shop, table, visited.language),
        "search": search,
        "order": order,
        "grid": list_grid(visited, found, search, order, part.size),
        "has_measures": bool(found.measures),
        "everything": list_address(table, visited.lang, "", order, 0),
        "next_page": page(offset + part.size) if part.has_more(len(found.rows)) else "",
        "previous_page": page(max(offset - part.size, 0)) if offset else "",
    }


def list_address(table: Table, lang: str, search: str, order: str, offset: int) -> str:
    """The address of a list: what is searched, in which order, from where."""
    start = offset or ""
    return address_of(f"/tables/{table.name}", lang, q=search, order=order, rows_from=start)


def list_grid(visited: Visit, found: MemberList, search: str, order: str, size: int) -> Grid:
    """The members; a header sorts by its column, and once more the other way round."""
    table, rows = found.table, found.rows[:size]
    columns = [*found.columns, *found.measures]
    heads = [_head(visited, found, name, search, order) for name in columns]
    cells = [
        _column_of(visited, found, name, [row[at] for row in rows])
        for at, name in enumerate(columns)
    ]
    keys = [row[found.columns.index(table.key[0])] for row in rows]
    hrefs = [member_address(table.name, key, visited.lang) for key in keys]
    cells[0] = [
        Cell(cell.text or str(key), cell.is_figure, href)
        for cell, key, href in zip(cells[0], keys, hrefs, strict=True)
    ]
    return Grid([heads], [list(row) for row in zip(*cells, strict=True)])


def _head(visited: Visit, found: MemberList, name: str, search: str, order: str) -> Cell:
    is_measure = name in found.measures
    is_figure = is_measure or found.table.columns[name].type in FIGURES
    used = order or (f"-{found.measures[0]}" if found.measures else found.columns[0])
    is_down = used == f"-{name}"
    turned = name if is_down or (used != name and not is_figure) else f"-{name}"
    href = list_address(found.table, visited.lang, search, turned, 0)
    way = {name: "ascending", f"-{name}": "descending"}.get(used, "")
    unit = unit_of(visited.edition.shop, name) if is_measure else found.table.columns[name].unit
    told = called(visited.edition.shop, name, visited.language)
    unit = unit_called(visited.edition.shop, unit, visited.language)
    text = f"{told} ({unit})" if unit and unit != "%" else told
    return Cell(text, is_figure, href, sorted=way)


def _column_of(visited: Visit, found: MemberList, name: str, values: list[object]) -> list[Cell]:
    signs = SIGNS[visited.language]
    if name in found.measures:
        unit = unit_of(visited.edition.shop, name)
        return [Cell(text, True) for text in figures(values, unit, signs)]
    column = found.table.columns[name]
    if column.type in FIGURES:
        return [Cell(text, True) for text in figures(values, column.unit or "-", signs)]
    return [value_cell(visited, column, value, found.labels) for value in values]


def value_cell(visited: Visit, column: Column, value: object, labels: Labels) -> Cell:
    """A value of a column; what it refers to is told by its name, and leads to its page."""
    if value is None:
        return Cell("")
    if column.refers is not None:
        text = labels.get(column.name, {}).get(value)
        is_paged = text and has_pages(
            visited.edition.shop, visited.edition.shop.tables[column.refers]
        )
        href = member_address(column.refers, value, visited.lang) if is_paged else ""
        return Cell(text or str(value), href=href)
    if column.type in FIGURES:
        return Cell(figures([value], column.unit or "-", SIGNS[visited.language])[0])
    if isinstance(value, bool):
        return Cell(figures([value], "", SIGNS[visited.language])[0])
    if isinstance(value, str):
        read = value_called(visited.edition.shop, column.name, value, visited.language)
        return Cell(read or value)
    return Cell(when(value, visited.language))


def _member(visited: Visit, table: Table, key: str) -> dict[str, Any]:
    shop, language = visited.edition.shop, visited.language
    pairs = visited.request.query_params.multi_items()

    def read(page: MemberPage) -> State:
        return read_state(shop, page.dashboard, pairs)

    found = show_member(visited.edition, table, key, read)
    reader = _reader(visited, found, read(found.page))
    cards = [card_of(reader, tile) for tile in found.shown.tiles]
    return {
        "table": table,
        "key": key,
        "title": found.name,
        "back": title_of_table(shop, table, language),
        "back_to": address_of(f"/tables/{table.name}", visited.lang),
        "form": form_of(reader, found.shown),
        "newest": when(found.shown.newest, language) if found.shown.newest else "",
        "values": _values(visited, found),
        "history": _history(visited, found),
        "others": [_others(visited, other) for other in found.others],
        "sections": [
            (
                _section_title(visited.edition, one.fact, one.reference, language),
                _groups(cards, one.tiles),
            )
            for one in found.page.sections
        ],
    }


def _reader(visited: Visit, found: Member, state: State) -> Reader:
    return Reader(
        visited.edition.shop,
        found.page.dashboard,
        state,
        visited.language,
        bool(visited.lang),
        (("key", found.key),),
    )


def _section_title(edition: Edition, fact: str, reference: str, language: str) -> str:
    """The fact; where it names members in a column called otherwise, also that column."""
    table = edition.shop.tables[fact]
    title = title_of_table(edition.shop, table, language)
    is_plain = reference == table.references[reference]
    return title if is_plain else f"{title} · {called(edition.shop, reference, language)}"


def _groups(cards: list[Card], numbers: tuple[int, ...]) -> list[list[Card]]:
    return in_groups([card for card in cards if card.number in numbers])


def _values(visited: Visit, found: Member) -> list[tuple[str, str, Cell]]:
    """Every column that says something: its heading, its unit, its value."""
    columns = found.table.columns
    return [
        (
            called(visited.edition.shop, name, visited.language),
            unit_called(visited.edition.shop, columns[name].unit, visited.language),
            value_cell(visited, columns[name], value, found.labels),
        )
        for name, value in found.values.items()
        if value is not None
    ]


def _history(visited: Visit, found: Member) -> Grid | None:
    """The versions of what is kept over time, the newest first."""
    if not found.versions:
        return None
    language, table = visited.language, found.table
    heads = [Cell(say(language, "valid_from")), Cell(say(language, "valid_to"))]
    heads += [Cell(called(visited.edition.shop, name, language)) for name in table.history]
    rows = [
        [
            Cell(_end(row[0], "always", language)),
            Cell(_end(row[1], "still", language)),
            *(
                value_cell(visited, table.columns[name], value, {})
                for name, value in zip(table.history, row[2:], strict=True)
            ),
        ]
        for row in found.versions
    ]
    return Grid([heads], rows)


def _end(day: object, word: str, language: str) -> str:
    return say(language, word) if str(day) in FOREVER else when(day, language)


def _others(visited: Visit, other: Others) -> dict[str, Any]:
    title = title_of_table(visited.edition.shop, other.table, visited.language)
    name = other.table.name
    return {
        "title": title,
        "members": [(text, member_address(name, k, visited.lang)) for k, text in other.members],
        "note": say(visited.language, "first_of", rows=len(other.members)) if other.is_cut else "",
    }
