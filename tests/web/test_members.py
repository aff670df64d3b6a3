from html import unescape

import pytest

from alkasba.derive.figures import figures
from tests.served_shop import HOSTILE
from tests.web.test_pages import Elements, cells


def test_a_list_tells_names_and_figures_as_ask_does(site, shop):
    texts = cells(site.get("/tables/product").text)
    for product, net_sales in shop.ask("net_sales", by="product", where="day >= '2025-11-01'"):
        name = {"P1": "Mint"} | {f"H{at}": name for at, name in enumerate(HOSTILE)}
        if product in name:
            at = texts.index(product)
            assert texts[at - 1] == name[product]
            assert figures([net_sales])[0] in texts[at : at + 4]


@pytest.mark.parametrize("at", range(len(HOSTILE)))
def test_a_hostile_name_leads_to_its_page_and_is_text_there(site, at):
    name = HOSTILE[at]
    links = Elements(site.get("/tables/product", params={"q": name}).text).links()
    (link,) = [link for link in links if link.startswith("/tables/product/member")]
    found = site.get(link)
    assert found.status_code == 200
    assert f"<h1><bdi>{name}</bdi></h1>" in unescape(found.text)
    assert "<script>alert" not in found.text


def test_a_header_sorts_and_once_more_the_other_way_round(site):
    text = site.get("/tables/product").text
    assert text.count('aria-sort="descending"') == 1
    turned = site.get("/tables/product", params={"order": "name"}).text
    assert 'aria-sort="ascending"><a href="/tables/product?order=-name"' in turned


def test_a_search_without_hits_says_what_to_do(site):
    text = site.get("/tables/product", params={"q": "no such thing"}).text
    assert "Search for fewer" in text
    assert "<table" not in text


def test_a_member_has_its_period_and_keeps_its_key_in_every_view(site):
    text = unescape(site.get("/tables/product/member?key=P1&period=2026-10").text)
    assert '<input type="hidden" name="key" value="P1">' in text
    links = [link for link in Elements(text).links() if link.startswith("?")]
    assert links
    assert all("key=P1" in link for link in links)


def test_the_numbers_of_a_member_are_those_of_ask(site, shop):
    text = site.get("/tables/product/member?key=P1&period=2026-10").text
    ((net_sales,),) = shop.ask("net_sales", where="product = 'P1' and month = '2026-10'")
    assert f'<p class="number"><bdi>{figures([net_sales])[0]}</bdi>' in text


def test_a_cell_that_names_a_member_has_a_link_to_its_page(site):
    text = site.get("/dashboards/sales").text
    links = [
        attributes
        for tag, attributes in Elements(text).found
        if tag == "a" and attributes.get("class") == "page"
    ]
    mint = next(one for one in links if one["href"] == "/tables/product/member?key=P1")
    assert mint["aria-label"] == "Page of Mint"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tables/sale", 404),
        ("/tables/produkt", 404),
        ("/tables/product/member?key=nobody", 404),
        ("/tables/product/member", 422),
        ("/tables/product?order=nam", 404),
        ("/tables/product?rows_from=-1", 422),
        ("/tables/product/member?key=P1&period=soon", 422),
        ("/tables/product/member?key=P1&colour=red", 404),
    ],
)
def test_a_wrong_address_is_refused(site, address, status):
    assert site.get(address).status_code == status


def test_the_pages_of_members_are_in_the_navigation(site):
    links = Elements(site.get("/").text).links()
    assert {"/tables/product", "/health", "/catalogue", "/lineage"} <= set(links)
    assert "/tables/sale" not in links
