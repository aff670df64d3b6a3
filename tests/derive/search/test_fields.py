from pathlib import Path

from alkasba.derive.search.fields import fields_of, weights_of
from alkasba.model.search import searched_part
from tests.shop_builder import ShopFolder
from tests.stream_shop import stream_shop


def fields(folder: Path) -> dict[str, int]:
    stream_shop(folder)
    part = searched_part(ShopFolder(folder).open().shop, "product")
    return {one.name: one.weight for one in fields_of(part, part.tables["product"])}


def test_a_member_is_told_with_those_it_refers_to(tmp_path: Path) -> None:
    assert list(fields(tmp_path)) == [
        *("code", "name", "category", "maker.code", "maker.name", "price", "stock"),
        *("added_on", "is_organic", "doubled"),
    ]


def test_what_is_left_out_or_personal_is_no_field(tmp_path: Path) -> None:
    assert not {"cost", "maker.phone"} & set(fields(tmp_path))


def test_the_label_says_most_where_nothing_is_declared(tmp_path: Path) -> None:
    weights = {name: weight for name, weight in fields(tmp_path).items() if weight}
    assert weights == {"name": 8, "category": 4, "code": 2}


def test_what_is_declared_first_says_most(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    shop = ShopFolder(tmp_path)
    told = (tmp_path / "tables/product.toml").read_text()
    shop.write("tables/product.toml", told + 'texts = ["maker", "name"]\n')
    part = searched_part(shop.open().shop, "product")
    table = part.tables["product"]
    assert table.search is not None
    assert weights_of(table, table.search) == {"maker": 8, "name": 4}
    weights = {one.name: one.weight for one in fields_of(part, table) if one.weight}
    assert weights == {"maker.name": 8, "name": 4}
