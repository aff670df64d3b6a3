"""What arms brought, against what was counted by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from alkasba.errors import UnknownName
from alkasba.flows.recommend.events.report import told_of_lift
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.events.taking import take
from alkasba.flows.serving import Edition, Serving
from tests.flows.recommend.events.test_taking import ARMS, ID
from tests.recommend_shop import RECOMMEND, SALE, ShopFolder, recommend_shop

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
PAID = SALE.replace("[measures]", 'paid = { type = "money", required = true }\n[measures]\n')
HEADER = "order_id,line,sold_on,product,customer,status,quantity,paid"


def shop_of(folder: Path, *sales: str, recommend: str = RECOMMEND, days: int = 3) -> ShopFolder:
    """A shop in which these lines were sold."""
    arms = ARMS.replace('control = "popular"', f'control = "popular"\ndays = {days}')
    shop = recommend_shop(folder, tables__sale=PAID + recommend + 'money = "paid"\n' + arms)
    shop.write("data/sales.csv", "\n".join([HEADER, *sales, ""]))
    shop.run()
    return shop


@contextmanager
def edition_of(shop: ShopFolder) -> Iterator[Edition]:
    serving = Serving(shop.folder)
    try:
        with serving.edition() as edition:
            yield edition
    finally:
        serving.close()


def reported(shop: ShopFolder, *said: dict[str, Any]) -> dict[str, Any]:
    events = Events(shop.folder / "events")
    with edition_of(shop) as edition:
        if said:
            assert take(edition, events, said, now=NOW).taken == len(said)
        return told_of_lift(edition, events, date(2026, 11, 1))


def event(kind: str, *products: str, when: str = "2026-10-10T10:00:00Z", **who: str) -> Any:
    return {"type": kind, "recommendation": ID, "products": list(products), "when": when} | who


def whole(told: dict[str, Any]) -> dict[str, Any]:
    """What all arms brought together."""
    names = ("people", "customers", "shown", "clicked", "bought", "money")
    return {name: sum(arm[name] for arm in told["arms"]) for name in names}


def doubts(told: dict[str, Any]) -> list[str]:
    return [one["doubt"] for one in told["warnings"]]


def test_a_purchase_counts_for_what_was_shown_on_its_day_or_the_days_before(tmp_path):
    shop = shop_of(
        tmp_path,
        "O1,1,2026-10-09,T1,C1,paid,1,5",  # before it was shown
        "O2,1,2026-10-10,T1,C1,paid,1,7.50",
        "O3,1,2026-10-13,T1,C1,paid,1,2.25",
        "O4,1,2026-10-14,T1,C1,paid,1,11",  # too late
        "O5,1,2026-10-11,T2,C1,paid,1,13",  # not shown
        "O6,1,2026-10-11,T1,C2,paid,1,17",  # to nobody who was shown it
        "O7,1,2026-10-11,S1,C1,cancelled,1,19",
    )
    told = reported(shop, event("shown", "T1", "S1", customer="C1"))
    assert whole(told) == {
        "people": 1,
        "customers": 1,
        "shown": 2,
        "clicked": 0,
        "bought": 2,
        "money": Decimal("9.75"),
    }
    (arm,) = (arm for arm in told["arms"] if arm["people"])
    # Of one person nothing is told that would be a mean.
    assert "spent_per_person" not in arm


def test_what_was_taken_back_is_not_bought(tmp_path):
    shop = shop_of(tmp_path, "O1,1,2026-10-10,T1,C1,paid,1,5")
    header = "refund_id,order_id,refunded_on,product,quantity"
    shop.write("data/refunds.csv", f"{header}\nR1,O1,2026-10-12,T1,1\n")
    shop.run()
    told = whole(reported(shop, event("shown", "T1", customer="C1")))
    assert (told["bought"], told["money"]) == (0, 0)


def test_a_sale_that_is_told_as_bought_too_counts_once(tmp_path):
    shop = shop_of(tmp_path, "O1,1,2026-10-10,T1,C1,paid,1,5")
    told = reported(shop, event("shown", "T1", customer="C1"), event("bought", "T1", customer="C1"))
    assert (whole(told)["bought"], whole(told)["money"]) == (1, 5)


def test_a_visitor_buys_what_is_told_as_bought_after_it_was_shown(tmp_path):
    shop = shop_of(tmp_path, "O1,1,2026-10-10,T1,C1,paid,1,5")
    told = reported(
        shop,
        event("shown", "T1", "T2", visitor="v"),
        event("clicked", "T1", when="2026-10-10T10:01:00Z", visitor="v"),
        event("bought", "T1", "T3", when="2026-10-10T10:02:00Z", visitor="v"),
        event("bought", "T2", when="2026-10-14T10:02:00Z", visitor="v"),
    )
    expected = {"people": 1, "customers": 0, "shown": 2, "clicked": 1, "bought": 1, "money": 0}
    assert whole(told) == expected


def test_days_are_those_of_the_shop(tmp_path):
    # In Paris it is the 11th by then, so that a purchase of the 10th came before.
    shop = shop_of(tmp_path, "O1,1,2026-10-10,T1,C1,paid,1,5")
    late = event("shown", "T1", when="2026-10-10T23:30:00Z", customer="C1")
    assert whole(reported(shop, late))["bought"] == 0


@pytest.mark.parametrize("flags", ["yes,no", "no,yes"])
def test_who_objects_or_is_restricted_by_now_counts_nowhere_and_who_changed_arms_is_left_out(
    tmp_path, flags
):
    shop = shop_of(tmp_path, "O1,1,2026-10-10,T1,C1,paid,1,5")
    seen = [event("shown", "T1", customer=f"C{n}") for n in (1, 2, 4)]
    assert whole(reported(shop, *seen))["people"] == 3
    customers = (shop.folder / "data/customers.csv").read_text()
    shop.write("data/customers.csv", customers.replace("C4,BE,no,no", f"C4,BE,{flags}"))
    sale = (shop.folder / "tables/sale.toml").read_text()
    # Nearly everybody is in the other arm now.
    sale = sale.replace("popular = { share = 0.5", "popular = { share = 0.0001")
    shop.write(
        "tables/sale.toml", sale.replace("model = { share = 0.5", "model = { share = 0.9999")
    )
    shop.run()
    again = [event("shown", "T2", customer=f"C{n}") for n in (1, 2, 4)]
    told = reported(shop, *again)
    assert whole(told)["people"] + told["in_two_arms"] == 2 and told["in_two_arms"] > 0
    assert "moved" in doubts(told)
    assert told["without_person"] == 1


def test_an_arm_that_brings_more_is_seen_and_equal_ones_are_not(tmp_path):
    shop = shop_of(tmp_path, "O1,1,2026-10-10,T1,C1,paid,1,5")
    with edition_of(shop) as edition:
        events = Events(shop.folder / "events")
        said = [event("shown", "T1", "T2", "T3", "T4", visitor=f"v{n}") for n in range(900)]
        take(edition, events, said, now=NOW)
        arms = {row["who"]: row["arm"] for row in events.read().to_pylist()}
        names = dict(zip((f"v{n}" for n in range(900)), arms.values(), strict=True))
        clicks = [
            event("clicked", "T1", visitor=who)
            for n, (who, arm) in enumerate(names.items())
            if n % (2 if arm == "model" else 6) == 0
        ]
        take(edition, events, clicks, now=NOW)
        told = told_of_lift(edition, events, date(2026, 11, 1))
    by_name = {arm["arm"]: arm for arm in told["arms"]}
    found = by_name["model"]["lifts"]["click_through_rate"]
    assert found["says_something"] and found["low"] < 2 < found["high"]
    assert by_name["popular"]["lifts"] == {}
    assert told["by_chance"] > 0.001 and told["warnings"] == []
    assert told["people_needed"]["click_through_rate"] > 100


def test_before_the_first_event_all_is_nothing(tmp_path):
    told = reported(shop_of(tmp_path, "O1,1,2026-10-10,T1,C1,paid,1,5"))
    assert whole(told)["people"] == 0 and told["events"] == 0
    assert doubts(told) == ["few"]


def test_arms_that_lost_people_are_told(tmp_path):
    shop = shop_of(tmp_path, "O1,1,2026-10-10,T1,C1,paid,1,5")
    with edition_of(shop) as edition:
        events = Events(shop.folder / "events")
        said = [event("shown", "T1", visitor=f"v{n}") for n in range(300)]
        take(edition, events, said, now=NOW)
        lost = [row["who"] for row in events.read().to_pylist() if row["arm"] == "model"]
        for who in lost[:80]:
            events.erase(who)
        told = told_of_lift(edition, events, date(2026, 11, 1))
    assert told["by_chance"] < 0.001 and "unequal" in doubts(told)


def test_a_shop_that_tries_nothing_says_so(tmp_path):
    shop = recommend_shop(tmp_path)
    shop.run()
    with pytest.raises(UnknownName, match="tries nothing"):
        reported(shop)
