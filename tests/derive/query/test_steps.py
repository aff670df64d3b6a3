"""Steps have names that nothing else has."""

import pytest

from alkasba.derive.query.steps import Steps, named, select
from tests.derive import build
from tests.derive.build import sale, warehouse


def test_a_name_that_is_taken_gets_a_number():
    steps = Steps({"sale_sums"})
    assert steps.add("sale_sums", "SELECT 1") == '"sale_sums_2"'
    assert steps.add("sale_sums", "SELECT 2") == '"sale_sums_3"'


def test_the_steps_stand_before_the_last():
    steps = Steps(set())
    assert steps.before("SELECT 1") == "SELECT 1"
    steps.add("one", "SELECT 1")
    assert steps.before("SELECT 2") == 'WITH "one" AS (SELECT 1) SELECT 2'


def test_a_select_groups_by_what_it_does_not_add_up():
    columns = named({"a": "t.a", "n": "COUNT(*)"})
    told = select(columns, "FROM t", ["x", "y"])
    assert told == 'SELECT t.a AS "a", COUNT(*) AS "n" FROM t WHERE x AND y GROUP BY ALL'


@pytest.mark.parametrize(
    "name", ["answer", "earlier", "together", "sale_sums", "sources", "version"]
)
def test_tables_may_have_the_names_of_steps(name):
    fact = build.REFUND.replace("refunded", "given")
    row = {"_table": name, "given_on": "2025-01-01", "amount": 5, "product": "mint"}
    shop = warehouse(row, sale("2025-01-01"), changes={name: fact})
    found = shop.ask("given", "net_sales", by="month", compare="previous", as_now=True)
    assert found == {"2025-01": (5, None, None, 10, None, None)}
