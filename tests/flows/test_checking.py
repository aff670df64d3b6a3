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
    told = {(finding.file, finding.key) for finding in caught.value.findings}
    assert told == {
        ("dashboards/sales.toml", "tile 1"),
        ("dashboards/sales.toml", "tile 2"),
        ("tables/sale.toml", "measures.odd"),
    }
