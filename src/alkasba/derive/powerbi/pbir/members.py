"""The pages about one member: where a reader drills through to, and what shows where he points."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, zip_longest

from alkasba.derive.powerbi.pbir.fields import Model, Named, places_of
from alkasba.derive.powerbi.pbir.grid import (
    HINT_HEIGHT,
    HINT_WIDTH,
    MOST_CARDS,
    PHONE_TABLE,
    ROWS,
    place_hint,
    rows_of,
)
from alkasba.derive.powerbi.pbir.ids import Ids
from alkasba.derive.powerbi.pbir.pieces import (
    PERIOD,
    Piece,
    back_button,
    heading,
    slicer,
    tile_piece,
)
from alkasba.derive.powerbi.pbir.sheets import Part, Sheet, laid_out
from alkasba.derive.powerbi.pbir.words import say
from alkasba.derive.web.members import MemberPage, list_columns, member_page, paged_tables
from alkasba.derive.web.telling import title_of_table
from alkasba.model.dashboard import Tile
from alkasba.model.table import Table

HINT_CARDS = 2


def member_column(model: Model, table: Table) -> Named:
    """The column that tells the members of a dimension apart for people."""
    label = model.of_table(table, table.label or table.key[0])
    return replace(label, caption=title_of_table(model.shop, table, model.language))


def drill_sheets(model: Model) -> list[Sheet]:
    """A page for each dimension whose members have one, for the member that was drilled into."""
    return [sheet for table in paged_tables(model.shop) for sheet in _drill(model, table)]


def hint_sheets(model: Model) -> list[Sheet]:
    """A small page for each of these dimensions, shown where a reader points at a member."""
    return [sheet for table in paged_tables(model.shop) for sheet in _hint(model, table)]


def _drill(model: Model, table: Table) -> list[Sheet]:
    shop, language = model.shop, model.language
    ids = Ids(shop, f"member {table.name}")
    sections = _sections(model, table)
    numbers = [tile for tile in chain(*sections) if tile.show == "number"][:MOST_CARDS]
    if not numbers:
        return []
    charts = [
        _about(model, ids, table),
        *(tile_piece(model, ids, tile, {}) for tile in _by_turns(sections)),
    ]
    rows = [tuple(charts[n] for n in row) for row in rows_of([one.share for one in charts])]
    cards = tuple(tile_piece(model, ids, tile, {}) for tile in numbers)
    title = say(language, "one_member", title=title_of_table(shop, table, language))
    sheet = laid_out(
        model,
        ids,
        title,
        [heading(model, ids, title), back_button(model, ids)],
        [
            slicer(model, ids, model.day(), PERIOD),
            slicer(model, ids, member_column(model, table), "text"),
        ],
        Part(cards, tuple(rows[:ROWS])),
    )
    return [replace(sheet, use="Drillthrough", bound=member_column(model, table))]


def _hint(model: Model, table: Table) -> list[Sheet]:
    shop, language = model.shop, model.language
    ids = Ids(shop, f"hint {table.name}")
    tiles = list(chain(*_sections(model, table)[:1]))
    numbers = [tile for tile in tiles if tile.show == "number"][:HINT_CARDS]
    lines = [tile for tile in tiles if tile.show == "line"][:1]
    if not numbers:
        return []
    pieces = tuple(tile_piece(model, ids, tile, {}) for tile in (*numbers, *lines))
    title = say(language, "at_a_glance", title=title_of_table(shop, table, language))
    boxes = place_hint([1] * len(numbers), len(lines))
    return [
        Sheet(
            ids.page(),
            title,
            pieces,
            tuple(boxes),
            use="Tooltip",
            bound=member_column(model, table),
            width=HINT_WIDTH,
            height=HINT_HEIGHT,
        )
    ]


def _sections(model: Model, table: Table) -> list[list[Tile]]:
    """The tiles of each fact that reaches the dimension itself, and no other part that it plays.

    What stands on the pages of the shop is asked of one member; here the page is filtered by it.
    """
    page = member_page(model.shop, table, "")
    return [
        [replace(page.dashboard.tiles[number - 1], where="") for number in section.tiles]
        for section in page.sections
        if _is_own(model, page, section.fact, section.reference)
    ]


def _is_own(model: Model, page: MemberPage, fact: str, reference: str) -> bool:
    return model.roles.along(fact, (reference,)) == page.table.name


def _by_turns(sections: Iterable[list[Tile]]) -> list[Tile]:
    """The charts: the first of each fact, then the second of each."""
    charts = ([tile for tile in tiles if tile.show != "number"] for tiles in sections)
    return [tile for turn in zip_longest(*charts) for tile in turn if tile is not None]


def _about(model: Model, ids: Ids, table: Table) -> Piece:
    """What is known of the member: its columns, as a table of one row."""
    columns = [model.of_table(table, name) for name in list_columns(model.shop, table)]
    title = say(model.language, "facts_about")
    return Piece(
        ids.visual("about"),
        "tableEx",
        title,
        f"{say(model.language, 'tableEx')}: {title}",
        {
            "visualType": "tableEx",
            "query": {"queryState": places_of(Values=columns)},
            "drillFilterOtherVisuals": True,
        },
        cut=tuple(columns),
        share=2,
        phone=PHONE_TABLE,
    )
