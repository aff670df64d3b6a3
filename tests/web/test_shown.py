from alkasba.web.shown import tile_data
from tests.derive.web.build import shown, tile


def test_a_tile_is_told_under_the_names_of_its_columns():
    data = tile_data(shown(tile(by="product"), ("mint", 5), labels={"product": {"mint": "Mint"}}))
    assert data["rows"] == [{"product": "mint", "net_sales": 5}]
    assert data["labels"] == {"product": {"mint": "Mint"}}
    assert "earlier" not in data


def test_the_period_before_is_told_where_it_was_asked():
    assert tile_data(shown(tile("number"), (5,), earlier=(4,)))["earlier"] == {"net_sales": 4}
