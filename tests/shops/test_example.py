"""The example shop: what is found is exactly what was planted, fault by fault and to the cent."""

import json
from bisect import bisect_left
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from statistics import stdev
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


def sold_lines(program: Program, reference: str) -> list[tuple[Any, ...]]:
    """Of each line that was not cancelled: member, day, order, pieces, net."""
    columns = f"{reference}, sold_on, order_id, quantity, net"
    return rows(program, f"SELECT {columns} FROM sale WHERE status <> 'cancelled'")


def fifths(values: dict[str, Any]) -> dict[str, int]:
    """1 to 5 by how many of the others are lower; equal values are in one fifth."""
    known = sorted(values.values())
    return {who: 1 + 5 * bisect_left(known, value) // len(known) for who, value in values.items()}


def test_customers_are_what_their_orders_say(program: Program) -> None:
    lines = [line for line in sold_lines(program, "customer") if line[0]]
    (last,) = rows(program, "SELECT max(sold_on) FROM sale")[0]
    year_before = last.replace(year=last.year - 1)
    days: dict[str, list[date]] = {}
    orders: dict[str, set[str]] = {}
    spent: dict[str, Decimal] = {}
    sql = "SELECT DISTINCT customer_id FROM customer WHERE customer_key <> 0"
    members = {code for (code,) in rows(program, sql)}
    for who, day, order, _, net in (line for line in lines if line[0] in members):
        days.setdefault(who, []).append(day)
        if day > year_before:
            orders.setdefault(who, set()).add(order)
            spent[who] = spent.get(who, Decimal(0)) + net
    recency = fifths({who: max(on) for who, on in days.items()})
    frequency = fifths({who: len(made) for who, made in orders.items()})
    spending = fifths(spent)
    found = rows(
        program,
        "SELECT DISTINCT customer_id, first_order_on, last_order_on, cohort, orders_lately, "
        "spent_lately, recency, frequency, spending FROM customer WHERE customer_key <> 0",
    )
    assert len(found) == len(members)
    for who, *told in found:
        first = min(days[who]) if who in days else None
        assert told == [
            first,
            max(days[who]) if who in days else None,
            first.strftime("%Y-%m") if first else None,
            len(orders.get(who, ())),
            spent.get(who, 0),
            recency.get(who),
            frequency.get(who),
            spending.get(who),
        ]
    months = {
        row["month"]: row["new_customers"] for row in program.ask("new_customers", "--by", "month")
    }
    new = Counter(min(on).strftime("%Y-%m") for on in days.values())
    assert months == {month: new[month] for month in months}
    assert sum(months.values()) == len(days)


def test_products_are_what_their_sales_and_counts_say(program: Program) -> None:
    lines = sold_lines(program, "product")
    (last,) = rows(program, "SELECT max(sold_on) FROM sale")[0]
    year_before = last.replace(year=last.year - 1)
    sql = (
        "SELECT code, launched_on, reorder_point, is_discontinued FROM product "
        "WHERE product_key <> 0"
    )
    products = {code: told for code, *told in rows(program, sql)}
    last_sold = {
        code: max((d for c, d, *_ in lines if c == code), default=None) for code in products
    }
    lately = [line for line in lines if line[1] > year_before and line[0] in products]
    sold = dict.fromkeys(products, Decimal(0))
    pieces = {code: [Decimal(0)] * 12 for code in products}
    # The last day of sales ends a month, so that the last 12 whole months are the last 12 months.
    assert (last + timedelta(days=1)).day == 1
    for code, day, _, quantity, net in lately:
        sold[code] += net
        pieces[code][day.month - 1] += quantity
    total = sum(sold.values())
    stock = now_on_shelves(program)
    found = rows(
        program,
        "SELECT code, last_sold_on, days_unsold, sales_class, units_a_month, units_deviation, "
        "demand_class, stock_now, to_reorder FROM product WHERE product_key <> 0",
    )
    assert len(found) == len(products)
    for code, on, unsold, sales, mean, deviation, demand, now, to_reorder in found:
        came, point, is_gone = products[code]
        since = last_sold[code] or came
        assert (on, unsold) == (last_sold[code], (last - since).days if since else None)
        before = sum(other for other in sold.values() if other > sold[code]) / total
        expected = "C" if not sold[code] else "A" if before < 0.8 else "B" if before < 0.95 else "C"
        assert sales == expected
        assert mean == round(sum(pieces[code]) / 12, 4)
        assert deviation == round(stdev(pieces[code]), 4)
        spread = deviation / mean if mean else 2
        assert demand == ("X" if spread <= 0.5 else "Y" if spread <= 1 else "Z")
        assert now == stock.get(code, 0)
        is_low = None if point is None else now <= point
        assert to_reorder == (False if is_gone else is_low)
    unsold_long = {code for code, _, unsold, *_ in found if unsold is not None and unsold > 90}
    values = now_on_shelves(program, "on_hand * unit_cost")
    (asked,) = program.ask("dead_stock", "below_reorder")
    assert asked["dead_stock"] == sum(values.get(code, 0) for code in unsold_long)
    assert asked["below_reorder"] == sum(bool(row[-1]) and row[0] in stock for row in found)


def now_on_shelves(program: Program, figure: str = "on_hand") -> dict[str, Any]:
    """Product -> the sum over warehouses, each as it was last counted."""
    found: dict[str, Any] = {}
    days: dict[str, date] = {}
    counts = rows(program, f"SELECT warehouse, counted_on, product, {figure} FROM stock")
    for place, day, *_ in counts:
        days[place] = max(day, days.get(place, day))
    for place, day, product, value in counts:
        if day == days[place]:
            found[product] = found.get(product, 0) + value
    return found
