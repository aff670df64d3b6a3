from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.events.taking import Taken, take
from alkasba.flows.serving import Edition, Serving
from alkasba.privacy.pseudonym import pseudonym, read_key
from tests.recommend_shop import CUSTOMER, OBJECTING, RECOMMEND, RESTRICTED, SALE, recommend_shop
from tests.shop_builder import ShopFolder

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
ID = "20261031-080004-4f1c2a9b-9c1e04d2b7a35f68"
ARMS = """
[recommend.experiment]
name = "spring"
control = "popular"
[recommend.experiment.arms]
popular = { share = 0.5, shows = "popular" }
model = { share = 0.5 }
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found = recommend_shop(tmp_path_factory.mktemp("told"), tables__sale=SALE + RECOMMEND + ARMS)
    found.run()
    return found


@pytest.fixture
def edition(shop: ShopFolder) -> Iterator[Edition]:
    serving = Serving(shop.folder)
    try:
        with serving.edition() as found:
            yield found
    finally:
        serving.close()


@pytest.fixture
def events(tmp_path: Path) -> Events:
    return Events(tmp_path)


def shown(**more: Any) -> dict[str, Any]:
    return {"type": "shown", "recommendation": ID, "products": ["T1", "S1"]} | more


def told(edition: Edition, events: Events, *said: object) -> Taken:
    found = take(edition, events, said, now=NOW)
    assert found.counted == found.taken + len(found.rejects) + found.duplicates
    return found


def test_a_person_is_kept_by_her_pseudonym_whatever_she_was_called_by(shop, edition, events):
    kept = pseudonym("C1", read_key(shop.folder / "alkasba.key"))
    numbers = ("C1", " c1", kept)
    assert told(edition, events, *(shown(customer=n, id=n) for n in numbers)).taken == 3
    assert events.read()["who"].to_pylist() == [kept] * 3
    assert len(set(events.read()["arm"].to_pylist())) == 1


def test_a_visitor_is_no_person_and_is_not_kept_as_told(shop, edition, events):
    told(edition, events, shown(visitor="C1"), shown(customer="C1"))
    visitor, person = events.read()["who"].to_pylist()
    assert visitor != person
    files = [file for file in events.folder.rglob("*") if file.is_file()]
    assert not any(b"C1" in file.read_bytes() for file in files)


@pytest.mark.parametrize("who", [OBJECTING, RESTRICTED])
def test_who_is_left_out_is_counted_without_her_and_is_in_no_arm(edition, events, who):
    assert told(edition, events, shown(customer=who)).taken == 1
    (row,) = events.read().to_pylist()
    assert (row["who"], row["experiment"], row["arm"]) == ("", "", "")


def test_each_event_is_judged_by_itself(edition, events):
    found = told(
        edition, events, shown(visitor="v"), shown(visitor="v", products=["T1", "no"]), 7, shown()
    )
    assert found.taken == 1
    assert [(one.event, one.where) for one in found.rejects] == [
        (1, "products.1"),
        (2, ""),
        (3, "customer"),
    ]
    assert all("no " not in one.reason.split() for one in found.rejects[1:])


def test_an_id_counts_once_for_its_visitor_and_kind(edition, events):
    first = shown(visitor="v", id="1")
    assert told(edition, events, first, first).duplicates == 1
    other = [first | {"visitor": "w"}, first | {"type": "clicked"}, first | {"customer": "C1"}]
    other[2].pop("visitor")
    assert told(edition, events, *other).taken == 3
    # The same id later is the same event, whatever else it says by then.
    assert told(edition, events, first | {"products": ["T2"]}).duplicates == 1


def test_without_an_id_the_same_words_of_the_same_moment_count_once(edition, events):
    said = shown(visitor="v", when="2026-11-01T07:00:00Z")
    later = said | {"when": "2026-11-01T07:00:01Z"}
    assert told(edition, events, said, said, later).taken == 2


def test_a_stranger_is_counted_like_everybody(edition, events):
    assert told(edition, events, shown(customer="C999")).taken == 1
    assert events.read()["arm"].to_pylist()[0] in ("popular", "model")


def test_where_numbers_are_not_hidden_who_is_no_customer_is_not_kept(tmp_path, events):
    plain = CUSTOMER.replace('personal = "identifier", ', "")
    shop = recommend_shop(tmp_path, tables__customer=plain, tables__sale=SALE + RECOMMEND + ARMS)
    shop.run()
    serving = Serving(shop.folder)
    with serving.edition() as edition:
        who = ({"customer": "anna@example.com"}, {"customer": " c1"}, {"visitor": "v@example.com"})
        found = told(edition, events, *(shown(**one) for one in who))
    serving.close()
    assert [(one.event, one.where) for one in found.rejects] == [(0, "customer")]
    assert "anna" not in found.rejects[0].reason
    assert events.read()["who"].to_pylist()[0] == "C1"
    files = [file for file in events.folder.rglob("*") if file.is_file()]
    assert not any(b"example.com" in file.read_bytes() for file in files)
