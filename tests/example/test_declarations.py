"""The declarations come with the program, and they are right."""

import csv
from datetime import date

from alkasba.example.declarations import copy_declarations, remove_declarations
from alkasba.model.read import read_shop


def test_declarations_hold_no_mistake(tmp_path):
    copy_declarations(tmp_path)
    shop = read_shop(tmp_path)
    assert shop.name == "Alkasba Herbs"
    assert {
        "sale",
        "refund",
        "stock",
        "purchase",
        "delivery",
        "target",
        "pair",
    } == shop.facts.keys()
    assert shop.dashboards.keys() == {"sales", "customers", "products", "inventory", "decisions"}


def test_every_measure_says_what_it_is(tmp_path):
    copy_declarations(tmp_path)
    silent = [name for name, measure in read_shop(tmp_path).measures.items() if not measure.about]
    assert silent == []


def test_tiles_show_measures_that_are_there(tmp_path):
    copy_declarations(tmp_path)
    shop = read_shop(tmp_path)
    for dashboard in shop.dashboards.values():
        assert dashboard.title.keys() == {"en", "fr", "ar"}
        for tile in dashboard.tiles:
            assert set(tile.measures) <= shop.measures.keys()


def test_copied_declarations_can_be_taken_out_again(tmp_path):
    copy_declarations(tmp_path)
    remove_declarations(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_holidays_cover_every_year_of_three_countries(tmp_path):
    copy_declarations(tmp_path)
    for country in ("FR", "BE", "DE"):
        with (tmp_path / "holidays" / f"{country}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["country"] for row in rows} == {country}
        assert {date.fromisoformat(row["day"]).year for row in rows} == {2024, 2025, 2026}


def test_what_suppliers_are_paid_stands_in_no_index(tmp_path):
    copy_declarations(tmp_path)
    tables = read_shop(tmp_path).tables
    told = {"unit_cost", "unit_margin"}
    assert told <= set(tables["product"].search.leave_out)
    assert {f"product.{name}" for name in told} <= set(tables["sale"].search.leave_out)
