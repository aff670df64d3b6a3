from pathlib import Path

import pytest

from alkasba.model.finding import ShopWrong
from tests.shop_builder import PRODUCT, small_shop

CHOICES = PRODUCT.replace('"text" }\n', '"choice", choices = ["Tea", "Herb"] }\n', 2)


def wrong(folder: Path, text: str) -> dict[str, str]:
    shop = small_shop(folder, tables__product=CHOICES, words=text)
    with pytest.raises(ShopWrong) as caught:
        shop.open()
    return {finding.key: finding.what for finding in caught.value.findings}


def test_names_that_nothing_has_are_told_with_the_nearest(tmp_path: Path) -> None:
    text = '[names.fr]\nnet_salse = "Ventes"\nunits = "Pièces"\n[values.fr.colour]\nred = "rouge"\n'
    found = wrong(tmp_path, text)
    assert set(found) == {"names.fr.net_salse", "values.fr.colour"}
    assert "Did you mean 'net_sales'?" in found["names.fr.net_salse"]


def test_values_are_those_that_a_column_offers(tmp_path: Path) -> None:
    found = wrong(tmp_path, '[values.fr.category]\nTea = "Thé"\nHerbs = "Herbes"\n')
    assert list(found) == ["values.fr.category"]
    assert "Did you mean 'Herb'?" in found["values.fr.category"]


def test_a_column_that_holds_anything_takes_any_value(tmp_path: Path) -> None:
    assert small_shop(tmp_path, words='[values.fr.category]\nTea = "Thé"\n').open()
