"""Of an origin the columns are fetched that feeds and joins ask for."""

from pathlib import Path

from alkasba.flows.run.choosing import chosen
from alkasba.model.shop import Shop
from tests.shop_builder import SALE, small_shop

THERE = ("No", "Pos", "Sold On", "Mail", "GONE", "Price", "Qty", "Product")
SOURCE = """
kind = "database"
url = "sqlite:till.db"
[feeds.sale]
rows = "lines"
deleted = { column = "gone", optional = true }
[feeds.sale.columns]
order_id = ["Order", "No"]
line = "Pos"
sold_on = "heads.Day"
quantity = "Qty"
[feeds.sale.joins.heads]
source = "sales"
rows = "heads"
on = { No = "Head No" }
"""


def shop(folder: Path, source: str = SOURCE) -> Shop:
    return small_shop(folder, sources__sales=source).open().shop


def test_names_are_found_as_a_header_is(tmp_path: Path) -> None:
    found = chosen(shop(tmp_path), "sales", "lines", THERE)
    assert found.names == ("No", "Pos", "GONE", "Price", "Qty", "Product")
    assert found.key == ("No", "Pos")


def test_a_join_asks_for_its_key_and_for_what_feeds_read_of_it(tmp_path: Path) -> None:
    found = chosen(shop(tmp_path), "sales", "heads", ("head_no", "day", "customer mail"))
    assert (found.names, found.key) == (("head_no", "day"), ("head_no",))


def test_the_key_of_a_place_is_that_of_all_that_read_it(tmp_path: Path) -> None:
    source = SOURCE.replace('rows = "heads"', 'rows = "lines"').replace("Head No", "Price")
    assert chosen(shop(tmp_path, source), "sales", "lines", THERE).key == ("No", "Pos", "Price")


def test_rows_without_a_key_cannot_be_told_apart(tmp_path: Path) -> None:
    declared = small_shop(
        tmp_path,
        sources__sales=SOURCE,
        tables__sale=SALE.replace('key = ["order_id", "line"]\n', ""),
    )
    assert chosen(declared.open().shop, "sales", "lines", THERE).key == ()
    assert chosen(shop(tmp_path / "other"), "sales", "lines", ("Pos", "Qty")).key == ()


def test_a_constant_part_of_a_key_tells_nothing_apart(tmp_path: Path) -> None:
    source = SOURCE.replace('line = "Pos"', "line = { value = 1 }")
    assert chosen(shop(tmp_path, source), "sales", "lines", THERE).key == ("No",)


def test_a_place_of_which_nothing_is_asked_gives_one_column(tmp_path: Path) -> None:
    assert chosen(shop(tmp_path), "sales", "lines", ("id", "mail")).names == ("id",)
