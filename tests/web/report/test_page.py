import base64
import re
from html import unescape

from alkasba.derive.figures import figures
from alkasba.web.report.page import make
from tests.served_shop import HOSTILE


def html(report):
    return make(report).data.decode()


def test_it_holds_the_figures_of_ask(report, shop):
    text = html(report(period="2026"))
    ((net_sales,),) = shop.ask("net_sales", where="year = 2026")
    assert f"<bdi>{figures([net_sales])[0]}</bdi>" in text


def test_it_needs_nothing_from_elsewhere(report):
    text = html(report(period="all"))
    assert "<script" not in text
    assert set(re.findall(r'(?:src|href)="([^:"]*)', text)) == {"data"}
    assert "default-src 'none'" in text


def test_names_that_mean_harm_are_text(report):
    text = html(report(period="all"))
    assert {unescape(found) for found in re.findall(r"<bdi>(.*?)</bdi>", text)} >= set(HOSTILE)
    drawn = [base64.b64decode(code).decode() for code in re.findall(r"base64,([^\"]+)", text)]
    assert len(drawn) == 3
    assert not any("<script" in svg or "href" in svg for svg in drawn)


def test_it_is_read_from_the_right_in_arabic(report):
    assert '<html lang="ar" dir="rtl">' in html(report(language="ar"))


def test_the_same_run_gives_the_same_bytes(report):
    assert make(report()).data == make(report()).data
