from html import unescape

import httpx
import pytest

from tests.served_shop import served_shop, serving
from tests.shop_builder import SALE
from tests.web.test_pages import cells

MARK = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def troubled(tmp_path_factory):
    """A shop with rejected rows, one of which means harm, after two runs."""
    found = served_shop(tmp_path_factory.mktemp("troubled"))
    found.run()
    found.sales("bad.csv", *(f"B{at},1,{MARK},P1,1,1" for at in range(60)))
    found.run()
    return found


@pytest.fixture(scope="module")
def client(troubled):
    with serving(troubled.folder) as address, httpx.Client(base_url=address) as found:
        yield found


def test_a_shop_without_rejects_says_so(site):
    assert "No row is rejected." in site.get("/health").text


def test_rejects_are_told_now_and_after_the_run_before(client):
    texts = cells(client.get("/health").text)
    at = texts.index("Sale: type:sold_on")
    assert texts[at + 2 : at + 4] == ["60", "0"]


def test_every_row_is_counted_once_and_the_last_run_stands_first(client):
    text = client.get("/health").text
    assert "added up they are the rows in the files" in text
    assert text.index('id="runs"') < text.index('id="sources"') < text.index('id="rejects"')


def test_the_rows_behind_a_rule_are_text_and_come_in_pages(client):
    address = "/health/rejects?table=sale&rule=type:sold_on"
    first = client.get(address).text
    assert MARK not in first
    assert MARK in unescape(first)
    assert first.count("sales/bad.csv") == 50
    rest = client.get(f"{address}&rows_from=50").text
    assert rest.count("sales/bad.csv") == 10
    assert 'rel="next"' in first
    assert 'rel="next"' not in rest


def test_an_unknown_rule_is_a_page_that_says_what_to_do(client):
    found = client.get("/health/rejects?table=sale&rule=nothing")
    assert found.status_code == 404
    assert "/health" in found.text


def test_it_is_not_kept_since_the_clock_changes_it(client):
    found = client.get("/health")
    assert found.headers["cache-control"] == "no-store"
    assert "etag" not in found.headers


def test_a_source_that_is_late_is_told_in_words(tmp_path):
    shop = served_shop(tmp_path)
    source = shop.folder / "sources/sales.toml"
    source.write_text(f'every = "1 minute"\n{source.read_text()}', encoding="utf-8")
    shop.run()
    with serving(shop.folder) as address:
        texts = cells(httpx.get(f"{address}/health").text)
    at = texts.index("sales")
    assert texts[at + 1] == "In time"


def test_it_answers_where_the_shop_was_declared_otherwise_since(tmp_path):
    shop = served_shop(tmp_path)
    shop.run()
    with serving(shop.folder) as address:
        assert "alkasba run" not in httpx.get(f"{address}/health").text
        shop.write("tables/sale.toml", SALE.replace("price =", 'gift = { type = "flag" }\nprice ='))
        shop.write("dashboards/sales.toml", 'title = { en = "Sales" }\n')
        found = httpx.get(f"{address}/health")
        assert found.status_code == 200
        assert "Run: alkasba run" in found.text
        assert httpx.get(f"{address}/catalogue").status_code == 503


def test_before_the_first_run_it_says_what_to_do(tmp_path):
    shop = served_shop(tmp_path)
    with serving(shop.folder) as address:
        found = httpx.get(f"{address}/health")
    assert found.status_code == 503
    assert "alkasba run" in found.text
