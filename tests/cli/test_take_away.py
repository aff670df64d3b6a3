"""The verb `report`: writes dashboards into files, and says what it wrote."""

import json
from datetime import UTC, date, datetime

import openpyxl
import pytest

from alkasba.cli import take_away
from alkasba.cli.take_away import month_before
from tests.cli.conftest import SALES, Calling
from tests.shop_builder import small_shop

DASHBOARD = """
title = { en = "Sales", fr = "Ventes" }
filters = ["sold_on", "category"]
[[tiles]]
show = "number"
measure = "net_sales"
title = { en = "Net sales" }
[[tiles]]
show = "column"
measure = "net_sales"
by = "month"
"""
UNDATED = """
title = { en = "Things" }
filters = ["category"]
[[tiles]]
show = "number"
measure = "units"
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A loaded shop with two dashboards; tests only ask it."""
    shop = small_shop(
        tmp_path_factory.mktemp("shown"), dashboards__sales=DASHBOARD, dashboards__things=UNDATED
    )
    shop.sales("2026-01.csv", *SALES)
    shop.run()
    return Calling(shop)


def value(file):
    return openpyxl.load_workbook(file)["Sales"]["B5"].value


def test_a_month_is_written_as_ask_answers_it(shown, tmp_path):
    file = tmp_path / "sales.xlsx"
    done = shown("report", "--dashboard", "sales", "--month", "2026-01", "--to", str(file))
    assert done.exit_code == 0
    assert done.stdout == f"{file}: {file.stat().st_size:,} bytes\n"
    asked = shown("ask", "net_sales", "--where", "month = '2026-01'", "--json")
    assert value(file) == json.loads(asked.stdout)[0]["net_sales"] == 30.5


def test_filters_and_language(shown, tmp_path):
    file = tmp_path / "sales.xlsx"
    words = ("--filter", "category=Tea", "--period", "2026", "--lang", "fr")
    assert shown("report", "--dashboard", "sales", "--to", str(file), *words).exit_code == 0
    assert openpyxl.load_workbook(file)["Ventes"]["B5"].value == 30


def test_all_dashboards_and_which_of_them_know_no_day(shown, tmp_path):
    words = ("--month", "2026-01", "--to", str(tmp_path / "all.html"), "--json")
    done = shown("report", *words)
    told = json.loads(done.stdout)
    assert told["dashboards"] == ["sales", "things"]
    assert told["not_filtered_by_day"] == ["things"]
    assert told["files"][0]["bytes"] == (tmp_path / "all.html").stat().st_size
    assert done.stderr == "All days, since they are not filtered by day: things.\n"


def test_a_dry_run_writes_nothing(shown, tmp_path):
    done = shown("report", "--to", str(tmp_path / "all.pdf"), "--dry-run")
    assert "would have" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--month", "2026-13"), "is no month"),
        (("--month", "2026-01", "--period", "2026"), "do not go together"),
        (("--filter", "category"), "has no value"),
        (("--compare", "never"), "last_year"),
    ],
)
def test_wrong_words_are_told(shown, tmp_path, words, told):
    done = shown("report", "--to", str(tmp_path / "a.pdf"), *words)
    assert done.exit_code == 2
    assert told in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--dashboard", "salse"), 3, "Did you mean 'sales'"),
        (("--filter", "categry=Tea"), 3, "Did you mean 'category'"),
        (("--filter", "period=2026"), 3, "cannot be filtered by 'period'"),
        (("--period", "lots"), 3, "is no period"),
    ],
)
def test_wrong_names_are_told(shown, tmp_path, words, code, told):
    done = shown("report", "--to", str(tmp_path / "a.pdf"), *words)
    assert (done.exit_code, told in done.stderr) == (code, True)
    assert list(tmp_path.iterdir()) == []


def test_before_the_first_run_it_says_what_to_do(call, tmp_path):
    call.shop.write("dashboards/sales.toml", DASHBOARD)
    done = call("report", "--to", str(tmp_path / "a.pdf"))
    assert done.exit_code == 5
    assert "Run: alkasba" in done.stderr or "-> Run: alkasba" in done.stderr


@pytest.mark.parametrize(
    ("today", "month"),
    [("2026-01-31", "2025-12"), ("2026-03-31", "2026-02"), ("2026-11-01", "2026-10")],
)
def test_the_last_month_is_over(today, month):
    assert month_before(date.fromisoformat(today)) == month


def test_the_month_turns_when_the_clock_of_the_shop_does(shown, tmp_path, monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, zone):
            # Midnight has passed in Paris.
            return datetime(2026, 1, 31, 23, 30, tzinfo=UTC)

    monkeypatch.setattr(take_away, "datetime", Clock)
    file = tmp_path / "a.xlsx"
    shown("report", "--dashboard", "sales", "--month", "last", "--to", str(file))
    assert value(file) == 30.5
