from html import unescape

import pytest

from alkasba.derive.lineage import lineage, overview
from alkasba.web.lineage import choices


def page(site, of=""):
    return unescape(site.get("/lineage", params={"of": of} if of else {}).text)


def test_the_whole_shop_is_drawn_and_stands_in_a_list(site):
    text = page(site)
    assert (
        text.count("<rect") == len({"sales", "products"} | {"sale", "product"} | {"dashboard"}) + 0
    )
    for name in ("source:sales", "table:sale", "dashboard:sales"):
        assert f"of={name.replace(':', '%3A')}" in text
    assert "<dt><bdi>Sale</bdi></dt>" in text


def test_a_measure_is_drawn_with_what_it_comes_from_and_what_hangs_on_it(site, shop):
    text = page(site, "measure:net_sales")
    drawn = lineage(shop.open().shop).around("measure:net_sales")
    assert text.count("<rect") == len(drawn.nodes)
    assert text.count("<path d=") == len(drawn.edges)
    assert text.count('aria-current="true"') == 2  # The box, and the language.
    before, _, after = text.partition("What hangs on it")
    assert "Quantity" in before.partition("What it comes from")[2]
    assert "Net sales" in after


@pytest.mark.parametrize("of", ["measure:nothing", "<script>", "tile:sales/99", "x"])
def test_an_unknown_thing_is_a_page_that_says_what_to_do(site, of):
    found = site.get("/lineage", params={"of": of})
    assert found.status_code == 404
    assert "measure:NAME" in found.text
    assert "<script>alert" not in found.text


def test_everything_can_be_chosen(shop):
    declared = shop.open().shop
    offered = {value for group in choices(declared, "fr") for value, _ in group.choices}
    graph = {**lineage(declared).nodes, **overview(declared).nodes}
    assert offered == {word for word in graph if not word.startswith("field:")}


def test_the_same_page_is_the_same_drawing(site):
    assert page(site, "table:sale") == page(site, "table:sale")
