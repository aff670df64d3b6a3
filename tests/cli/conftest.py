"""Shops that the verbs are called on: one that is loaded, and shops of a test's own."""

import pytest
from click.testing import CliRunner, Result

from alkasba.cli import main
from tests.shop_builder import ShopFolder, small_shop

SALES = (
    "S1,1,2025-01-10,P1,2,10",
    "S2,1,2026-01-10,P1,3,10",
    "S2,2,2026-01-10,P2,1,0.5",
    "S3,1,2026-02-10,P9,1,4",
)
MEASURES = """
rate = { formula = "units / orders" }
share = { formula = "orders / units", unit = "%" }
paid = { formula = "sum(net)", unit = "EUR", about = "What was paid" }
"""


class Calling:
    """Calls the program on one shop."""

    def __init__(self, shop: ShopFolder) -> None:
        self.shop = shop

    def __call__(self, *words: str, **environment: str) -> Result:
        words = ("--shop", str(self.shop.folder), *words)
        return CliRunner().invoke(main, words, env=environment, prog_name="alkasba")


@pytest.fixture
def call(tmp_path) -> Calling:
    """A shop that nothing was loaded from yet, with one file of sales."""
    shop = small_shop(tmp_path)
    shop.sales("2026-01.csv", *SALES)
    return Calling(shop)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory) -> Calling:
    """A shop that is loaded; tests only ask it."""
    shop = small_shop(tmp_path_factory.mktemp("loaded"))
    sale = shop.folder / "tables/sale.toml"
    sale.write_text(sale.read_text() + MEASURES)
    shop.sales("2026-01.csv", *SALES)
    shop.run()
    return Calling(shop)
