import csv
import io
from html import unescape

import pytest

from alkasba.derive.catalogue import catalogue


def test_every_table_column_and_measure_has_a_place_to_be_linked_to(site, shop):
    text = unescape(site.get("/catalogue").text)
    for item in catalogue(shop.open().shop):
        assert f'id="{item.word}"' in text


def test_a_meaning_that_holds_html_is_text(site):
    text = site.get("/catalogue").text
    assert "Was &lt;b&gt;paid&lt;/b&gt;" in text
    assert "<b>paid" not in text


def test_a_search_shows_what_it_finds_and_its_table(site):
    text = site.get("/catalogue", params={"q": "orders for each"}).text
    assert 'id="measure:share"' in text
    assert 'id="table:sale"' in text
    assert 'id="measure:units"' not in text


def test_a_search_for_nonsense_says_what_to_do(site):
    text = site.get("/catalogue", params={"q": "<script>"}).text
    assert "Search for fewer" in text
    assert "<script>alert" not in text
    assert 'value="&lt;script&gt;"' in text


def test_a_search_that_is_too_long_is_refused(site):
    assert site.get("/catalogue", params={"q": "x" * 101}).status_code == 422


@pytest.mark.parametrize(("search", "rows"), [("", None), ("orders for each", 2)])
def test_the_sheet_holds_what_the_page_holds(site, shop, search, rows):
    found = site.get("/catalogue.csv", params={"q": search})
    assert found.headers["content-disposition"] == 'attachment; filename="catalogue.csv"'
    lines = list(csv.DictReader(io.StringIO(found.text.removeprefix("\ufeff"))))
    assert len(lines) == (rows or len(catalogue(shop.open().shop)))
    assert {line["kind"] for line in lines} <= {"table", "column", "measure"}
    share = next(line for line in lines if line["name"] == "share")
    assert (share["made_of"], share["about"]) == ("orders / units", "Orders for each piece")
    assert "tile:sales/4" in share["used_by"]
