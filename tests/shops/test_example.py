"""The example shop: what is found is exactly what was planted, fault by fault and to the cent."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from alkasba.example import make_shop
from tests.shops.known_answers import Program

Figures = dict[str, Any]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("example") / "shop"
    make_shop(folder, size="s")
    made = Program(folder)
    made.run()
    return made


@pytest.fixture(scope="module")
def planted(program: Program) -> Figures:
    return json.loads((program.folder / "data/planted.json").read_text())


def rows(program: Program, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(program.folder / "build/warehouse.duckdb"), read_only=True) as db:
        return db.execute(sql).fetchall()


def test_every_feed_read_loaded_rejected_and_set_aside_what_was_planted(
    program: Program, planted: Figures
) -> None:
    found = {f"{f['source']}.{f['table']}": f for f in program.run()["feeds"]}
    assert found.keys() == planted["feeds"].keys()
    for name, figures in planted["feeds"].items():
        expected = (
            figures["records"],
            figures["loaded"],
            sum(figures["rejected"].values()),
            sum(figures["duplicates"].values()),
        )
        feed = found[name]
        told = (feed["read"], feed["loaded"], feed["rejected"], feed["duplicates"])
        assert told == expected, name


def test_every_fault_is_found_by_its_rule(program: Program, planted: Figures) -> None:
    sql = "SELECT source || '.' || table_name, rule, count(*) FROM rejects GROUP BY ALL"
    found: dict[str, Counter[str]] = {name: Counter() for name in planted["feeds"]}
    for feed, rule, count in rows(program, sql):
        found[feed][rule] = count
    assert found == {name: Counter(f["rejected"]) for name, f in planted["feeds"].items()}


def test_duplicates_are_told_apart_and_orphans_counted(program: Program, planted: Figures) -> None:
    report = program.run()
    for table, figures in planted["tables"].items():
        kinds = {d["kind"]: d["rows"] for d in report["duplicates"] if d["table"] == table}
        assert kinds == figures["duplicates"], table
        orphans = {o["reference"]: o["rows"] for o in report["orphans"] if o["table"] == table}
        assert orphans == figures["orphans"], table


def test_sales_are_right_to_the_cent_in_every_month(program: Program, planted: Figures) -> None:
    names = ("net_sales", "discounts", "orders", "cancelled_orders", "cost_of_sales")
    good = planted["good"]["sale"]
    (total,) = program.ask(*names)
    assert {n: str(total[n]) for n in names} == {n: str(clean(good[n])) for n in names}
    for row in program.ask(*names, "--by", "month"):
        expected = good["by_month"][row["month"]]
        assert {n: str(row[n]) for n in names} == {n: str(clean(expected[n])) for n in names}


def clean(figure: str | int) -> Decimal | int:
    """A planted figure without the zeros that say nothing, as answers have it."""
    if isinstance(figure, int):
        return figure
    text = figure.rstrip("0").rstrip(".") if "." in figure else figure
    return Decimal(text)


def test_stock_never_adds_up_over_days(program: Program, planted: Figures) -> None:
    good = planted["good"]["stock"]
    (total,) = program.ask("stock_value", "stock_units")
    assert (total["stock_value"], total["stock_units"]) == (
        Decimal(good["stock_value"]),
        good["stock_units"],
    )
    months = program.ask("stock_value", "--by", "month")
    assert {row["month"]: row["stock_value"] for row in months} == {
        month: Decimal(figures["stock_value"]) for month, figures in good["by_month"].items()
    }


def test_customers_have_their_versions_and_their_merged_columns(
    program: Program, planted: Figures
) -> None:
    good = planted["good"]["customer"]
    known = "FROM customer WHERE customer_key <> 0"
    assert rows(program, f"SELECT count(*), count(DISTINCT customer_id) {known}") == [
        (good["versions"], good["members"])
    ]
    conflicts = {c["column"]: c["members"] for c in program.run()["conflicts"]}
    assert conflicts["email"] == good["other_email_in_crm"]
    readers = f"SELECT count(DISTINCT customer_id) {known} AND newsletter"
    assert rows(program, readers) == [(good["newsletter"],)]
