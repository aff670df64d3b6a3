from pathlib import Path

import pytest

from alkasba.errors import SourceAway
from alkasba.flows.stream.running import consume, produce
from tests.shop_builder import ShopFolder
from tests.stream_shop import item, stream_shop


def test_once_ends_when_nothing_is_left(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(n) for n in range(1, 4)])
    (done,) = list(produce(ShopFolder(tmp_path).open()))
    (counts,) = consume(ShopFolder(tmp_path).open(), once=True)
    assert (done.sent, counts.indexed) == (3, 3)
    assert shop.indexed() == shop.expected


def test_a_table_that_fails_holds_up_no_other(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(1)])
    maker = tmp_path / "tables/maker.toml"
    maker.write_text(maker.read_text() + "[search]\n")
    told = {done.table: done.sent for done in produce(ShopFolder(tmp_path).open())}
    assert told == {"maker": 2, "product": 1}
    (tmp_path / "data/products.json").unlink()
    with (tmp_path / "data/makers.csv").open("a") as file:
        file.write("M3,New,557\n")
    rounds = produce(ShopFolder(tmp_path).open())
    assert next(rounds).sent == 1
    with pytest.raises(SourceAway):
        next(rounds)
    assert "failed" in (tmp_path / "build/stream/product/round.json").read_text()
    shop.write()
    list(produce(ShopFolder(tmp_path).open()))
    assert "failed" not in (tmp_path / "build/stream/product/round.json").read_text()


def test_who_is_referred_to_by_a_personal_key_is_left_out(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(1)])
    maker = tmp_path / "tables/maker.toml"
    personal = 'code = { type = "code", personal = "contact" }'
    maker.write_text(maker.read_text().replace('code = { type = "code" }', personal))
    shop.produce()
    shop.consume()
    (document,) = shop.indexed().values()
    assert "maker" not in document


def test_it_ends_when_it_is_told(tmp_path: Path) -> None:
    stream_shop(tmp_path, [item(1)]).produce()
    (counts,) = consume(ShopFolder(tmp_path).open(), once=False, is_over=lambda: True)
    assert counts.received == 0
