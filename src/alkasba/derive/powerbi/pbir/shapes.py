"""Which visual of Power BI shows a tile, and which of its places hold which fields."""

from collections.abc import Callable
from dataclasses import dataclass

from alkasba.derive.powerbi.names import COMPARED
from alkasba.derive.powerbi.pbir.fields import Model, Named, Places, drilled, places_of
from alkasba.derive.web.adding import adds_up
from alkasba.derive.web.reach import facts_of, members_of
from alkasba.derive.web.tile import FINER
from alkasba.errors import NotExpressible
from alkasba.model.dashboard import Tile

MOST_FIELDS = 6
"""More fields in a chart are read by nobody, and make its question slow. A table may have more."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a tile: what it is cut by, its measures, and what stands beside them.

    `told` are all measures as they were declared; those that have another unit than the first are
    `others`, and need a scale of their own. `compared` has, for each measure, its earlier value
    and the change, if it has them; `finer` is what the first cut is drilled into, `hints` are told
    where a reader points.
    """

    cut: tuple[Named, ...]
    measures: tuple[Named, ...]
    told: tuple[Named, ...]
    others: tuple[Named, ...] = ()
    compared: tuple[tuple[Named, ...], ...] = ()
    target: Named | None = None
    finer: Named | None = None
    hints: tuple[Named, ...] = ()
    is_added: bool = False
    compare: str | None = None

    @property
    def beside(self) -> tuple[Named, ...]:
        """The measures with what a chart draws beside them on the same scale."""
        earlier = (pair[0] for pair in self.compared if pair)
        return (*self.measures, *earlier, *((self.target,) if self.target else ()))

    @property
    def in_full(self) -> tuple[Named, ...]:
        """All measures, and all that stands beside them, as a table tells it."""
        pairs = (one for pair in self.compared for one in pair)
        return (*self.told, *pairs, *((self.target,) if self.target else ()))

    @property
    def is_stacked(self) -> bool:
        """Whether its parts stand on each other: there are parts, and they add up to a whole."""
        has_parts = len(self.cut) > 1 or len(self.measures) > 1
        return self.is_added and has_parts and self.beside == self.measures


@dataclass(frozen=True, slots=True)
class Shape:
    """A visual: its type, and the fields in its places."""

    type: str
    places: Places


def fields_of(model: Model, tile: Tile) -> Fields:
    """The fields of a tile. Raises NotExpressible where the model has no one column for a term."""
    shop = model.shop
    facts = facts_of(shop, tile.measures)
    named = [model.measure(name) for name in tile.measures]
    unit = shop.measures[tile.measures[0]].unit
    compared = [
        model.compared(name, tile.compare) if tile.compare in COMPARED else ()
        for name in tile.measures
    ]
    return Fields(
        tuple(model.column(facts, term) for term in tile.by),
        tuple(one for one in named if shop.measures[one.name].unit == unit),
        tuple(named),
        tuple(one for one in named if shop.measures[one.name].unit != unit),
        tuple(compared),
        model.measure(tile.target) if tile.target else None,
        _finer(model, tile, facts),
        () if tile.compare or len(named) > 1 else model.compared(tile.measures[0], "last_year"),
        all(adds_up(shop, name) for name in tile.measures),
        tile.compare,
    )


def shape_of(tile: Tile, fields: Fields) -> Shape:
    """The visual of a tile. What a chart of Power BI cannot draw on its scales is a table."""
    if tile.show == "scatter" and len(set(tile.measures)) < 2:
        raise NotExpressible(
            "a scatter shows two measures: Power BI draws one along and the other upwards.",
            next_step="Name a second measure, or show the tile as bars.",
        )
    if _is_card(tile, fields):
        return _card(fields)
    if tile.show == "number" or _is_too_much(tile, fields):
        return _table(fields)
    return SHAPES[tile.show](fields)


def _is_card(tile: Tile, fields: Fields) -> bool:
    return not fields.cut and tile.show != "table"


