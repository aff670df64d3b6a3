from pathlib import Path

import pytest

from alkasba.errors import StoreAway
from alkasba.flows.recommend.places import LISTS, current, folder_of_models
from alkasba.flows.recommend.training import train_model
from alkasba.flows.stream import learnt
from tests.recommend_shop import (
    LONELY,
    PRODUCT,
    SEARCH,
    SPICES,
    TEAS,
    UNSOLD,
    WITHDRAWN,
    indexed_shop,
    recommend_shop,
    told_documents,
)
from tests.shop_builder import ShopFolder

WORDS = ("similar", "together", "popular")


def trained(shop: ShopFolder) -> ShopFolder:
    train_model(shop.open(), accept=True, clock=shop.clock)
    return shop


def bare(documents: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """The documents without what is learnt."""
    return {k: {n: v for n, v in d.items() if n not in WORDS} for k, d in documents.items()}


def test_a_training_is_told_by_the_next_round_and_changes_nothing_else(tmp_path: Path) -> None:
    shop = indexed_shop(tmp_path)
    sent, before = told_documents(shop)
    assert sent == 18 and bare(before) == before
    trained(shop)
    sent, after = told_documents(shop)
    assert sent == 18 and bare(after) == before
    assert told_documents(shop)[0] == 0, "the same model says the same"
    assert after["T2"]["together"][0] == "T1" and set(after["T2"]["together"]) <= {*TEAS}
    assert set(after["S0"]["similar"]) == {*SPICES} - {"S0"}
    ranks = sorted(one["popular"] for one in after.values() if "popular" in one)
    assert ranks == list(range(1, 17))


def test_what_too_few_bought_meets_nothing_and_has_no_rank(tmp_path: Path) -> None:
    found = told_documents(trained(indexed_shop(tmp_path)))[1]
    for key in (LONELY, UNSOLD):
        assert "together" not in found[key] and "popular" not in found[key]
        assert not any(key in one.get("together", ()) for one in found.values())


def test_what_is_not_on_offer_leaves_the_lists_with_the_next_run(tmp_path: Path) -> None:
    shop = trained(indexed_shop(tmp_path))
    _, before = told_documents(shop)
    assert not any(WITHDRAWN in one["similar"] for one in before.values())
    listed = [key for key, one in before.items() if "T2" in one["similar"]]
    products = tmp_path / "data/products.csv"
    products.write_text(products.read_text().replace("Tea T2,Teas,3,no", "Tea T2,Teas,3,yes"))
    shop.run()
    _, after = told_documents(shop)
    lists = [one.get(name, []) for one in after.values() for name in ("similar", "together")]
    assert listed and not any("T2" in one for one in lists)
    assert after["T2"]["similar"] == before["T2"]["similar"], "what stands in for it is still told"


def test_a_product_that_changes_keeps_what_is_learnt_of_it(tmp_path: Path) -> None:
    shop = trained(indexed_shop(tmp_path))
    _, before = told_documents(shop)
    products = tmp_path / "data/products.csv"
    products.write_text(products.read_text().replace("Spice S0,", "Spice Zero,"))
    sent, after = told_documents(shop)
    assert (sent, after["S0"]) == (1, before["S0"] | {"name": "Spice Zero"})


def test_what_is_offered_by_a_new_column_is_told_after_the_next_run(tmp_path: Path) -> None:
    shop = trained(indexed_shop(tmp_path))
    sale = (tmp_path / "tables/sale.toml").read_text()
    shop.write("tables/sale.toml", sale.replace("not is_withdrawn", "not is_banned"))
    column = 'is_banned = { type = "flag", missing = false }\n[search]'
    shop.write("tables/product.toml", (PRODUCT + SEARCH).replace("[search]", column))
    _, found = told_documents(shop)
    assert not any("similar" in one for one in found.values())
    shop.run()
    assert "similar" in told_documents(shop)[1]["S0"]


def test_without_a_word_nothing_learnt_is_told(tmp_path: Path) -> None:
    found = told_documents(trained(indexed_shop(tmp_path, learnt=False)))[1]
    assert bare(found) == found


def test_before_the_first_run_nothing_learnt_is_told(tmp_path: Path) -> None:
    shop = recommend_shop(tmp_path, tables__product=PRODUCT + SEARCH)
    found = told_documents(shop)[1]
    assert len(found) == 18 and bare(found) == found


@pytest.mark.parametrize("harm", [b"", b"no parquet" * 99])
def test_lists_that_cannot_be_read_change_no_document(tmp_path: Path, harm: bytes) -> None:
    shop = trained(indexed_shop(tmp_path))
    _, before = told_documents(shop)
    build = shop.open().settings.build
    (folder_of_models(build) / str(current(build)) / LISTS).write_bytes(harm)
    with pytest.raises(StoreAway, match="cannot be read"):
        told_documents(shop)
    trained(shop)
    assert told_documents(shop)[1].keys() == before.keys()


def test_a_model_that_is_let_go_meanwhile_makes_room_for_the_one_that_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = trained(indexed_shop(tmp_path))
    files = [tmp_path / "gone.parquet"]
    find = learnt.lists_that_speak
    monkeypatch.setattr(
        learnt, "lists_that_speak", lambda build: files.pop() if files else find(build)
    )
    assert "similar" in told_documents(shop)[1]["S0"] and not files
