"""A dashboard's perspective has what its tiles show."""

from dataclasses import replace

import pytest

from alkasba.derive.powerbi.names import Field
from alkasba.derive.powerbi.perspectives import countries, perspective_part
from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.tables import table_part
from alkasba.derive.powerbi.tmdl import file_of
from alkasba.errors import NotExpressible
from alkasba.model.dashboard import Dashboard, Tile
from tests.derive import build


def text_of(*tiles, filters=()):
    shop = build.shop()
    dashboard = Dashboard("sales", {}, filters, tiles)
    return file_of(perspective_part(shop, roles_of(shop), dashboard))


def test_measures_columns_and_what_a_tile_compares():
    tile = Tile("line", ("net_sales",), ("month",), compare="last_year", target="orders")
    text = text_of(tile, filters=("category", "warehouse"))
    for name in ("net_sales", "'net_sales last year'", "'net_sales change on last year'", "orders"):
        assert f"perspectiveMeasure {name}\n" in text
    assert "perspectiveColumn month" in text
    assert "perspectiveColumn category" in text
    # No sale knows a warehouse here, so that this filter reaches nothing of the tile.
    assert "warehouse" not in text


def test_a_tile_that_one_column_cannot_cut_is_refused():
    with pytest.raises(NotExpressible, match="no one column for 'channel'"):
        text_of(Tile("bar", ("kept_sales",), ("channel",)))


def test_what_a_map_shows_is_known_to_name_countries():
    tiles = (Tile("map", ("net_sales",), ("product.supplier.land",)), Tile("bar", ("orders",)))
    shop = replace(build.shop(), dashboards={"sales": Dashboard("sales", {}, (), tiles)})
    roles = roles_of(shop)
    assert countries(shop, roles) == {Field("supplier", "land")}
    text = file_of(table_part(shop, roles, "supplier", [], schema="shop"))
    assert text.count("dataCategory: Country") == 1
