"""A PDF holds the figures of `ask`; it is tagged, and the same for the same run."""

import re

import pypdfium2
import pytest

from alkasba.derive.figures import figures
from alkasba.derive.web.words import SIGNS
from alkasba.web.report import page, paper, workbook
from alkasba.web.report.paper import make
from tests.served_shop import HOSTILE, report_of_shop, served_shop

UNSEEN = re.compile("[\u2066-\u2069\u200b-\u200f\u202a-\u202e\ufffe\ufeff\r\n]")


def read(data):
    """All text of a PDF, without the signs that steer its direction, and its metadata."""
    document = pypdfium2.PdfDocument(data)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return UNSEEN.sub("", text), document.get_metadata_dict()


def test_figures_are_those_of_ask(report, shop):
    text, _ = read(make(report(period="2026")).data)
    ((net_sales,),) = shop.ask("net_sales", where="year = 2026")
    assert figures([net_sales])[0] in text
    for product, units, share in shop.ask("units", "share", by="product", where="year = 2026"):
        if product == "P1":
            assert f"Mint {units} {figures([share], '%')[0]}" in text


def test_it_says_what_it_is(report):
    found = report(period="2026-10")
    text, told = read(make(found).data)
    assert "Oct 2026 (1 Oct 2026 – 31 Oct 2026)" in text
    assert f"Loaded {found.loaded} · Run {found.run}" in text
    assert "Page 1 of " in text
    assert "Sales" in told["Title"]
    assert told["CreationDate"].startswith(f"D:{found.finished:%Y%m%d%H%M%S}")


@pytest.mark.parametrize("name", [HOSTILE[0], HOSTILE[1], HOSTILE[3], HOSTILE[4]])
def test_a_hostile_name_is_text(report, name):
    text, _ = read(make(report(period="all")).data)
    assert name in text


MARKUP = ("#panic()", "$x$", "*bold*", '#read("/etc/passwd")', "\\u{41}", "// no", "@ref <label>")


def test_what_the_layout_would_read_as_its_own_is_text(tmp_path):
    other = served_shop(tmp_path)
    lines = [f'P{at},"{name.replace(chr(34), chr(34) * 2)}",Tea' for at, name in enumerate(MARKUP)]
    other.write("data/products.csv", "\n".join(["code,name,category", *lines, ""]))
    other.sales("a.csv", *(f"S{at},1,2026-10-10,P{at},1,1" for at in range(len(MARKUP))))
    other.run()
    text, _ = read(make(report_of_shop(tmp_path)).data)
    for name in MARKUP:
        assert name in text


def test_it_is_for_all_readers(report):
    data = make(report(language="fr")).data
    assert b"/StructTreeRoot" in data or b"/MarkInfo" in data
    assert b"pdfuaid" in data
    assert b"/Lang(fr" in data.replace(b"/Lang (", b"/Lang(")


def test_arabic_has_its_signs(report, shop):
    made = make(report(language="ar", period="2026"))
    ((net_sales,),) = shop.ask("net_sales", where="year = 2026")
    text, _ = read(made.data)
    assert figures([net_sales], "", SIGNS["ar"])[0] in text
    assert not made.lacks_letters


def test_the_same_run_gives_the_same_bytes(report):
    assert make(report()).data == make(report()).data


def test_letters_without_a_font_are_told_and_the_rest_is_there(report, monkeypatch):
    laid_out = paper.laid_out
    monkeypatch.setattr(
        paper, "laid_out", lambda *args: laid_out(*args) | {"shop": "\U0010ffff \uffff Test"}
    )
    made = make(report())
    assert made.lacks_letters
    assert "Net sales" in read(made.data)[0]


NASTY = ("a\x07b", "\ufffe", "\u2028", "]]>", "\u2066\u202e\u2069", "Z\u0338" * 60, "x" * 5000)


@pytest.mark.parametrize("make_it", [paper.make, workbook.make, page.make])
def test_no_name_keeps_a_report_from_being_made(tmp_path, make_it):
    shop = served_shop(tmp_path)
    lines = [f'P{at},"{name}","{name}"' for at, name in enumerate(NASTY)]
    shop.write("data/products.csv", "\n".join(["code,name,category", *lines, ""]))
    shop.sales("a.csv", *(f"S{at},1,2026-10-10,P{at},1,1" for at in range(len(NASTY))))
    shop.run()
    assert make_it(report_of_shop(tmp_path)).data
