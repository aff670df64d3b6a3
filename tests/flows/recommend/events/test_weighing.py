from datetime import UTC, date, datetime

import pytest

from alkasba.flows.batch import Clock
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.events.weighing import read_weighed
from alkasba.flows.recommend.places import current
from alkasba.flows.recommend.reading import keys_of
from alkasba.flows.recommend.store import open_model
from alkasba.flows.recommend.training import train_model
from tests.flows.recommend.events.test_report import edition_of, event
from tests.flows.recommend.events.test_taking import take
from tests.recommend_shop import OBJECTING, RECOMMEND, RESTRICTED, SALE, ShopFolder, recommend_shop

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
WEIGHTS = "events = { clicked = 0.2, bought = 0.5 }\n"


@pytest.fixture
def shop(tmp_path) -> ShopFolder:
    found = recommend_shop(tmp_path, tables__sale=SALE + RECOMMEND + WEIGHTS)
    found.run()
    return found


def tell(shop: ShopFolder, *said: object) -> None:
    with edition_of(shop) as edition:
        found = take(edition, Events(shop.folder / "build/recommend/events"), said, now=NOW)
        assert found.taken == len(said)


def weighed(shop: ShopFolder, *, sales_until: int) -> list[tuple[int, int, float]]:
    who = sorted(key for (key,) in shop.rows("SELECT customer_id FROM customer") if key)
    people, products = keys_of(who), keys_of(["S1", "T1", "T2"])
    found = read_weighed(
        shop.open(), people=people, products=products, sales_until=sales_until, clock=Clock(NOW)
    )
    return [
        (int(w), int(p), round(float(x), 3))
        for w, p, x in zip(found.who, found.what, found.weight, strict=True)
    ]


DAY = (date(2026, 10, 10) - date(1970, 1, 1)).days


def test_clicks_of_people_and_products_that_are_known_weigh(shop):
    tell(
        shop,
        event("clicked", "T1", "T2", customer="C1"),
        event("shown", "S1", customer="C1"),
        event("clicked", "S2", customer="C1"),
        event("clicked", "T1", customer=OBJECTING),
        event("clicked", "T3", customer=RESTRICTED),
        event("clicked", "T1", customer="C999"),
        event("clicked", "T1", visitor="v"),
    )
    found = weighed(shop, sales_until=DAY)
    assert [(product, weight) for _, product, weight in found] == [(1, 0.2), (2, 0.2)]


@pytest.mark.parametrize(("sales_until", "counts"), [(DAY - 1, 1), (DAY, 0), (DAY + 5, 0)])
def test_what_the_sales_tell_is_not_weighed_twice(shop, sales_until, counts):
    tell(shop, event("bought", "T1", customer="C1"))
    assert len(weighed(shop, sales_until=sales_until)) == counts


def test_without_weights_nothing_is_read(tmp_path):
    plain = recommend_shop(tmp_path)
    plain.run()
    tell(plain, event("clicked", "T1", customer="C1"))
    assert weighed(plain, sales_until=0) == []


def test_clicks_move_the_factors_and_nobody_owns_what_she_clicked(shop):
    def arrays(minute: int):
        clock = Clock(datetime(2026, 11, 1, 8, minute, tzinfo=UTC))
        train_model(shop.open(), accept=True, clock=clock)
        build = shop.folder / "build"
        return open_model(build, current(build))

    before = arrays(1)
    tell(
        shop,
        *(
            event("clicked", "S1", when="2026-10-10T10:00:00Z", customer=f"C{n}")
            for n in range(0, 60, 2)
        ),
    )
    after = arrays(2)
    assert (before.vectors != after.vectors).any()
    assert before.owned.tolist() == after.owned.tolist()
    assert before.owned_times.tolist() == after.owned_times.tolist()
