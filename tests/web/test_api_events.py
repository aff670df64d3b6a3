from collections.abc import Iterator

import httpx
import jsonschema
import pytest

from alkasba.flows.recommend.events.store import Events
from alkasba.web import examples_events as examples
from alkasba.web.api_events import MOST_EVENTS, Pace
from alkasba.web.examples import schema_of
from alkasba.web.rights import Rights
from tests.flows.recommend.events.test_taking import ARMS
from tests.recommend_shop import (
    OBJECTING,
    RECOMMEND,
    RESTRICTED,
    SALE,
    ShopFolder,
    recommend_shop,
    train_model,
)
from tests.served_shop import serving

EVENTS = "/api/v1/recommendations/events"
LIFT = "/api/v1/recommendations/lift"
ID = "20261031-080004-4f1c2a9b-9c1e04d2b7a35f68"
SHOWN = {"type": "shown", "visitor": "v1", "recommendation": ID, "products": ["T1", "T2"]}
TOKEN, PEOPLE, SENDING = (f"0123456789abcdef-{one}" for one in ("all", "people", "events"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found = recommend_shop(tmp_path_factory.mktemp("events"), tables__sale=SALE + RECOMMEND + ARMS)
    found.run()
    train_model(found.open(), accept=True, clock=found.clock)
    return found


@pytest.fixture(scope="module")
def site(shop: ShopFolder) -> Iterator[httpx.Client]:
    with serving(shop.folder) as address, httpx.Client(base_url=address) as client:
        yield client


def kept(shop: ShopFolder) -> int:
    return Events(shop.folder / "build/recommend/events").read().num_rows


def test_one_event_or_several_are_taken_and_counted(site, shop):
    before = kept(shop)
    one = site.post(EVENTS, json=SHOWN)
    assert one.status_code == 202 and one.headers["cache-control"] == "no-store"
    assert one.json() == {"counted": 1, "taken": 1, "rejected": 0, "duplicates": 0, "rejects": []}
    several = [SHOWN | {"id": "1"}, SHOWN | {"id": "1"}, SHOWN | {"type": "watched"}]
    told = site.post(EVENTS, json={"events": several}).json()
    jsonschema.validate(told, schema_of(examples.TAKEN))
    assert (told["counted"], told["taken"], told["rejected"], told["duplicates"]) == (3, 1, 1, 1)
    assert told["rejects"][0]["where"] == "type"
    assert kept(shop) == before + 2


def test_an_answer_is_named_by_an_event_and_its_arm_is_that_of_the_event(site, shop):
    told = site.get("/api/v1/recommendations/customers/C2?limit=3").json()
    assert told["experiment"] == "spring" and told["arm"] in ("popular", "model")
    assert told["recommendation"].startswith(told["model"])
    keys = [item["key"] for item in told["items"]]
    event = {"type": "shown", "customer": "C2", "recommendation": told["recommendation"]}
    assert site.post(EVENTS, json=event | {"products": keys}).json()["taken"] == 1
    found = Events(shop.folder / "build/recommend/events").read().to_pylist()[-1]
    assert (found["experiment"], found["arm"]) == (told["experiment"], told["arm"])
    again = site.get("/api/v1/recommendations/customers/C2?limit=3").json()
    assert again["recommendation"] == told["recommendation"]


def test_arms_show_what_they_say(site):
    by_arm = {"popular": set(), "model": set()}
    for n in range(20):
        told = site.get(f"/api/v1/recommendations/customers/C{n}?limit=5").json()
        if told["arm"]:
            by_arm[told["arm"]].add((told["basis"], told["items"][0]["source"] == "popular"))
    assert by_arm["popular"] == {("popular", True)}
    assert all(basis == "history" for basis, _ in by_arm["model"])


def test_a_visitor_with_a_basket_is_in_an_arm_and_one_without_a_name_in_none(site):
    url = "/api/v1/recommendations/basket"
    arms = {
        site.post(url, json={"products": ["T1"], "visitor": f"v{n}"}).json()["arm"]
        for n in range(12)
    }
    assert arms == {"popular", "model"}
    assert site.post(url, json={"products": ["T1"]}).json()["arm"] == ""
    for who in (OBJECTING, RESTRICTED):
        told = site.get(f"/api/v1/recommendations/customers/{who}").json()
        assert (told["experiment"], told["arm"]) == ("", "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{not json",
        b'{"events": {}}',
        b'{"events": []}',
        b'{"events": [1], "more": 2}',
        b'{"events": [' + b"1, " * MOST_EVENTS + b"1]}",
        b"[" * 50_000,
        b"\xff\xfe",
    ],
)
def test_a_body_that_is_none_is_a_problem(site, shop, body):
    before = kept(shop)
    found = site.post(EVENTS, content=body, headers={"Content-Type": "application/json"})
    assert found.status_code in (400, 422)
    assert found.headers["content-type"] == "application/problem+json"
    assert kept(shop) == before


def test_a_page_of_another_host_cannot_send_events_through_a_browser(site, shop):
    # What a browser sends without asking first: no type of JSON.
    before = kept(shop)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/plain+json"):
        found = site.post(EVENTS, json=SHOWN, headers={"Content-Type": kind})
        assert found.status_code == 422
    assert kept(shop) == before
    asked = site.options(EVENTS, headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in asked.headers


@pytest.mark.parametrize(
    ("token", "method", "address", "status"),
    [
        ("", "POST", EVENTS, 401),
        (TOKEN, "POST", EVENTS, 202),
        (PEOPLE, "POST", EVENTS, 202),
        (SENDING, "POST", EVENTS, 202),
        (SENDING, "GET", EVENTS, 401),
        (SENDING, "POST", EVENTS + "/", 401),
        (SENDING, "GET", "/api/v1/recommendations/popular", 401),
        (SENDING, "GET", "/", 401),
        (SENDING[:-1], "POST", EVENTS, 401),
    ],
)
def test_the_token_of_events_sends_events_and_reads_nothing(shop, token, method, address, status):
    with serving(shop.folder, Rights(TOKEN, PEOPLE, SENDING)) as site:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"json": SHOWN} if method == "POST" else {}
        found = httpx.request(method, site + address, headers=headers, **body)
        assert found.status_code == status


def test_more_than_may_come_waits_a_minute():
    pace = Pace(most=60, left=60, seen=100.0)
    assert pace.lets(50, 100.0) and not pace.lets(11, 100.0)
    assert pace.lets(10, 100.0) and not pace.lets(1, 100.5)
    assert pace.lets(1, 101.5)
    # A clock that was put back gives nothing.
    assert not pace.lets(5, 0.0)
    assert pace.lets(60, 1_000.0) and not pace.lets(1, 1_000.0)


def test_too_many_are_told_when_to_come_again(shop, site, monkeypatch):
    monkeypatch.setattr(Pace, "lets", lambda *_: False)
    found = site.post(EVENTS, json=SHOWN)
    assert found.status_code == 429 and found.headers["retry-after"] == "60"


def test_events_are_described(site):
    told = site.get("/api/v1/openapi.json").json()["paths"][EVENTS]["post"]
    assert set(told["responses"]) >= {"202", "422", "429"}
    assert told["requestBody"]["content"]["application/json"]["examples"]["several"]


def test_lift_is_told_and_not_sent_twice(site):
    found = site.get(LIFT)
    told = found.json()
    jsonschema.validate(told, schema_of(examples.LIFT))
    assert set(examples.LIFT) == set(told)
    assert [arm["arm"] for arm in told["arms"]] == ["popular", "model"]
    known = {"If-None-Match": found.headers["etag"]}
    assert site.get(LIFT, headers=known).status_code == 304
    site.post(EVENTS, json=SHOWN | {"id": "another"})
    assert site.get(LIFT, headers=known).status_code == 200


def test_a_lift_names_nobody(site, shop):
    told = site.get(LIFT).text
    people = Events(shop.folder / "build/recommend/events").read()["who"].to_pylist()
    assert not any(who in told for who in people if who)
