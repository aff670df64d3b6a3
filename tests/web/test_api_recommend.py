import base64
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from math import inf

import httpx
import pytest

from alkasba.errors import WrongValue
from alkasba.flows.batch import Clock
from alkasba.flows.recommend.training import train_model
from alkasba.web.api_recommend import LONGEST_BASKET, ends_of
from alkasba.web.rights import Rights
from tests.recommend_shop import (
    ARRIVALS,
    SPICES,
    TEAS,
    UNSOLD,
    WITHDRAWN,
    shop_of_arrivals,
    trained_shop,
)
from tests.served_shop import serving
from tests.shop_builder import ShopFolder

TOKEN, PEOPLE = "0123456789abcdef-all", "0123456789abcdef-people"
POPULAR, BASKET = "/api/v1/recommendations/popular", "/api/v1/recommendations/basket"
CUSTOMER = "/api/v1/recommendations/customers/C0"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found, _ = trained_shop(tmp_path_factory.mktemp("suggesting"))
    return found


@pytest.fixture(scope="module")
def site(shop: ShopFolder) -> Iterator[httpx.Client]:
    with serving(shop.folder) as address, httpx.Client(base_url=address) as client:
        yield client


def keys(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["key"] for item in answer.json()["items"]]


def test_a_person_gets_suggestions_of_one_model_with_reasons(site):
    found = site.get(f"{CUSTOMER}?limit=3")
    assert set(keys(found)) <= set(TEAS)
    told = found.json()
    assert told["basis"] == "history" and told["model"] and told["trained_at"]
    for item in told["items"]:
        assert item["source"] in ("als", "again", "together", "popular")
    assert any(item["because"] for item in told["items"])


def test_a_basket_gets_what_goes_with_it(site):
    found = site.post(BASKET, json={"products": ["S1", "S2"]}, params={"limit": 3})
    assert set(keys(found)) <= set(SPICES) - {"S1", "S2"}
    assert site.post(BASKET, json={"products": []}).json()["basis"] == "popular"


@pytest.mark.parametrize(
    "body",
    [
        {"products": "S1"},
        {"products": [1]},
        {"product": ["S1"]},
        {"products": ["S1"] * (LONGEST_BASKET + 1)},
        {"products": ["x" * 1000]},
        ["S1"],
    ],
)
def test_a_basket_that_is_none_is_refused(site, body):
    found = site.post(BASKET, json=body)
    assert found.status_code == 422
    assert found.headers["content-type"] == "application/problem+json"


def test_a_basket_that_is_not_sent_as_json_is_told_how(site):
    found = site.post(
        BASKET,
        content='{"products": ["S1"]}',
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert found.status_code == 422 and found.json()["where"] == "Content-Type"
    assert "Content-Type: application/json" in found.json()["next_step"]


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [("Content-Length", "2000000", 413), ("Transfer-Encoding", "chunked", 411)],
)
def test_a_body_without_end_is_refused_before_it_is_read(site, header, value, status):
    with closing(HTTPConnection(site.base_url.host, site.base_url.port, timeout=10)) as asking:
        asking.putrequest("POST", BASKET)
        asking.putheader(header, value)
        asking.endheaders()
        found = asking.getresponse()
        assert found.status == status
        assert found.headers["content-type"] == "application/problem+json"


def test_products_are_asked_by_the_name_that_the_shop_has_for_them(site):
    assert set(keys(site.get("/api/v1/product/T1/similar?limit=3"))) <= {*TEAS, "L1", "N1"}
    together = site.get("/api/v1/product/T1/together").json()["items"]
    assert together and all(item["lift"] > 1 and item["people"] >= 3 for item in together)
    lost = site.get("/api/v1/produkt/T1/similar")
    assert lost.status_code == 404 and "Did you mean 'product'?" in lost.json()["detail"]
    assert site.get("/api/v1/product/none/similar").status_code == 404


