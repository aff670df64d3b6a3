"""The page of the catalogue: every table, column and measure; search, and all of it as CSV."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse

from alkasba.derive.catalogue import COLUMNS, EVERYONE, Item, catalogue, found_by, sheet
from alkasba.derive.lineage import Node, lineage
from alkasba.derive.values import to_sheet
from alkasba.derive.web.telling import called, title_of_table
from alkasba.derive.web.words import say
from alkasba.web.addresses import address_of, lineage_address, node_address
from alkasba.web.frame import taken_away
from alkasba.web.lineage import name_of_node
from alkasba.web.visit import Visit, Visited

router = APIRouter(include_in_schema=False)
LONGEST_SEARCH = 100
MOST_USES = 6
"""Uses that stand beside a thing; all of them are in its lineage."""
Search = Annotated[str, Query(max_length=LONGEST_SEARCH)]


@dataclass(frozen=True, slots=True)
class Line:
    """A column or a measure as people read it."""

    item: Item
    name: str
    personal: str
    lineage: str
    uses: list[tuple[str, str]]
    more_uses: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A table with its columns and measures."""

    item: Item
    title: str
    lineage: str
    columns: list[Line]
    measures: list[Line]


@router.get("/catalogue")
def catalogue_page(visited: Visited, q: Search = "") -> Response:
    """All that the shop declares, or what a search finds of it."""
    return visited.page("catalogue.html", lambda: _values(visited, q))


@router.get("/catalogue.csv")
def catalogue_csv(visited: Visited, q: Search = "") -> Response:
    """The catalogue for a spreadsheet."""
    items = found_by(catalogue(visited.edition.shop), q)
    # The mark tells spreadsheets that it is UTF-8.
    text = "\ufeff" + to_sheet(COLUMNS, sheet(items))
    headers = taken_away("catalogue.csv") | {"Alkasba-Run": visited.edition.run}
    return PlainTextResponse(text, headers=headers, media_type="text/csv")


def _values(visited: Visit, search: str) -> dict[str, Any]:
    items = found_by(catalogue(visited.edition.shop), search)
    nodes = lineage(visited.edition.shop).nodes
    return {
        "title": say(visited.language, "catalogue"),
        "search": search,
        "csv": address_of("/catalogue.csv", q=search),
        "chapters": [
            _chapter(visited, nodes, items, item) for item in items if item.kind == "table"
        ],
        "everything": address_of("/catalogue", visited.lang),
    }


def _chapter(
    visited: Visit, nodes: Mapping[str, Node], items: Iterable[Item], table: Item
) -> Chapter:
    own = [item for item in items if item.table == table.name]
    return Chapter(
        table,
        title_of_table(
            visited.edition.shop, visited.edition.shop.tables[table.name], visited.language
        ),
        lineage_address(table.word, visited.lang),
        [_line(visited, nodes, item) for item in own if item.kind == "column"],
        [_line(visited, nodes, item) for item in own if item.kind == "measure"],
    )


def _line(visited: Visit, nodes: Mapping[str, Node], item: Item) -> Line:
    shop, language = visited.edition.shop, visited.language
    lang = visited.lang
    uses = [
        (name_of_node(shop, nodes[word], language), node_address(nodes[word], lang))
        for word in item.used_by
    ]
    return Line(
        item,
        called(shop, item.name, language),
        _personal(item, language),
        lineage_address(item.word, lang),
        uses[:MOST_USES],
        len(uses[MOST_USES:]),
    )


def _personal(item: Item, language: str) -> str:
    """Who may see it, and as what, where it is about people."""
    if item.seen_by == (EVERYONE,):
        return say(language, "everyone")
    seen_by = ", ".join(item.seen_by) or say(language, "nobody")
    return f"{item.personal}, {say(language, f'kept_{item.kept}')}: {seen_by}"
