"""Names that trip programs come out of every door as they went in: pages, files, the API."""

import csv
import io
import json
import zipfile
from html.parser import HTMLParser
from unicodedata import category, normalize

import httpx
import openpyxl
import pytest

from alkasba.cli.program import main
from tests.browser import browsing
from tests.naughty import NAUGHTY
from tests.served_shop import served_shop, serving
from tests.shop_builder import ShopFolder

PAGES = (
    "/dashboards/sales",
    "/dashboards/sales/tiles/4",
    "/dashboards/sales/tiles/4/rows/sale",
    "/tables/product",
    "/tables/product/member?key=N1",
    "/catalogue",
    "/lineage",
    "/health",
)


class Texts(HTMLParser):
    """Every text of a page, as a browser reads it, and every element and address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.texts.add(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"{name} would run"
            if name in ("href", "src", "action", "formaction"):
                assert not (value or "").lower().startswith(("javascript:", "data:text"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found = served_shop(tmp_path_factory.mktemp("naughty"))
    lines = io.StringIO()
    rows = [(f"N{at}", name, name) for at, name in enumerate(NAUGHTY)]
    csv.writer(lines, lineterminator="\n").writerows([("code", "name", "category"), *rows])
    found.write("data/products.csv", lines.getvalue())
    found.sales("2026.csv", *(f"S{at},1,2026-10-11,N{at},1,1" for at in range(len(NAUGHTY))))
    found.run()
    return found


@pytest.fixture(scope="module")
def names(shop: ShopFolder) -> set[str]:
    """The names as the warehouse holds them: none is lost on the way in."""
    return set(held(shop).values())


def held(shop: ShopFolder) -> dict[str, str]:
    """The name of each key, as the warehouse holds it."""
    return dict(shop.rows("SELECT code, name FROM product WHERE product_key <> 0"))


@pytest.fixture(scope="module")
def site(shop: ShopFolder):
    with serving(shop.folder) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def test_every_name_is_in_the_warehouse_as_it_was_written(shop: ShopFolder) -> None:
    """A mark at the beginning of a text is none of it, and letters have one form."""
    expected = {f"N{at}": normalize("NFC", n.lstrip("\ufeff")) for at, n in enumerate(NAUGHTY)}
    assert held(shop) == expected


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_them_as_text_and_nothing_that_runs(site: httpx.Client, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    page = Texts(answer.text)
    assert not page.tags & {"img", "iframe", "textarea", "object", "embed"}
    assert "49" not in page.texts


def test_a_table_shows_each_name(site: httpx.Client, names: set[str]) -> None:
    assert names <= Texts(site.get("/dashboards/sales/tiles/4").text).texts


def test_each_has_a_page(site: httpx.Client, shop: ShopFolder) -> None:
    for key, name in held(shop).items():
        page = Texts(site.get("/tables/product/member", params={"key": key}).text)
        assert name in page.texts


def test_each_can_be_chosen_and_searched(site: httpx.Client, shop: ShopFolder) -> None:
    for key, name in held(shop).items():
        answer = site.get("/api/v1/dashboards/sales", params={"category": name, "period": "all"})
        assert answer.json()["tiles"][0]["rows"][0]["net_sales"] == 1, name
        found = site.get("/tables/product", params={"q": name[:100]})
        assert found.status_code == 200
        assert f"key={key}" in found.text, name


def test_the_api_tells_them(site: httpx.Client, names: set[str]) -> None:
    rows = site.get("/api/v1/ask", params={"measures": "units", "by": "category"}).json()["rows"]
    assert {row["category"] for row in rows} == names


def test_a_csv_holds_them_and_no_cell_begins_as_a_formula(
    site: httpx.Client, names: set[str]
) -> None:
    text = site.get("/dashboards/sales/tiles/3.csv").content.decode("utf-8-sig")
    _, *rows = csv.reader(io.StringIO(text, newline=""))
    found = {row[0] for row in rows}
    assert not [name for name in found if name[:1] in "=+-@\t\r"]
    assert found == {f"'{name}" if name[0] in "=+-@\t\r" else name for name in names}


def test_a_workbook_holds_them_as_texts(site: httpx.Client, names: set[str]) -> None:
    data = io.BytesIO(site.get("/dashboards/sales.xlsx").content)
    cells = [
        cell
        for sheet in openpyxl.load_workbook(data).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    texts = {str(cell.value) for cell in cells if cell.data_type == "s"}
    assert {name for name in names if all(category(sign) != "Cc" for sign in name)} <= texts
    assert not [n for n in zipfile.ZipFile(data).namelist() if "externalLink" in n]


@pytest.mark.parametrize("path", ["/dashboards/sales.pdf", "/dashboards/sales/tiles/3.png"])
def test_pictures_and_papers_are_made_of_them(site: httpx.Client, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.content[:4] in (b"%PDF", b"\x89PNG")


def test_a_browser_runs_none_of_them(shop: ShopFolder) -> None:
    with serving(shop.folder) as address, browsing(address) as browser:
        for path in PAGES[:5]:
            browser.go(path)
            assert browser.run("return window.alerted") is None
            assert browser.troubles == []


def test_ask_tells_them_to_programs(shop: ShopFolder, names: set[str], capsys) -> None:
    asked = ["--shop", str(shop.folder), "ask", "units", "--by", "category", "--json"]
    main(asked, standalone_mode=False)
    assert {row["category"] for row in json.loads(capsys.readouterr().out)} == names
