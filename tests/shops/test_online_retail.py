"""Online Retail: the published figures, by the product's own run and ask."""

import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from tests.shops.known_answers import Program, copy_shop

MONTHS = {
    "2010-12": (42_481, 2_025, "748957.020"),
    "2011-01": (35_147, 1_476, "560000.260"),
    "2011-02": (27_707, 1_393, "498062.650"),
    "2011-03": (36_748, 1_983, "683267.080"),
    "2011-04": (29_916, 1_744, "493207.121"),
    "2011-05": (37_030, 2_162, "723333.510"),
    "2011-06": (36_874, 2_012, "691123.120"),
    "2011-07": (39_518, 1_927, "681300.111"),
    "2011-08": (35_284, 1_737, "682680.510"),
    "2011-09": (50_226, 2_327, "1019687.622"),
    "2011-10": (60_742, 2_637, "1070704.670"),
    "2011-11": (84_711, 3_462, "1461756.250"),
    "2011-12": (25_525, 1_015, "433668.010"),
}


@pytest.fixture(scope="module")
def program(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("online_retail") / "shop"
    made = copy_shop("online_retail", folder, shared / "data/online-retail")
    made.run()
    return made


def test_every_row_of_every_file_is_loaded(program: Program) -> None:
    feeds = {feed["table"]: feed for feed in program.run()["feeds"]}
    assert feeds["sale"]["files"] == 305
    assert (feeds["sale"]["read"], feeds["sale"]["loaded"]) == (541_909, 541_909)
    assert (feeds["sale_once"]["loaded"], feeds["sale_once"]["duplicates"]) == (536_641, 5_268)


def test_the_totals_are_the_published_ones(program: Program) -> None:
    figures = {
        "lines": 541_909,
        "orders": 25_900,
        "customers": 4_372,
        "units": 5_176_450,
        "net_sales": Decimal("9747747.934"),
        "clean_lines": 397_884,
        "clean_orders": 18_532,
        "clean_customers": 4_338,
        "clean_products": 3_665,
        "clean_sales": Decimal("8911407.904"),
        "sales_once": Decimal("9726006.954"),
        "lines_once": 536_641,
        "clean_lines_once": 392_692,
        "clean_customers_once": 4_338,
        "clean_units_once": 5_152_002,
        "clean_sales_once": Decimal("8887208.894"),
    }
    assert program.ask(*figures) == [figures]


def test_every_month_is_the_published_one(program: Program) -> None:
    found = program.ask("lines", "orders", "net_sales", "--by", "month")
    assert {row["month"]: (row["lines"], row["orders"], row["net_sales"]) for row in found} == {
        month: (lines, orders, Decimal(value)) for month, (lines, orders, value) in MONTHS.items()
    }


COHORTS = {
    ("customers", "cohort", "months_since"): {
        "2010-12": (948, 362, 317, 367, 341, 376, 360, 336, 336, 374, 354, 474, 260),
        "2011-01": (421, 101, 119, 102, 138, 126, 110, 108, 131, 146, 155, 63),
    },
    ("clean_customers", "clean_cohort", "months_since_clean"): {
        "2010-12": (885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235),
        "2011-01": (417, 92, 111, 96, 134, 120, 103, 101, 125, 136, 152, 49),
    },
}
"""Measure, cohort and months since -> customers of the cohort who bought again, month by month."""


@pytest.mark.parametrize("words", COHORTS)
def test_cohorts_are_the_published_ones(program: Program, words: tuple[str, str, str]) -> None:
    measure, cohort, months = words
    found: dict[str, dict[int, int]] = {}
    for row in program.ask(measure, "--by", f"customer.{cohort}", "--by", months):
        found.setdefault(row[f"customer.{cohort}"], {})[row[months]] = row[measure]
    for month, customers in COHORTS[words].items():
        assert {n: count for n, count in found[month].items() if count} == dict(
            enumerate(customers)
        )


def test_each_customer_is_new_once(program: Program) -> None:
    assert program.ask("new_customers") == [{"new_customers": 4_372}]
    by_month = program.ask("new_customers", "--by", "month")
    assert [row["new_customers"] for row in by_month][:2] == [948, 421]


def test_the_largest_countries_and_products_are_the_published_ones(program: Program) -> None:
    countries = program.ask("net_sales", "--by", "country", "--order", "-net_sales", "--limit", "5")
    assert [(row["country"], row["net_sales"]) for row in countries] == [
        ("United Kingdom", Decimal("8187806.364")),
        ("Netherlands", Decimal("284661.54")),
        ("EIRE", Decimal("263276.82")),
        ("Germany", Decimal("221698.21")),
        ("France", Decimal("197403.90")),
    ]
    where = "product in ('22197', '84077', '85099B')"
    products = program.ask("units", "--by", "product", "--where", where)
    assert {row["product"]: row["units"] for row in products} == {
        "22197": 56_450,
        "84077": 53_847,
        "85099B": 47_363,
    }


def test_months_one_by_one_equal_all_at_once_and_one_changed_day_changes_one_day(
    program: Program, shared: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with zipfile.ZipFile(shared / "data/online-retail/online_retail_by_day.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    days = sorted((tmp_path / "unpacked").rglob("*.csv"))
    one = copy_shop("online_retail", tmp_path / "shop", data)
    data.mkdir()
    shutil.copy(program.folder / "alkasba.key", one.folder / "alkasba.key")
    for months in (("2011-06", "2011-12"), ("2010-12", "2011-03"), tuple(MONTHS)):
        for day in days:
            if day.stem[:7] in months:
                shutil.copy2(day, data / day.name)
        one.run()
    assert one.hashes() == program.hashes()

    changed = data / "2011-06-10.csv"
    lines = changed.read_text().splitlines()
    changed.write_text("\n".join(lines[:-1]) + "\n")
    assert one.run()["files_read"] == 3
    before = {row["day"]: row for row in program.ask("lines", "net_sales", "--by", "day")}
    after = {row["day"]: row for row in one.ask("lines", "net_sales", "--by", "day")}
    assert [day for day in before if before[day] != after[day]] == ["2011-06-10"]
    assert before["2011-06-10"]["lines"] - after["2011-06-10"]["lines"] == 1
