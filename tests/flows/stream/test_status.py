from pathlib import Path

from alkasba.flows.stream.status import stream_status
from tests.shop_builder import ShopFolder, small_shop
from tests.stream_shop import item, stream_shop


def test_nothing_is_told_before_the_first_round(tmp_path: Path) -> None:
    stream_shop(tmp_path, [item(1)])
    assert stream_status(ShopFolder(tmp_path).open()) == []


def test_nothing_is_told_where_nothing_is_searched(tmp_path: Path) -> None:
    assert stream_status(small_shop(tmp_path).open()) == []


def test_what_waits_is_counted(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(1), item(2)])
    shop.produce()
    (told,) = stream_status(ShopFolder(tmp_path).open())
    assert (told["table"], told["lag"], told["dead"]) == ("product", 2, 0)
    assert told["last_round"]["sent"] == 2
    shop.consume()
    (told,) = stream_status(ShopFolder(tmp_path).open())
    assert told["lag"] == 0


def test_a_log_that_is_away_is_told(tmp_path: Path) -> None:
    stream_shop(tmp_path, [item(1)]).produce()
    ShopFolder(tmp_path).write("alkasba.local.toml", '[stream]\nurl = "wrong"\n')
    (told,) = stream_status(ShopFolder(tmp_path).open())
    assert "there is no log like 'wrong'" in told["why"]
