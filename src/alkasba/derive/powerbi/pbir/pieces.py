"""The visuals of a page before they have a place: tiles, slicers, titles, buttons."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from alkasba.derive.powerbi.pbir.bookmarks import GROUP, PERIODS, period_objects
from alkasba.derive.powerbi.pbir.conditions import filters_of
from alkasba.derive.powerbi.pbir.fields import Model, Named, places_of
from alkasba.derive.powerbi.pbir.grid import PHONE_CARD, PHONE_CHART, PHONE_TABLE, SLICER, TITLE
from alkasba.derive.powerbi.pbir.ids import Ids
from alkasba.derive.powerbi.pbir.ranking import first_members, sorting
from alkasba.derive.powerbi.pbir.shapes import Fields, fields_of, shape_of
from alkasba.derive.powerbi.pbir.words import say
from alkasba.derive.powerbi.pbir.writing import Json, of_id, points, properties, value
from alkasba.derive.web.reach import column_at, facts_of
from alkasba.derive.web.words import in_language
from alkasba.model.dashboard import Tile
from alkasba.model.formula import read_formula
from alkasba.model.shop import Shop

PERIOD, PARAMETER = "period", "parameter"
WIDE = 5
"""A table with so many columns takes the room of two charts."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A visual of a page, without its place.

    `facts` are those that it adds up and `cut` the columns by which it filters others; a slicer has
    no facts. `share` is how wide it is beside its neighbours, `phone` how high on a phone.
    """

    id: str
    type: str
    title: str
    alt: str
    visual: dict[str, object]
    filters: tuple[Json, ...] = ()
    facts: tuple[str, ...] = ()
    cut: tuple[Named, ...] = ()
    share: int = 1
    phone: int = PHONE_CHART
    container: dict[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    target: str = ""
    target_facts: tuple[str, ...] = ()
    tile: Tile | None = None

    @property
    def is_card(self) -> bool:
        return self.type == "cardVisual"


def tile_piece(model: Model, ids: Ids, tile: Tile, hints: dict[str, str]) -> Piece:
    """A tile as a visual; `hints` are the pages shown where a reader points, by their column."""
    shop = model.shop
    facts = facts_of(shop, tile.measures)
    fields = fields_of(model, tile)
    shape = shape_of(tile, fields)
    title = title_of(model, tile)
    filters = [
        *filters_of(
            read_formula(tile.where) if tile.where else None,
            lambda term: (model.column(facts, term), column_at(shop, facts, term).type),
            lambda condition: ids.inside(tile_name(tile), "filter", condition),
        ),
        *first_members(model, tile, fields, ids.inside(tile_name(tile), "first")),
    ]
    visual: dict[str, object] = {
        "visualType": shape.type,
        "query": {"queryState": shape.places, **sorting(tile, fields)},
        "drillFilterOtherVisuals": True,
    }
    if shape.type == "cardVisual":
        visual["objects"] = _card_objects(model, fields)
    page = hints.get(fields.cut[0].reference) if fields.cut else None
    hint = properties(show=True, type="Canvas", section=page) if page else None
    return Piece(
        ids.visual(tile_name(tile)),
        shape.type,
        title,
        _told(model, shape.type, title, tile),
        visual,
        tuple(filters),
        tuple(facts),
        (*fields.cut, *((fields.finer,) if fields.finer else ())),
        _share(shape.type, fields),
        _height(shape.type),
        {"visualTooltip": hint} if hint else {},
        target=fields.target.caption if fields.target else "",
        target_facts=tuple(facts_of(shop, (tile.target,))) if tile.target else (),
        tile=tile,
    )


def tile_name(tile: Tile) -> str:
    """What tells a tile of a dashboard from the others, whichever stand before it."""
    parts = (tile.show, *tile.measures, "by", *tile.by, "where", tile.where, str(tile.title))
    return " ".join(parts)


def title_of(model: Model, tile: Tile) -> str:
    """The tile's title, else the names of its measures and of what they are cut by."""
    if tile.title:
        return in_language(tile.title, model.language)
    measures = ", ".join(map(model.caption, tile.measures))
    return " · ".join((measures, *map(model.caption, tile.by)))


def slicer(model: Model, ids: Ids, column: Named, kind: str) -> Piece:
    """The filter by a column, in step with its like on all other pages; `kind` is what the column
    holds, the period of the report, or a parameter, which chooses no rows."""
    is_period = kind == PERIOD
    return Piece(
        ids.visual(f"slicer {column.reference}"),
        "slicer",
        column.caption,
        f"{say(model.language, 'slicer')}: {column.caption}",
        {
            "visualType": "slicer",
            "query": {"queryState": places_of(Values=(column,))},
            "objects": {
                **(period_objects(column, PERIODS[0]) if is_period else _choices(kind)),
                # The title of the visual says what it chooses.
                "header": properties(show=False),
            },
            "syncGroup": {
                "groupName": column.reference,
                "fieldChanges": True,
                "filterChanges": True,
            },
            "drillFilterOtherVisuals": True,
        },
        cut=() if kind == PARAMETER else (column,),
        share=2 if is_period else 1,
        phone=SLICER,
    )


