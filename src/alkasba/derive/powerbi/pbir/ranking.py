"""In what order a visual shows its values, and of how many of them."""

from alkasba.derive.names import Place
from alkasba.derive.powerbi.pbir.fields import Model, Named
from alkasba.derive.powerbi.pbir.shapes import Fields
from alkasba.derive.powerbi.pbir.writing import Json
from alkasba.derive.web.reach import facts_of, places
from alkasba.model.dashboard import Tile

ASCENDING, DESCENDING = 1, 2
"""How a query calls directions; a sort of a visual says them in words."""


def sorting(tile: Tile, fields: Fields) -> dict[str, object]:
    """What the visual is sorted by: the declared order, else along what it is cut by."""
    if tile.show in ("number", "matrix", "scatter", "map") or not fields.cut:
        return {}
    by, is_down = _order(tile, fields)
    direction = "Descending" if is_down else "Ascending"
    sort = [{"field": by.expression(), "direction": direction}]
    return {"sortDefinition": {"sort": sort, "isDefaultSort": False}}


def _order(tile: Tile, fields: Fields) -> tuple[Named, bool]:
    name = tile.order.removeprefix("-")
    terms = dict(zip(tile.by, fields.cut, strict=True))
    measures = {one.name: one for one in fields.told}
    return {**measures, **terms}.get(name, fields.cut[0]), tile.order.startswith("-")


def first_members(model: Model, tile: Tile, fields: Fields, name: str) -> list[Json]:
    """The filter that keeps the first members, where the tile is limited.

    Power BI ranks the values of one column. So a tile that is cut by two is limited only where the
    first decides the second, as a product decides its supplier; else it is sorted, and scrolls. So
    is one with a `where`: whether the first are looked for among what that leaves, Power BI does
    not promise, and the first of all need not be among them.
    """
    measures = {one.name: one for one in fields.told}
    ranked = measures.get(tile.order.removeprefix("-"))
    if tile.limit is None or tile.where or ranked is None or not fields.cut:
        return []
    if not _is_decided(model, tile):
        return []
    direction = DESCENDING if tile.order.startswith("-") else ASCENDING
    column = fields.cut[0]
    return [
        {
            "name": name,
            "field": column.expression(),
            "type": "TopN",
            "filter": _first(column, ranked, tile.limit, direction),
            "howCreated": "User",
        }
    ]


def _is_decided(model: Model, tile: Tile) -> bool:
    """Whether the first thing that the tile is cut by decides all others."""
    shop, facts = model.shop, facts_of(model.shop, tile.measures)
    found = [places(shop, facts, term) for term in tile.by]
    if not all(found):
        return False
    first, *others = (next(iter(one.values())) for one in found if one)
    return all(_leads(first, other) for other in others)


def _leads(first: Place, other: Place) -> bool:
    way = (*first.path, first.column)
    return other.path[: len(way)] == way


def _first(column: Named, ranked: Named, number: int, direction: int) -> Json:
    # A table has one name in a query: that of the fact is the column's where both are one.
    of = "t" if column.table == ranked.table else "m"
    tables = {"t": column.table, of: ranked.table}
    query = {
        "Version": 2,
        "From": [{"Name": name, "Entity": table, "Type": 0} for name, table in tables.items()],
        "Select": [{**column.expression("t"), "Name": "field"}],
        "OrderBy": [{"Direction": direction, "Expression": ranked.expression(of)}],
        "Top": number,
    }
    among = {"Expressions": [column.expression("t")], "Table": {"SourceRef": {"Source": "first"}}}
    return {
        "Version": 2,
        "From": [
            {"Name": "first", "Expression": {"Subquery": {"Query": query}}, "Type": 2},
            {"Name": "t", "Entity": column.table, "Type": 0},
        ],
        "Where": [{"Condition": {"In": among}}],
    }
