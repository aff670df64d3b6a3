import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Calling
from tests.derive.search.build import searchable
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop, item

NAMES = ["Mint", "Mint tea", "Sage\x1b[31m"]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Calling:
    folder = tmp_path_factory.mktemp("searched")
    searchable(folder)
    items = [item(n) | {"name": name} for n, name in enumerate(NAMES, 1)]
    stream = StreamShop(folder, {one["code"]: one for one in items})
    stream.write()
    stream.produce()
    stream.consume()
    return Calling(ShopFolder(folder))


def test_hits_are_listed_with_what_they_count(search: Calling) -> None:
    found = search("search", "mint")
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert lines[1:4] == ["P1   Mint", "P2   Mint tea", "2 hits."]
    assert any(line.startswith("maker: ") for line in lines)


def test_what_is_counted_says_what_narrows_to_it(search: Calling) -> None:
    told = re.search(r"^maker: .+? \((\w+)\) (\d+)", search("search").stdout, re.MULTILINE)
    assert told is not None
    assert f"{told[2]} hit" in search("search", "--where", f"maker={told[1]}").stdout


def test_a_name_steers_no_terminal(search: Calling) -> None:
    assert "\\x1b[31m" in search("search", "sage").stdout


def test_what_is_not_quite_what_was_asked_is_told(search: Calling) -> None:
    assert "nearly they" in search("search", "mnit").stdout
    assert "hold some" in search("search", "mint", "unicorn").stdout
    nothing = search("search", "unicorn")
    assert nothing.stdout.startswith("0 hits.")
    assert "Search for fewer or other words" in nothing.stderr


def test_json_is_what_the_api_tells(search: Calling) -> None:
    words = ("mint", "--where", "price=..1000", "--order", "-price", "--limit", "1", "--json")
    told = json.loads(search("search", *words).stdout)
    assert set(told) == {"index", "way", "total", "items", "facets"}
    assert (told["total"], len(told["items"])) == (2, 1)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--where", "category"], 2, "write FACET=VALUE"),
        (["--where", "categry=Tea"], 3, "Did you mean 'category'?"),
        (["--in", "produkt"], 3, "Did you mean 'product'?"),
        (["--order", "nmae"], 3, "Did you mean 'name'?"),
        (["--limit", "0"], 2, "range"),
    ],
)
def test_a_mistake_is_told(search: Calling, words: list[str], code: int, said: str) -> None:
    found = search("search", *words)
    assert found.exit_code == code
    assert said in found.stderr


def test_a_shop_that_has_nothing_to_search_says_what_to_declare(call: Calling) -> None:
    found = call("search", "mint")
    assert found.exit_code == 3
    assert "tables: no table can be searched yet." in found.stderr
    assert "Add [search] to the table of your products" in found.stderr


def test_before_anything_is_indexed_it_says_what_to_run(tmp_path: Path) -> None:
    searchable(tmp_path)
    found = Calling(ShopFolder(tmp_path))("search", "mint")
    assert found.exit_code == 5
    assert f"alkasba --shop {tmp_path} consume --once" in found.stderr
