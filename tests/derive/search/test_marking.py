from dataclasses import replace

import pytest

from alkasba.derive.search.asking import Asked, lookup_of
from alkasba.derive.search.marking import as_html, highlights, marked
from alkasba.derive.search.searchable import Searchable
from tests.derive.search.build import searchable


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> Searchable:
    found = searchable(tmp_path_factory.mktemp("marked"), ["mint, menthe, نعناع"])
    return replace(found, plan=replace(found.plan, languages=("en", "fr", "ar")))


def html(products: Searchable, asked: str, text: str, way: str = "all") -> str:
    return as_html(marked(text, lookup_of(products, Asked(asked)), way))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "text", "told"),
    [
        ("mint", "Mint & more MINTS", "<mark>Mint</mark> &amp; more <mark>MINTS</mark>"),
        ("menthe", "Garden mint", "Garden <mark>mint</mark>"),
        ("mint", "أوراق النَّعناع", "أوراق <mark>النَّعناع</mark>"),
        ("lambs", "Lamb's lettuce", "<mark>Lamb&#x27;s</mark> lettuce"),
        ("oranger", "Fleur d'oranger", "Fleur <mark>d&#x27;oranger</mark>"),
        ("b", "<b>b</b>", "&lt;<mark>b</mark>&gt;<mark>b</mark>&lt;/<mark>b</mark>&gt;"),
        ("mint", "Peppermint", ""),
        ("mint", "", ""),
    ],
)
def test_words_that_were_meant_are_marked(
    products: Searchable, asked: str, text: str, told: str
) -> None:
    assert html(products, asked, text) == told


def test_slips_and_beginnings_are_marked_where_they_count(products: Searchable) -> None:
    assert html(products, "lavendr", "Lavender") == ""
    assert html(products, "lavendr", "Lavender", "alike") == "<mark>Lavender</mark>"
    assert html(products, "lav", "Lavender", "typing") == "<mark>Lavender</mark>"


def test_only_fields_of_words_are_told(products: Searchable) -> None:
    document = {"code": "mint", "name": "Mint", "maker": {"name": "Mint Mill"}, "price": 1}
    assert highlights(document, lookup_of(products, Asked("mint")), "all") == {
        "code": "<mark>mint</mark>",
        "name": "<mark>Mint</mark>",
        "maker.name": "<mark>Mint</mark> Mill",
    }
