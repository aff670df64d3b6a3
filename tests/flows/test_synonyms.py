from pathlib import Path

import pytest

from alkasba.errors import DeclarationError
from alkasba.flows.synonyms import LARGEST, check_synonyms, lines_of, signs_of_synonyms
from alkasba.model.shop import Shop
from tests.shop_builder import ShopFolder
from tests.stream_shop import stream_shop


def shop_with(folder: Path, content: str | bytes | None) -> Shop:
    stream_shop(folder)
    shop = ShopFolder(folder)
    table = (folder / "tables/product.toml").read_text()
    shop.write("tables/product.toml", table + 'synonyms = "words.txt"\n')
    if content is not None:
        shop.write("words.txt", content)
    return shop.open().shop


def test_lines_are_read_as_they_are(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, "\ufeff# words\nmint, menthe\n")
    assert lines_of(shop, "product") == ["# words", "mint, menthe"]
    check_synonyms(shop)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot be read"),
        (b"mint, caf\xe9", "is not UTF-8"),
        ("mint, menthe\n" * (LARGEST // 13 + 1), "larger than 1,000,000 bytes"),
        ("mint, menthe\nsage\n", "line 2: one word alone"),
    ],
)
def test_what_is_wrong_is_found_when_the_shop_is_read(
    tmp_path: Path, content: str | bytes | None, what: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        shop_with(tmp_path, content)
    assert what in str(caught.value)
    assert "tables/product.toml, search.synonyms" in str(caught.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "words.txt").mkdir()
    with pytest.raises(DeclarationError, match="cannot be read"):
        shop_with(tmp_path, None)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, "mint, menthe\n")
    before = signs_of_synonyms(shop)
    (tmp_path / "words.txt").write_text("mint, menthe, nana\n")
    assert signs_of_synonyms(shop) != before
    (tmp_path / "words.txt").unlink()
    assert signs_of_synonyms(shop) == ()
