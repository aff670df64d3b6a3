"""What tests of searching share: a small table that can be searched."""

from collections.abc import Sequence
from pathlib import Path

from alkasba.derive.search.searchable import Searchable, searchable_of
from alkasba.flows.stream.part import parts_of
from tests.shop_builder import ShopFolder
from tests.stream_shop import PRODUCT, stream_shop

SEARCH = """
[search]
texts = ["name", "category", "maker", "code"]
facets = ["category", "maker", "price", "stock", "is_organic", "added_on"]
ranges = { price = [1, 2.5, 10] }
leave_out = ["cost"]
"""


def searchable(folder: Path, lines: Sequence[str] = (), search: str = SEARCH) -> Searchable:
    """A table of products with facets of every kind."""
    stream_shop(folder)
    shop = ShopFolder(folder)
    shop.write("tables/product.toml", PRODUCT.partition("[search]")[0] + search)
    (part,) = parts_of(shop.open())
    return searchable_of(part.shop, part.table, lines)
