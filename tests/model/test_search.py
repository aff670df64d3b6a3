from pathlib import Path

import pytest

from alkasba.errors import DeclarationError
from alkasba.model.search import LEARNT, counted, searched, searched_part
from tests.recommend_shop import PRODUCT as LEARNING
from tests.recommend_shop import SEARCH as SEARCH_OF_LEARNT
from tests.recommend_shop import recommend_shop
from tests.shop_builder import PRODUCT as SOLD
from tests.shop_builder import SALE, ShopFolder, small_shop
from tests.stream_shop import PRODUCT, stream_shop

SEARCHED = f"{SOLD}\n[search]\n"


def declared(folder: Path, search: str) -> str:
    """What is wrong with this part `[search]`; nothing where all is well."""
    stream_shop(folder)
    shop = ShopFolder(folder)
    shop.write("tables/product.toml", PRODUCT.partition("[search]")[0] + search)
    try:
        shop.open()
    except DeclarationError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("search", "what"),
    [
        ('[search]\nindex = "Products"', "is no name"),
        ('[search]\ntexts = ["nmae"]', "Did you mean 'name'?"),
        ('[search]\ntexts = ["price"]', "holds no words"),
        ('[search]\nfacets = ["price"]\nleave_out = ["price"]', "is left out of the index"),
        ('[search]\nleave_out = ["code"]', "is the key"),
        ('[search]\nleave_out = ["maker.town"]', "there is no column 'maker.town'"),
        ('[search]\nleave_out = ["maker.code"]', "there is no column 'maker.code'"),
        ('[search]\nwords = ["name"]', "words"),
        ('[search]\nindex = "index_status"', "/api/v1/status is another address of the API"),
        ('[search]\nfacets = ["price"]\nranges = { prise = [1] }', "Did you mean 'price'?"),
        ('[search]\nfacets = ["category"]\nranges = { category = [1] }', "has no ranges"),
        ('[search]\nfacets = ["price"]\nranges = { price = [2, 1] }', "numbers that grow"),
        ('[search]\nfacets = ["price"]\nranges = { price = ["a"] }', "numbers that grow"),
        ('[search]\nfacets = ["price"]\nranges = { price = [true] }', "numbers that grow"),
        ('[search]\nlearnt = ["similer"]', "Did you mean 'similar'?"),
        ('[search]\nlearnt = ["similar"]', "no fact says in [recommend]"),
    ],
)
def test_mistakes_are_told_where_they_stand(tmp_path: Path, search: str, what: str) -> None:
    told = declared(tmp_path, search)
    assert what in told
    assert "tables/product.toml" in told


def test_what_is_learnt_is_no_column_of_the_table(tmp_path: Path) -> None:
    table = LEARNING + 'popular = { type = "whole" }\n'
    with pytest.raises(DeclarationError, match="'popular' is a column of the table already"):
        recommend_shop(tmp_path, tables__product=table + SEARCH_OF_LEARNT).open()


def test_what_is_learnt_stays_in_the_part_that_is_streamed(tmp_path: Path) -> None:
    shop = recommend_shop(tmp_path, tables__product=LEARNING + SEARCH_OF_LEARNT).open().shop
    search = searched_part(shop, "product").tables["product"].search
    assert search is not None and search.learnt == LEARNT


@pytest.mark.parametrize(
    "search", ["[search]", '[search]\nleave_out = ["maker.name", "cost", "maker"]']
)
def test_what_is_right_is_taken(tmp_path: Path, search: str) -> None:
    assert declared(tmp_path, search) == ""


@pytest.mark.parametrize(
    ("search", "what"),
    [
        ('texts = ["order_id"]', "only members of a dimension are searched"),
        ('facets = ["product"]', "only members of a dimension are searched"),
        ('synonyms = "words.txt"', "only members of a dimension are searched"),
        ('leave_out = ["order_id"]', "is the key, by which the index knows its rows"),
        ('leave_out = ["product.code"]', "there is no column 'product.code'"),
        ('leave_out = ["product.nmae"]', "there is no column 'product.nmae'"),
        ('index = "index_product"', "is the index of several tables"),
    ],
)
def test_mistakes_of_the_rows_of_facts_are_told(tmp_path: Path, search: str, what: str) -> None:
    shop = small_shop(
        tmp_path, tables__sale=f"{SALE}\n[search]\n{search}\n", tables__product=SEARCHED
    )
    with pytest.raises(DeclarationError) as error:
        shop.open()
    assert what in str(error.value)