def _choices(kind: str) -> dict[str, object]:
    """A list that opens; days, of which there are many, are chosen from one to another.

    A parameter is one number; several would count as none.
    """
    return {
        "data": properties(mode="Between" if kind == "day" else "Dropdown"),
        "selection": properties(singleSelect=kind == PARAMETER, strictSingleSelect=False),
    }


def heading(model: Model, ids: Ids, text: str) -> Piece:
    """The title of a page."""
    run = {"value": text, "textStyle": {"fontWeight": "bold", "fontSize": "18pt"}}
    return Piece(
        ids.visual("title"),
        "textbox",
        text,
        f"{say(model.language, 'textbox')}: {text}",
        {
            "visualType": "textbox",
            "objects": {"general": properties(paragraphs=[{"textRuns": [run]}])},
        },
        phone=TITLE,
    )


def period_buttons(model: Model, ids: Ids) -> Piece:
    """The buttons of the bookmarks."""
    text = say(model.language, "bookmarkNavigator")
    return Piece(
        ids.visual("periods"),
        "bookmarkNavigator",
        text,
        text,
        {
            "visualType": "bookmarkNavigator",
            "objects": {"bookmarks": properties(bookmarkGroup=ids.report(GROUP))},
        },
        phone=TITLE,
    )


def back_button(model: Model, ids: Ids) -> Piece:
    """The button that leads back from where a reader was taken to."""
    text = say(model.language, "actionButton")
    return Piece(
        ids.visual("back"),
        "actionButton",
        text,
        text,
        {
            "visualType": "actionButton",
            "objects": {"icon": [of_id("default", shapeType="back")]},
        },
        phone=TITLE,
        container={"visualLink": properties(show=True, type="Back")},
    )


def _card_objects(model: Model, fields: Fields) -> dict[str, object]:
    """Each number large, and below it what it is compared with, under names of their own."""
    objects: dict[str, object] = {
        "value": [of_id("default", fontSize=points(20))],
        "label": [of_id("default", show=len(fields.told) > 1)],
    }
    if below := list(_all_below(model, fields)):
        objects["referenceLabel"] = [
            _below(of, number, one) for number, (of, one, _) in enumerate(below)
        ]
        objects["referenceLabelTitle"] = [
            _called(of, number, text) for number, (of, _, text) in enumerate(below)
        ]
    return objects


def _all_below(model: Model, fields: Fields) -> Iterator[tuple[str, Named, str]]:
    """What stands below each number of a card: of which number it is, the measure, its name."""
    for measure, pair in zip(fields.told, fields.compared, strict=True):
        for one, word in zip(pair, (fields.compare or "", "change"), strict=False):
            yield measure.reference, one, capital(say(model.language, word))
    if fields.target:
        yield fields.told[0].reference, fields.target, say(model.language, "target")


def capital(text: str) -> str:
    """A text that begins with a capital letter.

    >>> capital("change"), capital("évolution"), capital("")
    ('Change', 'Évolution', '')
    """
    return text[:1].upper() + text[1:]


def _below(of: str, number: int, field: Named) -> Json:
    return {
        "properties": {"value": {"expr": field.expression()}},
        "selector": {
            "data": [{"dataViewWildcard": {"matchingOption": 0}}],
            "metadata": of,
            "id": f"below-{number}",
            "order": number,
        },
    }


def _called(of: str, number: int, text: str) -> Json:
    return {
        "properties": {
            "show": value(True),
            "titleContentType": value("custom"),
            "titleText": value(text),
        },
        "selector": {"metadata": of, "id": f"below-{number}"},
    }


def _told(model: Model, kind: str, title: str, tile: Tile) -> str:
    """What a reader who does not see the visual is told: what it is, and what it measures."""
    abouts = (about(model.shop, name, model.language) for name in tile.measures)
    sentences = [f"{say(model.language, kind)}: {title}", *filter(None, abouts)]
    return ". ".join(sentences)


def about(shop: Shop, measure: str, language: str) -> str:
    """The measure's meaning. The owner writes it in one language, which is taken for English."""
    return shop.measures[measure].about if language == "en" else ""


def _share(kind: str, fields: Fields) -> int:
    """How many charts it takes the room of; a card with much below its number is wide too."""
    if kind == "cardVisual":
        return 2 if len(fields.in_full) > len(fields.told) + 2 or len(fields.told) > 1 else 1
    if kind == "tableEx":
        return 2 if len(fields.cut) + len(fields.in_full) >= WIDE else 1
    return 2 if kind == "pivotTable" else 1


def _height(kind: str) -> int:
    return {"cardVisual": PHONE_CARD, "tableEx": PHONE_TABLE, "pivotTable": PHONE_TABLE}.get(
        kind, PHONE_CHART
    )
