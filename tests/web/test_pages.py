"""Pages say what `ask` says, show hostile names as text, and lead from one to the next."""

import csv
import io
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from alkasba.derive.figures import figures
from alkasba.derive.web.words import NAMES
from tests.contrast import contrast
from tests.served_shop import HOSTILE

DASHBOARD = "/dashboards/sales"


class Elements(HTMLParser):
    """Every start tag of a page, with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def links(self):
        return [a["href"] for tag, a in self.found if tag == "a"]


def cells(text):
    """The texts of a page's headers of rows and cells, as a person reads them."""
    text = re.sub(r'<a class="page".*?</a>', "", text, flags=re.DOTALL)
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", text, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in found]


@pytest.mark.parametrize("period", ["last_12_months", "2026-10", "2026", "all"])
def test_numbers_on_the_page_are_those_of_ask(site, shop, period):
    text = site.get(DASHBOARD, params={"period": period}).text
    days = {
        "last_12_months": "day >= '2025-11-01' and day <= '2026-10-11'",
        "2026-10": "month = '2026-10'",
        "2026": "year = 2026",
        "all": "day is not null",
    }[period]
    ((net_sales,),) = shop.ask("net_sales", where=days)
    assert f'<p class="number"><bdi>{figures([net_sales])[0]}</bdi>' in text
    for product, units, share in shop.ask("units", "share", by="product", where=days):
        name = {"P1": "Mint"} | {f"H{at}": name for at, name in enumerate(HOSTILE)}
        row = [name.get(product, product), str(units), figures([share], "%")[0]]
        assert row in [cells(text)[at : at + 3] for at in range(len(cells(text)))]


def test_last_year_stands_beside_a_number(site, shop):
    text = site.get(DASHBOARD, params={"period": "2026-10"}).text
    where = "day >= '2026-10-01' and day <= '2026-10-31'"
    ((_, then, change),) = shop.ask("net_sales", where=where, compare="last_year")
    assert f"Last year: <bdi>{figures([then])[0]}</bdi>" in text
    assert f"<bdi>{figures([change], '%')[0]}</bdi>" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_can_be_chosen(site, name):
    whole = site.get(DASHBOARD).text
    assert name in cells(whole)
    assert "<script>alert" not in whole
    found = site.get(DASHBOARD, params={"category": name})
    assert found.status_code == 200
    assert name in cells(found.text)
    assert "Mint" not in cells(found.text)


def test_no_page_has_a_script_or_style_of_its_own_or_of_another_host(site):
    for path in ("/", DASHBOARD, f"{DASHBOARD}/tiles/2", f"{DASHBOARD}/tiles/2/rows/sale", "/no"):
        for tag, attributes in Elements(site.get(path).text).found:
            assert tag not in ("style", "iframe", "object", "base")
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            if tag == "script":
                assert attributes.get("type") == "application/json" or attributes["src"]
            for link in (attributes.get("src", ""), attributes.get("href", "")):
                assert not urlsplit(link).netloc


def test_every_link_of_every_page_leads_somewhere(site):
    seen, waiting = set(), ["/", "/?lang=ar"]
    while waiting and len(seen) < 200:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        found = site.get(path)
        assert found.status_code == 200, path
        if found.headers["content-type"].startswith("text/html"):
            links = Elements(found.text).links()
            waiting += [urljoin(path, link).split("#")[0] for link in links if link[0] != "#"]
    assert len(seen) > 20


@pytest.mark.parametrize("language", NAMES)
def test_a_page_is_whole_in_every_language(site, language):
    text = site.get(DASHBOARD, params={"lang": language}).text
    titles = {"en": "Net sales", "fr": "Ventes nettes", "ar": "صافي المبيعات"}
    assert titles[language] in text
    inside = [link for link in Elements(text).links() if link.startswith(("/", "?"))]
    others = {
        link for code in NAMES if code != language for link in inside if f"lang={code}" in link
    }
    assert all(f"lang={language}" in link for link in inside if link not in others)


