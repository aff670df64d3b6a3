import asyncio

import httpx
import pytest

from alkasba.flows.serving import Serving
from alkasba.web.app import make_app
from alkasba.web.rights import Rights
from tests.served_shop import served_shop, serving


def test_a_mistake_is_a_page_for_people_and_a_problem_for_programs(site):
    page = site.get("/dashboards/salse")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Did you mean &#39;sales&#39;?" in page.text
    assert site.get("/api/v1/dashboards/salse").json()["status"] == 404


def test_a_page_that_is_not_there_leads_back(site):
    found = site.get("/nothing")
    assert found.status_code == 404
    assert 'href="/"' in found.text


def test_only_reading_is_possible(site):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert site.request(method, "/api/v1/ask").status_code == 405


def test_an_empty_shop_says_what_to_do_next(tmp_path):
    with serving(served_shop(tmp_path).folder) as address:
        found = httpx.get(f"{address}/dashboards/sales")
    assert found.status_code == 503
    assert "alkasba run" in found.text


def test_a_mistake_in_the_shop_s_files_is_told_on_the_page_and_mended_by_mending(tmp_path):
    shop = served_shop(tmp_path)
    shop.run()
    whole = (shop.folder / "dashboards/sales.toml").read_text()
    with serving(shop.folder) as address:
        shop.write("dashboards/sales.toml", whole.replace('"units"', '"unitz"'))
        broken = httpx.get(f"{address}/dashboards/sales")
        shop.write("dashboards/sales.toml", whole)
        mended = httpx.get(f"{address}/dashboards/sales")
    assert (broken.status_code, mended.status_code) == (422, 200)
    assert "dashboards/sales.toml, tile 2" in broken.text


@pytest.fixture
def unforeseen(shop):
    app = make_app(Serving(shop.folder), Rights())

    @app.get("/api/broken")
    def broken():
        raise RuntimeError("Jane Roe, 12 Example Street")

    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://localhost"
    )


def test_an_error_that_nobody_foresaw_tells_no_value(unforeseen):
    found = asyncio.run(unforeseen.get("/api/broken"))
    assert found.status_code == 500
    assert "RuntimeError" in found.text
    assert "Jane" not in found.text
