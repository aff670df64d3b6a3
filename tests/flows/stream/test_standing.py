import shutil
from pathlib import Path

import pytest

from alkasba.errors import StoreError
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.producing import Topics
from alkasba.flows.stream.running import plan_of
from alkasba.flows.stream.standing import stand_ready
from alkasba.search.embedded import EmbeddedIndex
from alkasba.stream import open_log
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop, item, stream_shop


@pytest.fixture
def shop(tmp_path: Path) -> StreamShop:
    made = stream_shop(tmp_path, [item(n) for n in range(1, 11)])
    made.produce()
    made.consume()
    return made


def redeclare(shop: StreamShop) -> None:
    table = shop.folder / "tables/product.toml"
    table.write_text(table.read_text().replace('["cost"]', '["cost", "maker.name"]'))


def standing(shop: StreamShop) -> list[str]:
    return EmbeddedIndex(shop.folder / "build/search").standing("index_product")


def test_another_declaration_gets_another_index_and_the_old_one_stays(shop: StreamShop) -> None:
    (old,) = standing(shop)
    redeclare(shop)
    shop.produce()
    shop.consume()
    new, *others = standing(shop)
    assert new != old
    assert others == [old]
    expected = {n: {**d, "maker": {"code": d["maker"]["code"]}} for n, d in shop.expected.items()}
    assert shop.indexed() == expected


def test_it_stands_before_anything_new_is_read(shop: StreamShop) -> None:
    """What the log holds in the old form is refused, so the old index stays."""
    redeclare(shop)
    opened = ShopFolder(shop.folder).open()
    (part,) = parts_of(opened)
    index = EmbeddedIndex(shop.folder / "build/search")
    stand_ready(Topics.of(part), plan_of(part), open_log(opened.settings), index)
    assert standing(shop)[0] == plan_of(part).name


def test_an_index_that_lacks_something_is_not_asked(
    shop: StreamShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = standing(shop)
    table = shop.folder / "tables/product.toml"
    table.write_text(
        table.read_text().replace("[columns]", '[columns]\ncolour = { type = "text" }')
    )
    monkeypatch.setattr(
        EmbeddedIndex, "versions", lambda self, name: iter([("P1", 10**17), ("P2", 1)])
    )
    with pytest.raises(StoreError, match="lacks 9 of 10 documents"):
        shop.consume()
    assert standing(shop)[0] == old


def test_what_a_new_log_knows_nothing_of_is_taken_out(shop: StreamShop) -> None:
    del shop.items["P4"]
    shop.write()
    shutil.rmtree(shop.folder / "build/stream")
    shop.produce()
    shop.consume()
    assert shop.indexed() == shop.expected


def test_an_index_that_was_lost_is_filled_from_the_log(shop: StreamShop) -> None:
    for path in (shop.folder / "build/search").iterdir():
        path.unlink()
    shop.consume()
    assert shop.indexed() == shop.expected