def test_lists_are_narrowed_and_come_in_pages_of_one_model(site):
    whole = keys(site.get(f"{POPULAR}?limit=100"))
    assert WITHDRAWN not in whole
    first = site.get(f"{POPULAR}?limit=10")
    assert keys(first) + keys(site.get(first.json()["next"])) == whole[:20]
    assert set(keys(site.get(f"{POPULAR}?category=Spices&price=10..12&limit=100"))) == {"S0", "S1"}
    moved = site.get(f"{POPULAR}?model=20200101-000000-00000000")
    assert moved.status_code == 409
    model = first.json()["model"]
    assert keys(site.get(f"{POPULAR}?limit=10&offset=10&model={model}")) == whole[10:20]


@pytest.mark.parametrize("query", ["", "&diversity=0.5", "&category=Teas", "&bought=new"])
def test_pages_after_pages_are_the_whole_list(site, query):
    for path in (POPULAR, CUSTOMER, "/api/v1/product/T1/similar"):
        whole = keys(site.get(f"{path}?limit=100{query}"))
        found, following = [], f"{path}?limit=3{query}"
        while following:
            page = site.get(following)
            found += keys(page)
            following = page.json()["next"]
        assert found == whole and "offset" not in (following or "")


def test_a_basket_has_pages_and_the_cursor_of_another_basket_is_refused(site):
    one, other = {"products": ["T1", "T2"]}, {"products": ["S1"]}
    whole = keys(site.post(BASKET, json=one, params={"limit": 100}))
    first = site.post(BASKET, json=one, params={"limit": 4})
    second = site.post(first.json()["next"], json=one)
    assert keys(first) + keys(second) == whole[:8]
    refused = site.post(first.json()["next"], json=other)
    assert refused.status_code == 422 and refused.json()["where"] == "after"


def test_a_cursor_is_of_its_question_its_model_and_no_offset(site):
    after = site.get(f"{POPULAR}?limit=3").json()["next"].partition("after=")[2]
    for path in (f"{POPULAR}?category=Teas", f"{CUSTOMER}?limit=3", f"{POPULAR}?offset=3"):
        sign = "&" if "?" in path else "?"
        refused = site.get(f"{path}{sign}after={after}")
        assert refused.status_code == 422 and "after" in refused.json()["where"]
    told = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    told[1] = "20200101-000000-00000000"
    moved = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    assert site.get(f"{POPULAR}?after={moved}").status_code == 409


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "offset=-1", "price=cheap", "bought=no", "diversity=2"]
)
def test_a_word_that_is_none_is_refused(site, query):
    assert site.get(f"{POPULAR}?{query}").status_code == 422


@pytest.mark.parametrize("path", [POPULAR, CUSTOMER, "/api/v1/product/T1/together", BASKET])
def test_a_category_that_no_product_has_is_refused_with_the_nearest(site, path):
    method, body = ("POST", {"products": ["T1"]}) if path == BASKET else ("GET", None)
    found = site.request(method, f"{path}?category=Teas&category=Tea", json=body)
    told = found.json()
    assert (found.status_code, told["where"]) == (404, "category")
    assert "Did you mean 'Teas'?" in told["detail"] and "Spices, Teas" in told["next_step"]
    assert site.request(method, f"{path}?category=", json=body).status_code == 200


def test_a_list_with_nothing_in_it_says_why_and_what_to_ask(site):
    found = site.get(f"{POPULAR}?price=1000..")
    assert keys(found) == [] and "ask for a wider range" in found.json()["reason"]
    assert "too few people" in site.get("/api/v1/product/L1/together").json()["reason"]
    assert "country" in site.get(f"{POPULAR}?country=XX").json()["reason"]


