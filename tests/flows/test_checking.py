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
