"""The rights of people, from the sale to every place where something is suggested."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from alkasba.flows.recommend.exporting import export
from alkasba.flows.recommend.places import current
from alkasba.flows.recommend.store import Model, open_model
from alkasba.flows.recommend.training import train_model
from alkasba.flows.serving import Serving
from alkasba.flows.stream.running import consume
from alkasba.privacy.pseudonym import pseudonym, read_key
from tests.recommend_shop import (
    LONELY,
    OBJECTING,
    PRODUCT,
    RESTRICTED,
    SEARCH,
    UNSOLD,
    asked,
    recommend_shop,
    told_documents,
)
from tests.served_shop import serving
from tests.shop_builder import ShopFolder

PAIR = (LONELY, UNSOLD)
"""Products that three people alone buy together, as few as are told of."""
TOGETHER = ("C1", "C5", "C7")
GOING = "C7"
API, PAGES = "/api/v1", "/recommendations"


def made(folder: Path, *, without: str = "") -> ShopFolder:
    """The shop with a model and an index; nothing of one person is in it where she is named."""
    shop = recommend_shop(folder, tables__product=PRODUCT + SEARCH)
    sales, customers = folder / "data/sales.csv", folder / "data/customers.csv"
    both = [
        f"P{who}-{visit},{at},2026-08-0{visit + 1},{product},{who},paid,1"
        for who in TOGETHER
        for visit in range(3)
        for at, product in enumerate(PAIR)
    ]
    sales.write_text(sales.read_text() + "\n".join([*both, ""]))
    if without:
        for file in (sales, customers):
            lines = file.read_text().splitlines(keepends=True)
            file.write_text("".join(one for one in lines if without not in one.split(",")))
    shop.run()
    train_model(shop.open(), accept=True, clock=shop.clock)
    return shop


def key_of(shop: ShopFolder, number: str) -> str:
    """The pseudonym of a person."""
    return pseudonym(number, read_key(shop.folder / "alkasba.key"))


def model_of(shop: ShopFolder) -> Model:
    build = shop.open().settings.build
    return open_model(build, str(current(build)))


def exported(shop: ShopFolder) -> dict[str, list[str]]:
    """The suggestions of each person in the file for mailings."""
    target, held = shop.folder / "all.parquet", Serving(shop.folder)
    try:
        with held.edition() as edition:
            export(asked(shop, edition), target, limit=100)
    finally:
        held.close()
    found: dict[str, list[str]] = {}
    for row in pq.read_table(target).to_pylist():
        found.setdefault(row["person"], []).append(row["product"])
    return found


def told_of_pairs(shop: ShopFolder, client: httpx.Client) -> dict[str, bool]:
    """Whether each place tells that the two are bought together."""
    first, second = PAIR
    answer = client.get(f"{API}/product/{first}/together?limit=100").json()
    page = client.get(f"{PAGES}/products/{first}").text.partition('id="source_together"')[2]
    _, told = told_documents(shop)
    consume(shop.open(), once=True)
    document = client.get(f"{API}/product/{first}").json()["document"]
    model = model_of(shop)
    row = model.together[model.products.tolist().index(first.encode())]
    return {
        "answer": second in {item["key"] for item in answer["items"]},
        "page": f"products/{second}" in page,
        "log": second in told[first].get("together", []),
        "index": second in document.get("together", []),
        "model": second.encode() in model.products[row[row >= 0]].tolist(),
    }


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    return made(tmp_path_factory.mktemp("with her"))


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    """The same shop, from which one person is gone."""
    return made(tmp_path_factory.mktemp("without her"), without=GOING)


@pytest.fixture(scope="module")
def client(shop: ShopFolder) -> Iterator[httpx.Client]:
    with serving(shop.folder) as address, httpx.Client(base_url=address) as found:
        yield found


def test_a_pair_is_told_by_no_place_once_one_person_too_few_is_behind_it(shop, later, client):
    assert set(told_of_pairs(shop, client).values()) == {True}
    with serving(later.folder) as address, httpx.Client(base_url=address) as other:
        assert set(told_of_pairs(later, other).values()) == {False}


def test_who_is_gone_has_no_row_in_any_array(shop, later):
    before, after = model_of(shop), model_of(later)
    gone = key_of(shop, GOING).encode()
    assert gone in before.people.tolist() and gone not in after.people.tolist()
    assert len(after.people) == len(before.people) - 1
    for name in ("for_people", "for_people_score", "for_people_source"):
        assert len(getattr(after, name)) == len(after.people)
    assert len(after.owned_start) == len(after.people) + 1
    assert after.owned_start[-1] == len(after.owned)
    folder = later.folder / "build/recommend"
    assert not any(gone in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_who_is_gone_is_answered_as_a_stranger_is(later):
    def plain(answer: httpx.Response) -> dict[str, Any]:
        return {name: value for name, value in answer.json().items() if name != "next"}

    with serving(later.folder) as address, httpx.Client(base_url=address) as other:
        ask = f"{API}/recommendations/customers"
        answers = [
            plain(other.get(f"{ask}/{key}"))
            for key in (GOING, key_of(later, GOING), "C999", "nobody")
        ]
        pages = [
            other.get(f"{PAGES}/customers/{key}").text.partition("<main")[2]
            for key in (key_of(later, GOING), "nobody")
        ]
    assert all(one == answers[0] for one in answers) and answers[0]["basis"] == "popular"
    assert pages[0] == pages[1]
    assert key_of(later, GOING) not in exported(later)


@pytest.mark.parametrize(("who", "why"), [(OBJECTING, "objected"), (RESTRICTED, "restricted")])
def test_who_is_left_out_is_in_no_model_no_file_and_gets_what_is_popular(shop, client, who, why):
    key = key_of(shop, who)
    folder = shop.folder / "build/recommend"
    assert not any(key.encode() in file.read_bytes() for file in folder.rglob("*.npy"))
    assert key not in exported(shop)
    for name in (who, key):
        told = client.get(f"{API}/recommendations/customers/{name}?limit=100").json()
        assert (told["basis"], why in told["reason"]) == ("popular", True)
        assert {item["source"] for item in told["items"]} == {"popular"}
        assert not any(item["because"] for item in told["items"])


@pytest.mark.parametrize(("flags", "why"), [("yes,no", "objected"), ("no,yes", "restricted")])
def test_what_is_said_a_day_later_holds_before_the_next_training(tmp_path, flags, why):
    shop = made(tmp_path)
    assert key_of(shop, "C5") in exported(shop)
    customers = tmp_path / "data/customers.csv"
    customers.write_text(customers.read_text().replace("C5,BE,no,no", f"C5,BE,{flags}"))
    shop.run()
    assert key_of(shop, "C5") not in exported(shop)
    with serving(tmp_path) as address:
        told = httpx.get(f"{address}{API}/recommendations/customers/C5").json()
    assert (told["basis"], why in told["reason"]) == ("popular", True)
    train_model(shop.open(), accept=True)
    assert key_of(shop, "C5").encode() not in model_of(shop).people.tolist()


def test_no_document_and_no_line_of_a_training_names_a_person(shop):
    people = [key.decode() for key in model_of(shop).people.tolist()]
    _, told = told_documents(shop)
    lines = (shop.folder / "build/recommend/trainings.jsonl").read_text()
    text = json.dumps(told) + lines
    assert people and not any(key in text for key in people)
