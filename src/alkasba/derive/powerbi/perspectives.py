"""A perspective for each dashboard: the measures and columns that it shows, and no others."""

from collections.abc import Iterator

from alkasba.derive.measures import expand
from alkasba.derive.powerbi.names import COMPARED, Field, field_of, over_time_name
from alkasba.derive.powerbi.roles import Roles
from alkasba.derive.powerbi.tmdl import Part, name_in_tmdl
from alkasba.derive.web.reach import parameters_of
from alkasba.errors import DeclarationError
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.shop import Shop


def perspective_part(shop: Shop, roles: Roles, dashboard: Dashboard) -> Part:
    """The perspective of a dashboard."""
    shown = list(dict.fromkeys(_shown(shop, roles, dashboard)))
    measures = list(dict.fromkeys(m for tile in dashboard.tiles for m in _measures(tile)))
    tables = []
    for table in roles.tables:
        parts = [
            Part(f"perspectiveMeasure {name_in_tmdl(name)}")
            for name in measures
            if shop.measures[name.split(" ")[0]].table == table
        ]
        parts += [
            Part(f"perspectiveColumn {name_in_tmdl(field.column)}")
            for field in shown
            if field.table == table
        ]
        if parts:
            tables.append(Part(f"perspectiveTable {name_in_tmdl(table)}", parts=tuple(parts)))
    for name in parameters_of(shop, dashboard):
        column = Part(f"perspectiveColumn {name_in_tmdl(name)}")
        tables.append(Part(f"perspectiveTable {name_in_tmdl(name)}", parts=(column,)))
    return Part(f"perspective {name_in_tmdl(dashboard.name)}", parts=tuple(tables))


def countries(shop: Shop, roles: Roles) -> set[Field]:
    """The columns that a tile shows on a map, so that Power BI knows that they name countries."""
    return {
        field_of(shop, roles, expand(shop, tile.measures, taken=set()).tables, tile.by[0])
        for dashboard in shop.dashboards.values()
        for tile in dashboard.tiles
        if tile.show == "map" and tile.by
    }


def _measures(tile: Tile) -> Iterator[str]:
    for measure in tile.measures:
        yield measure
        for kind in COMPARED.get(tile.compare or "", ()):
            yield over_time_name(measure, kind)
    if tile.target:
        yield tile.target


def _shown(shop: Shop, roles: Roles, dashboard: Dashboard) -> Iterator[Field]:
    for tile in dashboard.tiles:
        facts = expand(shop, tile.measures, taken=set()).tables
        for term in tile.by:
            yield field_of(shop, roles, facts, term)
        for term in dashboard.filters:
            yield from _filtered(shop, roles, facts, term)


def _filtered(shop: Shop, roles: Roles, facts: list[str], term: str) -> list[Field]:
    """What a filter reaches of a tile: nothing where its facts do not know it."""
    try:
        return [field_of(shop, roles, facts, term)]
    except DeclarationError:
        return []