def _is_too_much(tile: Tile, fields: Fields) -> bool:
    """Whether a chart of Power BI has no place for all of it: a third cut, colours for several
    measures, or a second unit where there is one scale."""
    most = {"table": len(fields.cut), "matrix": len(fields.cut), "map": 1}.get(tile.show, 2)
    if len(fields.cut) > most:
        return True
    if tile.show in ("table", "matrix", "scatter", "map"):
        return False
    has_colours = len(fields.cut) > 1
    if tile.show == "bar" and fields.others:
        return True
    return has_colours and len(fields.beside) + len(fields.others) > 1


def _finer(model: Model, tile: Tile, facts: list[str]) -> Named | None:
    """What the first cut is drilled into: a month into days, a category into its members."""
    if not tile.by or tile.show in ("table", "scatter", "map"):
        return None
    first = tile.by[0]
    finer = FINER.get(first) or members_of(model.shop, tile, first)
    if finer is None or finer in tile.by:
        return None
    found = model.column(facts, finer)
    return None if found.reference == model.column(facts, first).reference else found


def _card(fields: Fields) -> Shape:
    return Shape("cardVisual", places_of(Data=fields.told))


def _table(fields: Fields) -> Shape:
    return Shape("tableEx", places_of(Values=(*fields.cut, *fields.in_full)))


def _matrix(fields: Fields) -> Shape:
    on_top = fields.cut[1:2]
    down = (*fields.cut[:1], *fields.cut[2:])
    places = _drilled(fields, "Rows", Rows=down, Columns=on_top, Values=fields.in_full)
    return Shape("pivotTable", places)


def _line(fields: Fields) -> Shape:
    return Shape("lineChart", _cartesian(fields, Y2=fields.others))


def _area(fields: Fields) -> Shape:
    if fields.others:
        return _line(fields)
    return Shape("stackedAreaChart" if fields.is_stacked else "areaChart", _cartesian(fields))


def _column(fields: Fields) -> Shape:
    if fields.others:
        return Shape("lineClusteredColumnComboChart", _cartesian(fields, Y2=fields.others))
    kind = "columnChart" if fields.is_stacked else "clusteredColumnChart"
    return Shape(kind, _cartesian(fields))


def _bar(fields: Fields) -> Shape:
    return Shape("barChart" if fields.is_stacked else "clusteredBarChart", _cartesian(fields))


def _map(fields: Fields) -> Shape:
    size, *hints = fields.told
    return Shape("azureMap", places_of(Category=fields.cut, Size=(size,), Tooltips=hints))


def _scatter(fields: Fields) -> Shape:
    along, up, *size = fields.told
    return Shape(
        "scatterChart",
        places_of(
            Category=fields.cut[:1],
            Series=fields.cut[1:2],
            X=(along,),
            Y=(up,),
            Size=size[:1],
            Tooltips=size[1:],
        ),
    )


def _cartesian(fields: Fields, **more: tuple[Named, ...]) -> Places:
    drawn = (
        *fields.cut,
        *fields.beside,
        *fields.others,
        *((fields.finer,) if fields.finer else ()),
    )
    hints = fields.hints if len(drawn) + len(fields.hints) <= MOST_FIELDS else ()
    return _drilled(
        fields,
        "Category",
        Category=fields.cut[:1],
        Series=fields.cut[1:2],
        Y=fields.beside,
        Tooltips=hints,
        **more,
    )


def _drilled(fields: Fields, place: str, **named: tuple[Named, ...]) -> Places:
    """The places, with what the first cut is drilled into behind it."""
    if fields.finer is None or len(named[place]) != 1:
        return places_of(**named)
    both = {**named, place: (*named[place], fields.finer)}
    return drilled(places_of(**both), place)


SHAPES: dict[str, Callable[[Fields], Shape]] = {
    "line": _line,
    "column": _column,
    "bar": _bar,
    "area": _area,
    "table": _table,
    "matrix": _matrix,
    "map": _map,
    "scatter": _scatter,
}
