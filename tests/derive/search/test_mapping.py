import json
from pathlib import Path

from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.running import plan_of
from alkasba.model.index import IndexPlan
from tests.shop_builder import ShopFolder
from tests.stream_shop import stream_shop


def plan(folder: Path) -> IndexPlan:
    (part,) = parts_of(ShopFolder(folder).open())
    return plan_of(part)


def test_what_is_not_declared_is_refused(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    mappings = plan(tmp_path).body["mappings"]
    assert mappings["dynamic"] == "strict"
    assert mappings["properties"]["maker"]["dynamic"] == "strict"


def test_each_type_has_one_of_the_engine(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    told = plan(tmp_path).body["mappings"]["properties"]
    kinds = {name: said.get("type") for name, said in told.items()}
    assert kinds == {
        "code": "keyword",
        "name": "text",
        "category": "keyword",
        "maker": None,
        "price": "scaled_float",
        "stock": "long",
        "added_on": "date",
        "is_organic": "boolean",
        "doubled": "scaled_float",
    }


def test_money_is_exact_to_its_smallest_unit(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    told = plan(tmp_path).body["mappings"]["properties"]
    assert told["price"]["scaling_factor"] == 100
    assert told["doubled"]["scaling_factor"] == 10_000
    assert "half_float" not in json.dumps(told)


def test_names_are_found_by_language_and_while_one_types(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    ShopFolder(tmp_path).write("words.toml", '[names.fr]\nproduct = "Produit"\n')
    name = plan(tmp_path).body["mappings"]["properties"]["name"]["fields"]
    assert set(name) == {"keyword", "folded", "en", "fr", "typing"}
    assert name["fr"]["analyzer"] == "french"


def test_another_declaration_is_another_index(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    shop, first = ShopFolder(tmp_path), plan(tmp_path)
    assert plan(tmp_path) == first
    assert first.name.startswith("index_product-")
    table = (tmp_path / "tables/product.toml").read_text()
    shop.write("tables/product.toml", table.replace('leave_out = ["cost"]', ""))
    assert plan(tmp_path).name != first.name
    before = plan(tmp_path).name
    shop.write("tables/product.toml", table.replace('leave_out = ["cost"]', 'facets = ["price"]'))
    assert plan(tmp_path).name == before


def test_other_words_that_mean_the_same_need_no_other_index(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    shop, before = ShopFolder(tmp_path), plan(tmp_path)
    table = (tmp_path / "tables/product.toml").read_text()
    shop.write("words.txt", "# plants\nmint, menthe, نعناع\n\n")
    shop.write("tables/product.toml", table + 'synonyms = "words.txt"\n')
    assert plan(tmp_path).name == before.name