def test_an_answer_that_is_known_is_not_sent_twice(site):
    first = site.get(POPULAR)
    assert first.headers["cache-control"] == "private, no-cache"
    again = site.get(POPULAR, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    mine = site.get(CUSTOMER)
    assert mine.headers["cache-control"] == "private, no-cache"
    again = site.get(CUSTOMER, headers={"If-None-Match": mine.headers["etag"]})
    assert again.status_code == 304


def test_a_basket_is_answered_anew_and_kept_by_nobody(site):
    one, other = (site.post(BASKET, json={"products": [key]}) for key in ("T1", "T2"))
    assert one.headers["etag"] != other.headers["etag"]
    known = {"If-None-Match": one.headers["etag"]}
    again = site.post(BASKET, json={"products": ["T1"]}, headers=known)
    assert again.status_code == 200 and again.json() == one.json()
    assert again.headers["cache-control"] == "no-store"


def test_what_is_told_of_the_model_says_how_good_it_is(site):
    told = site.get("/api/v1/recommendations/model").json()
    assert told["quality"]["ndcg"] > told["quality"]["popular_ndcg"]
    assert told["data"]["people"] == 59


def test_the_more_they_differ_the_less_alike_stand_together(site):
    same, spread = (keys(site.get(f"{POPULAR}?limit=8&diversity={d}")) for d in (0, 1))
    assert same != spread
    kinds = [key[0] for key in spread[:2]]
    assert kinds[0] != kinds[1]


@pytest.mark.parametrize(
    ("rights", "token", "status"),
    [
        (Rights(TOKEN), TOKEN, 403),
        (Rights(TOKEN, PEOPLE), TOKEN, 403),
        (Rights(TOKEN, PEOPLE), PEOPLE, 200),
        (Rights(TOKEN, PEOPLE), "", 401),
        (Rights("", PEOPLE), "", 403),
        (Rights("", PEOPLE), PEOPLE, 200),
    ],
)
def test_a_person_is_asked_about_by_those_alone_who_may(shop, rights, token, status):
    with serving(shop.folder, rights) as address:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        found = httpx.get(f"{address}{CUSTOMER}", headers=headers)
        assert found.status_code == status
        if status == 403:
            assert "C0" not in found.text
            assert found.json()["type"] == "urn:alkasba:error:NotAllowed"


def test_a_shop_that_recommends_nothing_says_so(tmp_path):
    from_nothing = ShopFolder(tmp_path)
    trained_shop(tmp_path)
    text = (tmp_path / "tables/sale.toml").read_text().partition("[recommend]")[0]
    from_nothing.write("tables/sale.toml", text)
    with serving(tmp_path) as address:
        found = httpx.get(f"{address}{POPULAR}")
    assert found.status_code == 404 and "[recommend]" in found.json()["where"]


def test_each_answer_is_of_one_model_while_models_are_swapped(tmp_path):
    shop, _ = trained_shop(tmp_path)
    seen: list[tuple[str, str]] = []
    failed: list[str] = []
    done = threading.Event()

    def ask(address: str) -> None:
        with httpx.Client(base_url=address) as client:
            while not done.is_set():
                found = client.get(f"{CUSTOMER}?limit=5")
                if found.status_code != 200:
                    failed.append(found.text)
                    return
                told = found.json()
                seen.append((told["model"], told["trained_at"]))

    with serving(shop.folder) as address:
        asking = [threading.Thread(target=ask, args=(address,)) for _ in range(3)]
        for one in asking:
            one.start()
        for minute in range(1, 5):
            clock = Clock(datetime(2026, 11, 2, 8, minute, tzinfo=UTC))
            train_model(shop.open(), accept=True, clock=clock)
        done.set()
        for one in asking:
            one.join()
    assert failed == [] and len(seen) > 3
    assert len({model for model, _ in seen}) == len(set(seen)) >= 2


@pytest.mark.parametrize("text", ["5", "x..1", "9..5", "nan..", "..nan"])
def test_a_range_that_is_none_is_refused(text):
    with pytest.raises(WrongValue, match="no range"):
        ends_of(text)


def test_a_range_may_be_open():
    assert ends_of("2..") == (2.0, inf)


@pytest.mark.parametrize("path", [POPULAR, CUSTOMER])
def test_new_products_have_their_places_on_whatever_pages(tmp_path_factory, path):
    shop = shop_of_arrivals(tmp_path_factory.mktemp("arrivals"))
    with serving(shop.folder) as address, httpx.Client(base_url=address) as client:
        whole = keys(client.get(f"{path}?limit=100"))
        found, following = [], f"{path}?limit=3"
        while following:
            page = client.get(following)
            found += keys(page)
            following = page.json()["next"]
    assert found == whole and len(set(whole)) == len(whole)
    for places in (5, 10, 15):
        assert len({*ARRIVALS, UNSOLD} & set(whole[:places])) >= places // 5
