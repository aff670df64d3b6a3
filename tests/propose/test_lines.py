"""Lines take their day from the row that they belong to."""

from dataclasses import replace

from alkasba.model.seen import Contained
from alkasba.propose.tables import propose_tables
from tests.propose.build import column, known, seen
from tests.propose.test_tables import CUSTOMERS, ORDERS, TO_CUSTOMER

LINES = seen("order_lines", column("order_id", 60, whole=1), column("quantity", 9, whole=1))
TO_ORDER = Contained("order_lines", "order_id", "orders", "order_id", 60, 60)


def line(group, *references):
    found = propose_tables(known(CUSTOMERS, ORDERS, group, references=references))
    return next((table for table in found.tables if table.seen is group), None)


def test_lines_join_their_head():
    made = line(LINES, TO_CUSTOMER, TO_ORDER)
    assert (made.kind, made.day) == ("fact", "order_date")
    assert made.joins == {
        "orders": {"source": "orders", "here": "order_id", "there": "order_id", "rows": ""}
    }
    places = {one.name: one.place for one in made.fields}
    assert places["order_date"] == "orders.order_date"
    assert places["customer"] == "orders.customer_id"


def test_nested_lines_look_at_the_row_around_them():
    made = line(replace(LINES, inside="orders", rows_in="lines"), TO_CUSTOMER)
    assert {one.name: one.place for one in made.fields}["order_date"] == "^.order_date"


def test_a_day_in_the_names_of_files():
    made = line(replace(LINES, days_in_names=True))
    assert made.day == "file_day"


def test_without_a_head_there_is_no_day():
    assert line(LINES) is None
