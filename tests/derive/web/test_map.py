"""A tile by country is a map with the bars beside it; what is no country is told."""

import json

import pytest

from alkasba.derive.web.chart import charts_of
from alkasba.derive.web.map import SHAPES, map_of, strangers
from tests.derive.web.build import NAMES, shown, tile

ROWS = (("FR", 50), ("MT", 5), ("Atlantis", 1), (None, 2))


def drawn(*rows, show="map", by="channel", **more):
    return charts_of(shown(tile(show, by=by), *rows, **more), NAMES)


def layers(spec):
    return [layer["data"].get("values") for layer in spec["layer"]]


def test_a_map_stands_before_the_bars_which_hold_every_row():
    world, bars = drawn(*ROWS)
    assert "layer" in world
    assert [row["c0"] for row in bars["data"]["values"]] == ["FR", "MT", "Atlantis", "unknown"]


def test_shapes_are_coloured_and_small_countries_are_dots():
    ground, shapes, dots = layers(drawn(*ROWS)[0])
    assert ground is None
    assert [(row["code"], row["value"]) for row in shapes] == [("FR", 50.0)]
    assert [(row["code"], row["value"]) for row in dots] == [("MT", 5.0)]


def test_a_click_on_a_country_leads_where_a_click_on_its_bar_leads():
    world, bars = drawn(("FR", 50))
    assert layers(world)[1][0]["go"] == bars["data"]["values"][0]["go"]


def test_nothing_is_fetched_from_another_host():
    text = json.dumps(drawn(*ROWS)[0])
    assert SHAPES in text
    assert "://" not in text


@pytest.mark.parametrize("rows", [(("Atlantis", 1),), ((None, 1),), ()])
def test_without_a_country_there_is_no_map(rows):
    assert not [spec for spec in drawn(*rows) if "layer" in spec]
    assert map_of([], [], {}, "") is None


def test_what_is_cut_by_two_columns_is_bars_alone():
    rows = (("FR", "web", 5), ("DE", "web", 2))
    assert not [spec for spec in drawn(*rows, by=("channel", "product")) if "layer" in spec]


def test_other_tiles_have_no_map():
    assert not [spec for spec in drawn(("FR", 5), show="bar") if "layer" in spec]


def test_what_is_no_country_is_told_once():
    rows = (*ROWS, ("Atlantis", 3))
    assert strangers(shown(tile("map", by="channel"), *rows)) == ["Atlantis"]
    assert strangers(shown(tile("bar", by="channel"), *rows)) == []


def test_the_measures_beside_the_first_are_on_the_bars():
    a_tile = tile("map", "net_sales", "orders", by="channel")
    specs = charts_of(shown(a_tile, ("FR", 50, 3)), NAMES)
    assert [len(spec.get("layer", ())) for spec in specs] == [2, 0, 0]