def test_a_browser_is_answered_in_its_language(site):
    text = site.get("/", headers={"Accept-Language": "fr-FR,en;q=0.5"}).text
    assert "Tableaux de bord" in text
    assert "lang=fr" not in Elements(text).links()[1]


def test_a_view_that_holds_nothing_says_what_to_do(site):
    text = site.get(DASHBOARD, params={"period": "2024"}).text
    assert "Choose another period, or clear the filters." in text


def test_a_month_is_shown_by_day_and_a_category_by_its_products(site):
    text = site.get(DASHBOARD, params={"period": "2026-10", "category": "Tea"}).text
    assert {"10 Oct 2026", "Mint"} <= set(cells(text))


def test_a_tile_says_what_it_means_how_it_is_asked_and_leads_to_its_rows(site, shop):
    text = site.get(f"{DASHBOARD}/tiles/4").text
    assert "Orders for each piece" in text
    assert '<code dir="ltr">orders / units</code>' in text
    sql = unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", text, re.DOTALL)[1])
    assert len(shop.rows(sql)) == len(shop.ask("units", by="product"))
    assert f"{DASHBOARD}/tiles/4/rows/sale?" in text


def test_the_rows_of_a_tile_are_those_that_it_adds_up(site, shop):
    found = site.get(
        f"{DASHBOARD}/tiles/1/rows/sale", params={"period": "2026-10", "category": "Tea"}
    )
    assert found.text.count("<tr>") == 1 + 1
    assert "S2" in cells(found.text)


def test_rows_come_a_page_at_a_time(site):
    path = f"{DASHBOARD}/tiles/1/rows/sale"
    whole, rest = site.get(path).text, site.get(path, params={"rows_from": 6}).text
    assert whole.count("<tr>") - rest.count("<tr>") == 6
    assert "Next rows" not in whole


def test_rows_of_another_fact_are_no_rows_of_the_tile(site):
    assert site.get(f"{DASHBOARD}/tiles/1/rows/product").status_code == 404


def test_csv_is_what_the_tile_shows_and_no_spreadsheet_runs_it(site, shop):
    found = site.get(f"{DASHBOARD}/tiles/3.csv")
    assert found.headers["content-disposition"] == 'attachment; filename="sales-3.csv"'
    header, *rows = csv.reader(io.StringIO(found.text.removeprefix("\ufeff")))
    assert header == ["product.category" if "." in header[0] else "category", "net_sales"]
    names = {row[0] for row in rows}
    assert {HOSTILE[0], f"'{HOSTILE[1]}", HOSTILE[2]} <= names
    assert HOSTILE[1] not in names
    assert len(rows) == len(shop.ask("net_sales", by="category", where="day > '2025-10-31'"))


def test_a_picture_is_the_chart_and_what_has_none_says_so(site):
    assert site.get(f"{DASHBOARD}/tiles/3.png").content.startswith(b"\x89PNG")
    missing = site.get(f"{DASHBOARD}/tiles/1.png")
    assert missing.status_code == 404
    assert "Take it as CSV" in missing.text


@pytest.mark.parametrize("name", ["page.css", "page.js", "mark.svg"])
def test_files_come_from_this_machine(site, name):
    assert site.get(f"/static/{name}").status_code == 200


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fapp.py", "%2e%2e%2fpages.py"])
def test_no_other_file_is_given(site, name):
    assert site.get(f"/static/{name}").status_code == 404


def colours(style, ground):
    """The colours that the style names, in a light or a dark room, or on paper in a dark one."""
    light, dark, *_, paper = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    named = {"light": light, "dark": light + dark, "paper": light + dark + paper}[ground]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", named))


@pytest.mark.parametrize("ground", ["light", "dark", "paper"])
@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("ink", "paper"),
        ("ink", "ground"),
        ("ink", "marked"),
        ("quiet", "paper"),
        ("quiet", "ground"),
        ("accent", "paper"),
        ("accent", "ground"),
        ("accent-ink", "accent"),
    ],
)
def test_every_text_stands_out_from_what_is_behind_it(site, ground, text, behind):
    named = colours(site.get("/static/page.css").text, ground)
    assert contrast(named[text], named[behind]) >= 4.5
