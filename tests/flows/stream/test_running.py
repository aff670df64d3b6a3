from pathlib import Path

import pytest

from alkasba.errors import WrongValue
from alkasba.flows.stream.running import consume, produce
from tests.shop_builder import ShopFolder
from tests.stream_shop import item, stream_shop


def test_once_ends_when_nothing_is_left(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(n) for n in range(1, 4)])
    (done,) = produce(ShopFolder(tmp_path).open())
    (counts,) = consume(ShopFolder(tmp_path).open(), once=True)
    assert (done.sent, counts.indexed) == (3, 3)
    assert shop.indexed() == shop.expected


def test_it_ends_when_it_is_told(tmp_path: Path) -> None:
    stream_shop(tmp_path, [item(1)]).produce()
    (counts,) = consume(ShopFolder(tmp_path).open(), once=False, is_over=lambda: True)
    assert counts.received == 0


def test_a_file_of_synonyms_that_is_not_there_is_told(tmp_path: Path) -> None:
    stream_shop(tmp_path, [item(1)]).produce()
    table = tmp_path / "tables/product.toml"
    table.write_text(table.read_text() + 'synonyms = "words.txt"\n')
    with pytest.raises(WrongValue, match="the file of synonyms cannot be read"):
        consume(ShopFolder(tmp_path).open(), once=True)
