"""What no query can answer is refused when the shop is read, not on the dashboard."""

from pathlib import Path

import pytest

from alkasba.model.finding import ShopWrong
from tests.shop_builder import SALE, small_shop


def test_every_tile_and_measure_that_cannot_be_told_is_listed(tmp_path: Path):
    tiles = (
        '[[tiles]]\nshow = "line"\nmeasure = "net_salse"\nby = "month"\n'
        '[[tiles]]\nshow = "bar"\nmeasure = "net_sales"\nby = "colour"\n'
        '[[tiles]]\nshow = "number"\nmeasure = "net_sales"\n'
    )
    shop = small_shop(
        tmp_path,
        dashboards__sales=tiles,
        tables__sale=SALE + 'odd = { formula = "sum(order_id)" }\n',
    )
    with pytest.raises(ShopWrong) as caught:
        shop.open()
    told = [(finding.file, finding.key) for finding in caught.value.findings]
    assert len(told) == len(set(told))
    assert set(told) == {
        ("dashboards/sales.toml", "tile 1"),
        ("dashboards/sales.toml", "tile 2"),
        ("tables/sale.toml", "measures.odd"),
    }


def test_a_calculated_column_that_no_run_could_make_is_told(tmp_path: Path):
    wrong = 'twice = { type = "number", formula = "order_id * 2" }\n[measures]'
    shop = small_shop(tmp_path, tables__sale=SALE.replace("[measures]", wrong))
    with pytest.raises(ShopWrong, match=r"columns\.twice: \* needs a number, but order_id"):
        shop.open()


def test_a_filter_that_no_tile_knows_and_a_comparison_that_is_none_are_listed(tmp_path: Path):
    dashboard = (
        'filters = ["sold_on", "product.category", "product.categorie"]\n'
        '[[tiles]]\nshow = "bar"\nmeasure = "units"\nby = "product.category"\n'
        '[[tiles]]\nshow = "number"\nmeasure = "units"\ncompare = "last_yaer"\n'
    )
    with pytest.raises(ShopWrong) as caught:
        small_shop(tmp_path, dashboards__sales=dashboard).open()
    told = {finding.key: finding.what for finding in caught.value.findings}
    assert set(told) == {"filters", "tile 2"}
    assert "filtered by 'product.categorie'" in told["filters"]
    assert "Did you mean 'product.category'?" in told["filters"]
    assert told["tile 2"].endswith("not 'last_yaer'. Did you mean 'last_year'?")


def test_a_dashboard_without_tiles_is_no_mistake(tmp_path: Path):
    assert small_shop(tmp_path, dashboards__sales='filters = ["sold_on", "anything"]').open()


def test_a_target_in_another_unit_or_cut_otherwise_is_refused(tmp_path: Path):
    tiles = (
        '[[tiles]]\nshow = "number"\nmeasure = "net_sales"\ntarget = "unitz"\n'
        '[[tiles]]\nshow = "line"\nmeasure = "net_sales"\nby = "month"\ntarget = "units"\n'
    )
    sale = SALE.replace('"sum(net)"', '"sum(net)", unit = "EUR"', 1)
    with pytest.raises(ShopWrong) as caught:
        small_shop(tmp_path, dashboards__sales=tiles, tables__sale=sale).open()
    told = {finding.key: finding.what for finding in caught.value.findings}
    assert "Did you mean 'units'?" in told["tile 1.target"]
    assert "another unit" in told["tile 2.target"]
