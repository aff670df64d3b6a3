"""A dashboard file becomes a Dashboard and its tiles."""

import pytest

from alkasba.model.dashboard import SHOWS, Tile
from alkasba.model.read_dashboard import read_dashboard
from tests.model.build import read_badly, read_well

SALES = """
title = { en = "Sales", fr = "Ventes" }
filters = ["sold_on", "category"]
[[tiles]]
show = "number"
measure = "net_sales"
compare = "last_year"
[[tiles]]
show = "bar"
measure = ["net_sales", "orders"]
by = "month"
where = "channel = 'web'"
order = "-net_sales"
limit = 10
title = "Best months"
"""


def test_tiles_keep_their_order():
    dashboard = read_well(read_dashboard, SALES)
    first, second = dashboard.tiles
    assert first == Tile("number", ("net_sales",), compare="last_year")
    assert (second.measures, second.by) == (("net_sales", "orders"), ("month",))
    assert (second.where, second.order, second.limit) == ("channel = 'web'", "-net_sales", 10)


def test_titles_have_languages():
    dashboard = read_well(read_dashboard, SALES)
    assert dashboard.title == {"en": "Sales", "fr": "Ventes"}
    assert dashboard.tiles[1].title == {"en": "Best months"}


def test_a_dashboard_without_a_title_is_called_as_its_file():
    assert read_well(read_dashboard, "").title == {"en": "Thing"}


@pytest.mark.parametrize("show", SHOWS)
def test_every_way_to_show_is_known(show):
    text = f'[[tiles]]\nshow = "{show}"\nmeasure = "m"'
    assert read_well(read_dashboard, text).tiles[0].show == show


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[tiles]]", "tile 1.measure: a tile shows one measure or several."),
        ('[[tiles]]\nmeasure = "m"\nshow = "pie"', "tile 1.show: 'pie' is not one of number"),
        (
            '[[tiles]]\nmeasure = "m"\n[[tiles]]\nmesure = "m"',
            "tile 2.mesure: unknown key 'mesure'",
        ),
        ('[tiles]\nmeasure = "m"', "tiles: write each tile as [[tiles]]."),
        ('tiles = ["net_sales"]', "tiles: write each tile as [[tiles]]."),
        ('filter = ["a"]', "filter: unknown key 'filter'. Did you mean 'filters'?"),
    ],
)
def test_a_mistake_is_told_by_the_number_of_its_tile(text, told):
    assert told in "\n".join(read_badly(read_dashboard, text))
