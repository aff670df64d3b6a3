"""Health tells what the books hold: runs, rejects, freshness; also where they are behind."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from alkasba.errors import StoreAway, StoreBehind, UnknownName
from alkasba.flows.health import (
    counted_runs,
    counted_tables,
    rejected_rows,
    rejects_by_rule,
    rules_over_runs,
    status_of,
)
from alkasba.flows.serving import Serving
from tests.shop_builder import SALE, SALES_SOURCE, small_shop

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
CUSTOMER = """
kind = "dimension"
key = ["customer_id"]
[columns]
customer_id = { type = "code", personal = "identifier" }
email = { type = "text", personal = "contact" }
joined_on = { type = "day" }
"""
CUSTOMERS = 'kind = "csv"\nfiles = ["data/customers.csv"]\n[feeds.customer]\n'


@pytest.fixture
def shop(tmp_path):
    found = small_shop(tmp_path)
    found.sales("a.csv", "S1,1,2026-10-10,P1,2,10", "S1,1,2026-10-10,P1,3,10", "S2,1,soon,P1,1,1")
    return found


@contextmanager
def books(shop):
    serving = Serving(shop.folder)
    try:
        with serving.books() as (edition, is_behind):
            yield edition, is_behind
    finally:
        serving.close()


def test_every_row_that_was_read_is_counted_once(shop):
    shop.run()
    with books(shop) as (edition, _):
        (run,) = counted_runs(edition, 5)
        sale = next(one for one in counted_tables(edition) if one["table"] == "sale")
    for found in (run, sale):
        parts = ("loaded", "rejected", "duplicates", "deleted")
        assert found["records"] == sum(found[name] for name in parts)
    assert (sale["loaded"], sale["rejected"], sale["duplicates"]) == (1, 1, 1)


def test_rejects_are_counted_after_every_run(shop):
    shop.run()
    shop.sales("b.csv", "S3,1,2026-10-10,P1,none,1", "S4,1,later,P1,1,1")
    shop.run()
    with books(shop) as (edition, _):
        last, first = (str(run["run_id"]) for run in counted_runs(edition, 5))
        found = rules_over_runs(edition, (last, first))
        now = {(one["table"], one["rule"]): one["rows"] for one in rejects_by_rule(edition)}
    assert now == {("sale", "type:sold_on"): 2, ("sale", "type:quantity"): 1}
    assert {(table, rule): n for (run, table, rule), n in found.items() if run == last} == now
    assert found[(first, "sale", "type:sold_on")] == 1
    assert (first, "sale", "type:quantity") not in found


def test_the_rows_behind_a_rule_come_in_pages(shop):
    shop.sales("b.csv", *(f"B{at},1,soon,P1,1,1" for at in range(3)))
    shop.run()
    with books(shop) as (edition, _):
        first = rejected_rows(edition, "sale", "type:sold_on", 3, 0)
        rest = rejected_rows(edition, "sale", "type:sold_on", 3, 3)
    assert [(row["file"], row["line"]) for row in (*first, *rest)] == [
        ("sales/a.csv", 4),
        ("sales/b.csv", 2),
        ("sales/b.csv", 3),
        ("sales/b.csv", 4),
    ]
    assert '"sold_on":"soon"' in str(first[0]["row"])


@pytest.mark.parametrize(
    ("table", "rule", "said"),
    [
        ("sale", "type:sold_onn", "Did you mean 'type:sold_on'"),
        ("sale", "'; DROP TABLE rejects; --", "no row"),
        ("nothing", "ragged", "no row"),
    ],
)
def test_a_rule_that_keeps_nothing_out_is_refused(shop, table, rule, said):
    shop.run()
    with books(shop) as (edition, _), pytest.raises(UnknownName, match=said):
        rejected_rows(edition, table, rule, 5, 0)


def test_no_value_of_a_person_is_among_the_rejects(tmp_path):
    shop = small_shop(tmp_path, tables__customer=CUSTOMER, sources__customers=CUSTOMERS)
    shop.sales("a.csv", "S1,1,2026-10-10,P1,2,10")
    shop.write("data/customers.csv", "customer_id,email,joined_on\nC77,ada@example.org,soon\n")
    shop.run()
    with books(shop) as (edition, _):
        (row,) = rejected_rows(edition, "customer", "type:joined_on", 5, 0)
    assert "soon" in str(row)
    assert "C77" not in str(row)
    assert "ada" not in str(row)


def test_a_source_is_late_when_nothing_new_came_for_too_long(tmp_path):
    shop = small_shop(tmp_path, sources__sales=f'every = "1 day"\n{SALES_SOURCE}')
    shop.sales("a.csv", "S1,1,2026-10-10,P1,2,10")
    shop.run()
    with books(shop) as (edition, _):
        for later, is_late in ((timedelta(hours=1), False), (timedelta(days=9), True)):
            now = datetime.now(UTC) + later
            sources = status_of(edition, now, is_behind=False)["sources"]
            assert {one["source"]: one["late"] for one in sources} == {
                "products": False,
                "sales": is_late,
            }


def test_what_refers_to_nobody_and_what_was_kept_aside_is_told(shop):
    shop.sales("b.csv", "S5,1,2026-10-10,P99,1,1")
    shop.run()
    with books(shop) as (edition, _):
        found = status_of(edition, NOW, is_behind=False)
    assert found["orphans"] == [{"table": "sale", "column": "product", "rows": 1}]
    assert [(one["table"], one["rows"]) for one in found["duplicates"]] == [("sale", 1)]


def test_it_is_told_also_where_the_shop_was_declared_otherwise_since(shop):
    shop.run()
    with books(shop) as (_, is_behind):
        assert not is_behind
    shop.write("tables/sale.toml", SALE.replace("price =", 'gift = { type = "flag" }\nprice ='))
    with books(shop) as (edition, is_behind):
        found = status_of(edition, NOW, is_behind=is_behind)
    assert found["is_behind"] is True
    # What the warehouse lacks a column of is left out rather than asked.
    assert {one["table"] for one in found["tables"]} == {"sale", "product"}
    assert found["duplicates"] == []
    serving = Serving(shop.folder)
    with pytest.raises(StoreBehind), serving.edition():
        pass
    serving.close()


def test_before_the_first_run_the_next_step_is_told(shop):
    with pytest.raises(StoreAway) as caught, books(shop):
        pass
    assert caught.value.next_step == "Run: alkasba run"


def test_a_warehouse_of_an_earlier_version_has_runs_without_counts(shop):
    shop.run()
    with duckdb.connect(str(shop.folder / "build/warehouse.duckdb")) as db:
        db.execute("DROP TABLE alkasba.counts")
        db.execute("DROP TABLE alkasba.rules")
    with books(shop) as (edition, _):
        (run,) = counted_runs(edition, 5)
        assert (run["records"], run["loaded"]) == (None, None)
        assert rules_over_runs(edition, (str(run["run_id"]),)) == {}
