"""What is tried, as the page tells it."""

from html import unescape

import httpx
import pytest

from alkasba.flows.recommend.training import train_model
from tests.flows.recommend.events.test_report import event
from tests.flows.recommend.events.test_taking import ARMS
from tests.flows.recommend.events.test_weighing import tell
from tests.recommend_shop import RECOMMEND, SALE, recommend_shop, trained_shop
from tests.served_shop import serving
from tests.web.test_pages import cells

PAGE = "/recommendations"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tried")
    shop = recommend_shop(folder, tables__sale=SALE + RECOMMEND + ARMS)
    shop.run()
    train_model(shop.open(), accept=True, clock=shop.clock)
    tell(shop, *(event("shown", "T1", visitor=f"v{n}") for n in range(40)))
    tell(shop, *(event("clicked", "T1", visitor=f"v{n}") for n in range(0, 40, 3)))
    with serving(folder) as address, httpx.Client(base_url=address) as client:
        yield client


def test_arms_are_told_with_their_lift_and_what_makes_it_doubtful(site):
    text = unescape(site.get(PAGE).text)
    assert "What is tried" in text and "spring: purchases count for 14 days" in text
    assert "An arm has few people" in text
    told = site.get("/api/v1/recommendations/lift").json()
    found = cells(site.get(PAGE).text)
    assert {"popular", "model"} <= set(found)
    assert all(str(arm["people"]) in found for arm in told["arms"])
    assert any("not sure" in cell or "sure" in cell for cell in found)


@pytest.mark.parametrize(("language", "words"), [("fr", "À l’essai"), ("ar", "ما يُجرَّب")])
def test_it_speaks_the_languages_of_the_other_pages(site, language, words):
    assert words in unescape(site.get(f"{PAGE}?lang={language}").text)


def test_a_shop_that_tries_nothing_has_no_such_part(tmp_path):
    shop, _ = trained_shop(tmp_path)
    with serving(shop.folder) as address:
        found = httpx.get(address + PAGE)
    assert found.status_code == 200 and "What is tried" not in found.text
