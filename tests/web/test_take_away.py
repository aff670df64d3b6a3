"""Dashboards as files: in the view of the address, of one run, not sent twice."""

from io import BytesIO

import openpyxl
import pypdfium2
import pytest

from alkasba.web.report.made import FORMS
from tests.web.test_pages import Elements

DASHBOARD = "/dashboards/sales"


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_a_file_is_to_be_kept_and_is_not_sent_twice(site, ending):
    first = site.get(f"{DASHBOARD}.{ending}", params={"period": "2026"})
    assert first.status_code == 200
    assert first.headers["content-type"] == FORMS[ending].media_type
    assert first.headers["content-disposition"] == f'attachment; filename="sales.{ending}"'
    known = {"If-None-Match": first.headers["etag"]}
    again = site.get(f"{DASHBOARD}.{ending}", params={"period": "2026"}, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    other = site.get(f"{DASHBOARD}.{ending}", params={"period": "2025"}, headers=known)
    assert other.status_code == 200


def test_a_workbook_is_of_the_view_in_the_address(site, shop):
    words = {"period": "2026-10", "category": "Tea", "lang": "fr"}
    book = openpyxl.load_workbook(BytesIO(site.get(f"{DASHBOARD}.xlsx", params=words).content))
    where = "day >= '2026-10-01' and day <= '2026-10-31' and category = 'Tea'"
    ((net_sales,),) = shop.ask("net_sales", where=where)
    found = [row[:2] for row in book["Ventes"].iter_rows(values_only=True)]
    assert ("Ventes nettes", float(net_sales)) in found


def test_a_pdf_is_in_the_language_that_the_browser_prefers(site):
    answer = site.get(f"{DASHBOARD}.pdf", headers={"Accept-Language": "fr-CA,en;q=0.5"})
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    assert "Ventes nettes" in text
    assert answer.headers["vary"] == "Accept-Language"


def test_the_page_leads_to_its_files_in_the_same_view(site):
    links = Elements(site.get(f"{DASHBOARD}?period=2026&category=Tea").text).links()
    for ending in ("xlsx", "pdf"):
        assert f"{DASHBOARD}.{ending}?period=2026&category=Tea" in links


def test_no_such_dashboard_and_no_such_view(site):
    assert site.get("/dashboards/salse.pdf").status_code == 404
    assert site.get(f"{DASHBOARD}.pdf", params={"period": "lots"}).status_code == 422
    assert site.get(f"{DASHBOARD}.doc").status_code == 404
