"""Which columns of the model hold countries: those that a map of a dashboard draws."""

from contextlib import suppress

from alkasba.derive.measures import expand
from alkasba.derive.powerbi.names import Field, field_of
from alkasba.derive.powerbi.roles import Roles
from alkasba.errors import DeclarationError
from alkasba.model.shop import Shop


def country_columns(shop: Shop, roles: Roles) -> set[Field]:
    """The columns that Power BI is told to hold countries, so that it takes DE for no Delaware."""
    found: set[Field] = set()
    for dashboard in shop.dashboards.values():
        for tile in dashboard.tiles:
            if tile.show == "map" and tile.by:
                # What no model can say is told by `check`, tile by tile.
                with suppress(DeclarationError):
                    facts = expand(shop, tile.measures, taken=set()).tables
                    found.add(field_of(shop, roles, facts, tile.by[0]))
    return found
