from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from alkasba.derive.web.telling import (
    calendar_cell,
    called,
    day_of,
    heading,
    moment_in,
    title_of,
    title_of_dashboard,
    title_of_table,
    told,
    unit_of,
    value_called,
    when,
)
from alkasba.model.dashboard import Dashboard
from alkasba.model.words import Words
from tests.derive import build
from tests.derive.web.build import dashboard, shown, tile


def test_a_tile_without_a_title_is_called_by_what_it_shows():
    shop = replace(build.shop(), words=Words({"fr": {"net_sales": "Ventes", "margin": "Marge"}}))
    untitled = tile("line", "net_sales", "margin", by="month")
    assert title_of(shop, untitled, "en") == "Net sales, Margin · Month"
    assert title_of(shop, untitled, "fr") == "Ventes, Marge · Mois"


def test_a_title_is_told_in_the_language_or_in_english():
    titled = tile(title={"en": "Sales", "fr": "Ventes"})
    found = [title_of(build.shop(), titled, language) for language in ("fr", "ar")]
    assert found == ["Ventes", "Sales"]
    assert title_of_dashboard(dashboard(), "fr") == "Ventes"
    assert title_of_dashboard(Dashboard("dead_stock", {}), "fr") == "Dead stock"


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("net_sales", "fr", "Ventes"),
        ("net_sales", "ar", "Net sales"),
        ("product.supplier.name", "fr", "Fournisseur · Nom"),
        ("product.category", "fr", "Product category"),
        ("product.supplier", "fr", "Fournisseur"),
        ("product.supplier", "en", "Supplier"),
        ("calendar.month", "ar", "الشهر"),
        ("month", "en", "Month"),
    ],
)
def test_a_name_is_read_as_words_toml_says_or_as_it_is_written(name, language, text):
    texts = {"net_sales": "Ventes", "supplier": "Fournisseur", "name": "Nom", "product": "Produit"}
    shop = replace(build.shop(), words=Words({"fr": texts}))
    assert called(shop, name, language) == text


def test_values_are_read_as_words_toml_says():
    shop = replace(build.shop(), words=Words(values={"fr": {"category": {"Tea": "Thé"}}}))
    assert value_called(shop, "product.category", "Tea", "fr") == "Thé"
    assert value_called(shop, "product.category", "Tea", "ar") is None
    assert value_called(shop, "category", None, "fr") is None


def test_beside_a_measure_stand_figures_of_its_unit_and_a_change_in_per_cent():
    changes = {"sale": build.SALE.replace('"sum(net)" }', '"sum(net)", unit = "EUR" }', 1)}
    shop = build.shop(changes)
    columns = ("net_sales", "net_sales_last_year", "net_sales_previous", "net_sales_change", "x")
    assert [unit_of(shop, column) for column in columns] == ["EUR", "EUR", "EUR", "%", ""]


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ("2026-12", "fr", "déc. 2026"),
        ("2026-08", "ar", "أوت 2026"),
        (date(2026, 1, 31), "fr", "31 janv. 2026"),
        ("2026-W09", "en", "2026 W09"),
        ("2026-13", "en", "2026-13"),
        ("Tea", "fr", "Tea"),
        (7, "en", "7"),
    ],
)
def test_periods_are_told_in_the_language_and_other_values_as_they_are(value, language, text):
    assert when(value, language) == text


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 8, tzinfo=UTC), "2026-01-31"),
        ("2026-02", "2026-02-01"),
        ("2026-W53", "2026-12-28"),
        ("x", None),
    ],
)
def test_a_chart_puts_a_period_at_its_first_day(value, day):
    assert day_of(value) == day


def test_a_name_is_a_heading():
    assert heading("customer.country") == "Customer country"


def test_a_code_that_looks_like_a_month_stays_a_code():
    found = shown(tile(by=("product", "month", "is_gift")), ("2026-01", "2026-01", True, 1))
    assert told(found, "product", "2026-01", "fr") == "2026-01"
    assert told(found, "month", "2026-01", "fr") == "janv. 2026"
    assert told(found, "is_gift", True, "fr") == "oui"


def test_a_member_is_told_by_its_label_and_a_blank_by_a_word():
    found = shown(tile(by="product"), ("P", 1), labels={"product": {"P": "2026-01"}})
    assert told(found, "product", "P", "fr") == "2026-01"
    assert told(found, "product", "unknown", "fr") == "inconnu"
    assert told(found, "product", None, "fr") == "(vide)"


def test_a_month_of_any_year_has_its_name():
    found = shown(tile(by="month_of_year"), (3, 1))
    assert [told(found, "month_of_year", value, "fr") for value in (3, 12)] == ["mars", "déc."]


def test_a_moment_is_told_as_the_shop_s_clock_showed_it():
    told_at = moment_in(build.shop(), "2026-07-31T22:30:00Z", "en")
    assert told_at == "1 Aug 2026, 00:30"


@pytest.mark.parametrize(
    ("term", "value", "cell"),
    [
        ("month", "2026-03", (date(2026, 3, 1), "[$-40C]mmm yyyy")),
        ("calendar.month", "2026-03", (date(2026, 3, 1), "[$-40C]mmm yyyy")),
        ("sold_on", date(2026, 3, 5), (date(2026, 3, 5), "[$-40C]d mmm yyyy")),
        ("year", 2026, (2026, "0")),
        ("quarter", "2026-Q1", (None, "")),
        ("month", None, (None, "")),
        ("product", "2026-03", (None, "")),
        ("seen_at", datetime(2026, 3, 5, tzinfo=UTC), (None, "")),
    ],
)
def test_a_spreadsheet_holds_days_months_and_years_as_what_they_are(term, value, cell):
    assert calendar_cell(term, value, "fr") == cell


def test_a_table_is_called_by_its_title_else_as_words_toml_reads_it_else_by_its_name():
    shop = build.shop()
    table = replace(shop.tables["product"], title={"en": "Products", "fr": "Produits"})
    told = replace(shop, words=Words({"ar": {"product": "منتج"}}))
    languages = ("en", "fr", "ar")
    assert [title_of_table(told, table, one) for one in languages] == [
        "Products",
        "Produits",
        "منتج",
    ]
    assert title_of_table(shop, shop.tables["product"], "ar") == "Product"
