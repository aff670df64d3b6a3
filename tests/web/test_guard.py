import httpx

from alkasba.web.rights import Rights
from tests.served_shop import serving

TOKEN = "0123456789abcdef-token"
PAGES = ("/", "/api/v1/health", "/static/page.js", "/dashboards/sales", "/nothing")


def test_every_answer_forbids_what_is_not_ours(site):
    for page in PAGES:
        policy = site.get(page).headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy


def test_a_name_of_another_host_is_not_answered(site):
    found = site.get("/api/v1/health", headers={"Host": "shop.example"})
    assert found.status_code == 421
    assert "sale" not in found.text


def test_without_the_token_nothing_is_told(shop):
    with serving(shop.folder, Rights(TOKEN)) as address:
        for page in PAGES:
            found = httpx.get(address + page)
            assert (found.status_code, found.json()["status"]) == (401, 401)
            assert found.headers["www-authenticate"].startswith("Basic")
        told = httpx.get(f"{address}/api/v1/health", auth=("owner", TOKEN))
        assert told.status_code == 200
        assert httpx.get(f"{address}/api/v1/health", auth=("owner", "wrong")).status_code == 401


def test_events_that_have_a_token_are_not_taken_without_it_though_all_else_is_open(shop):
    with serving(shop.folder, Rights(events_token=TOKEN)) as address:
        events = f"{address}/api/v1/recommendations/events"
        assert httpx.get(f"{address}/api/v1/measures").status_code == 200
        refused = httpx.post(events, json={})
        assert refused.status_code == 401 and refused.headers["www-authenticate"]
        told = httpx.post(events, json={}, headers={"Authorization": f"Bearer {TOKEN}"})
        assert told.status_code not in (401, 403)
