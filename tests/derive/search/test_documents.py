import json
from pathlib import Path

import duckdb
import pytest

from alkasba.derive.search.documents import LONGEST_ID
from alkasba.flows.batch import run_batch
from alkasba.flows.stream.part import parts_of
from alkasba.warehouse.working_copy import open_published
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop, item, stream_shop


def documents(shop: StreamShop) -> dict[str, str]:
    (part,) = parts_of(ShopFolder(shop.folder).open())
    run_batch(part.opened)
    db = open_published(part.opened.settings.warehouse_file)
    try:
        return dict(db.execute(part.documents(db)).fetchall())
    finally:
        db.close()


def test_a_document_is_what_the_origin_says(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(1), item(2)])
    assert {n: json.loads(d) for n, d in documents(shop).items()} == shop.expected


def test_money_keeps_every_digit(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(1) | {"price": "12345678901234.10"}])
    assert '"price":12345678901234.10' in documents(shop)["P1"]


def test_what_is_blank_is_left_out(tmp_path: Path) -> None:
    bare = {"code": "P1", "name": "Mint", "price": "1.00"}
    shop = stream_shop(tmp_path, [bare, item(2)])
    assert json.loads(documents(shop)["P1"]) == {
        "code": "P1",
        "name": "Mint",
        "price": 1.0,
        "doubled": 2.0,
    }


def test_a_member_that_is_unknown_is_nobody(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(1) | {"maker": "M9"}])
    found = documents(shop)
    assert list(found) == ["P1"]
    assert "maker" not in json.loads(found["P1"])


@pytest.mark.parametrize("name", ['"', "\\", "\n\t", "\u0000x", "مَلِح", "😀", "</script>", "'; --"])
def test_any_text_is_told_as_it_is(tmp_path: Path, name: str) -> None:
    shop = stream_shop(tmp_path, [item(1) | {"name": f"a{name}b"}])
    assert json.loads(documents(shop)["P1"])["name"] == f"a{name}b"


def test_a_key_that_is_too_long_is_told_by_its_digest(tmp_path: Path) -> None:
    code = "P" * (LONGEST_ID + 1)
    shop = stream_shop(tmp_path, [item(1) | {"code": code}])
    ((name, document),) = documents(shop).items()
    assert len(name) == 33
    assert json.loads(document)["code"] == code


def test_several_keys_are_one_id(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(1), item(2)])
    path = tmp_path / "tables/product.toml"
    path.write_text(path.read_text().replace('key = ["code"]', 'key = ["code", "maker"]'))
    expected = {
        json.dumps([one["code"], one["maker"]]).replace(" ", "") for one in map(item, (1, 2))
    }
    assert set(documents(shop)) == expected


def test_duckdb_writes_no_float() -> None:
    assert duckdb.sql("SELECT 0.10::DECIMAL(18, 2)::VARCHAR").fetchall() == [("0.10",)]