def test_a_fact_without_a_key_is_in_no_index(tmp_path: Path) -> None:
    bare = SALE.replace('key = ["order_id", "line"]\n', "")
    shop = small_shop(tmp_path, tables__sale=f"{bare}\n[search]\n")
    with pytest.raises(DeclarationError, match="it has no key, by which"):
        shop.open()


def test_facts_are_counted_and_dimensions_searched(tmp_path: Path) -> None:
    sale = f'{SALE}\n[search]\nleave_out = ["product.name", "price"]\n'
    shop = small_shop(tmp_path, tables__sale=sale, tables__product=SEARCHED).open().shop
    assert list(counted(shop)) == ["sale"]
    assert list(searched(shop)) == ["product"]


def test_people_are_in_no_index(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    shop = ShopFolder(tmp_path)
    shop.write(
        "tables/maker.toml", shop.folder.joinpath("tables/maker.toml").read_text() + "[search]\n"
    )
    part = searched_part(shop.open().shop, "maker")
    assert list(part.tables["maker"].columns) == ["code", "name"]
    text = (tmp_path / "tables/maker.toml").read_text()
    shop.write("tables/maker.toml", text + 'texts = ["phone"]\n')
    with pytest.raises(DeclarationError, match="'phone' is personal"):
        shop.open()


def test_a_key_that_is_personal_is_refused(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    shop = ShopFolder(tmp_path)
    text = (tmp_path / "tables/maker.toml").read_text() + "[search]\n"
    personal = 'code = { type = "code", personal = "contact" }'
    shop.write("tables/maker.toml", text.replace('code = { type = "code" }', personal))
    with pytest.raises(DeclarationError, match="no place for people"):
        shop.open()


def test_what_is_calculated_from_a_personal_column_is_personal(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    shop = ShopFolder(tmp_path)
    text = (tmp_path / "tables/maker.toml").read_text()
    called = 'called = { type = "text", formula = "coalesce(phone, name)", personal = "none" }'
    shop.write("tables/maker.toml", f"{text}{called}\n[search]\n")
    opened = shop.open().shop
    assert list(searched_part(opened, "maker").tables["maker"].columns) == ["code", "name"]


def test_the_part_has_only_what_the_members_are_made_of(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    shop = ShopFolder(tmp_path).open().shop
    assert list(searched(shop)) == ["product"]
    part = searched_part(shop, "product")
    assert set(part.tables) == {"product", "maker"}
    assert set(part.sources) == {"products", "makers"}
    assert "phone" not in part.tables["maker"].columns


def test_a_facet_called_like_a_word_of_every_question_is_refused(tmp_path: Path) -> None:
    told = declared(tmp_path, '[search]\nfacets = ["limit"]')
    assert "there is no column 'limit'" in told
    stream_shop(tmp_path)
    shop = ShopFolder(tmp_path)
    columns = PRODUCT.replace("stock = {", "limit = {").replace(
        "leave_out", 'facets = ["limit"]\nleave_out'
    )
    shop.write("tables/product.toml", columns)
    with pytest.raises(DeclarationError, match="'limit' is a word of every question"):
        shop.open()


def test_two_indexes_are_not_served_at_one_address(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    shop = ShopFolder(tmp_path)
    for name, index in (("product", "index_things"), ("maker", "things")):
        table = (tmp_path / f"tables/{name}.toml").read_text().partition("[search]")[0]
        shop.write(f"tables/{name}.toml", f'{table}\n[search]\nindex = "{index}"\n')
    with pytest.raises(DeclarationError, match="/api/v1/things would be the address of several"):
        shop.open()
