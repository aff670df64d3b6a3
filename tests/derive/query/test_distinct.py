"""Counts of the same values told together are what each is on its own."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.measures import expand
from alkasba.derive.query.distinct import counted_together
from alkasba.model.formula import read_formula
from tests.derive import build
from tests.derive.build import Warehouse, sale

COUNTS = """
buyers       = { formula = "count_distinct(customer)" }
web_buyers   = { formula = "count_distinct(customer)", where = "channel = 'web'" }
gift_buyers  = { formula = "count_distinct(customer)", where = "is_gift" }
tea_buyers   = { formula = "count_distinct(customer)", where = "product.category = 'Tea'" }
web_lines    = { formula = "count()", where = "channel = 'web'" }
first_sold   = { formula = "min(sold_on)" }
last_web     = { formula = "max(sold_on)", where = "channel = 'web'" }
prices       = { formula = "count_distinct(net / quantity)" }
web_prices   = { formula = "count_distinct(net / quantity)", where = "channel = 'web'" }
"""
BUYERS = ("buyers", "web_buyers", "gift_buyers", "tea_buyers")
OTHERS = ("net_sales", "web_lines", "first_sold", "last_web", "pieces")
SHOP = build.shop({"sale": build.SALE + COUNTS})


def parts(*measures):
    return expand(SHOP, measures, taken=set()).parts


def test_counts_of_one_kind_of_value_are_told_together():
    customer = read_formula("customer")
    assert counted_together(parts("buyers", "web_buyers")) == customer
    assert counted_together(parts("buyers", "web_buyers", "net_sales")) == customer


@pytest.mark.parametrize(
    "measures",
    [
        ("buyers",),
        ("buyers", "orders"),
        ("buyers", "web_buyers", "net_sales", "lines"),
        ("buyers", "web_buyers", "average_price"),
        ("buyers", "web_buyers", "spread"),
        ("net_sales", "lines"),
    ],
    ids="one-count two-values more-else a-mean a-deviation no-count".split(),
)
def test_all_else_is_told_as_ever(measures: Sequence[str]):
    assert counted_together(parts(*measures)) is None


ROWS = st.lists(
    st.builds(
        sale,
        st.sampled_from(["2025-01-01", "2025-01-02", "2025-02-01"]),
        st.sampled_from(["mint", "saffron", "nettle", None]),
        order_id=st.sampled_from(["A", "B", None]),
        customer=st.sampled_from(["C1", "C2", "C9", None]),
        channel=st.sampled_from(["web", "shop", None]),
        is_gift=st.sampled_from([True, False, None]),
        quantity=st.sampled_from([0, 1, 3, -2, None]),
        price=st.sampled_from([0, 10, 30, None]),
    ),
    max_size=12,
)
QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "by": st.sampled_from(
            [("month",), ("product", "channel"), ("customer.city",), ("is_gift",)]
        ),
        "where": st.sampled_from(["channel = 'web'", "customer.city = 'Paris'", "quantity > 90"]),
        "as_now": st.just(True),
    },
)


@given(
    rows=ROWS,
    question=QUESTIONS,
    counts=st.lists(st.sampled_from(BUYERS), min_size=2, unique=True),
    others=st.lists(st.sampled_from(OTHERS), max_size=1),
)
def test_together_they_are_what_each_is_alone(rows, question, counts, others):
    made = Warehouse(SHOP, *rows)
    _same(made, (*counts, *others), question)


@given(rows=ROWS, question=QUESTIONS)
def test_a_calculated_value_is_counted_together_as_alone(rows, question):
    _same(Warehouse(SHOP, *rows), ("prices", "web_prices"), question)


def _same(made, measures, question):
    assert counted_together(parts(*measures)) is not None
    together = made.rows(*measures, **question)
    alone = [made.rows(measure, **question) for measure in measures]
    width = len(question.get("by", ()))
    assert together == [
        (*rows[0][:width], *(row[width] for row in rows)) for rows in zip(*alone, strict=True)
    ]


def test_another_period_is_counted_alike():
    made = Warehouse(
        SHOP,
        sale("2024-01-05", customer="C1"),
        sale("2024-01-06", customer="C1", channel="web"),
        sale("2025-01-05", customer="C1", channel="web"),
        sale("2025-01-05", customer="C2"),
    )
    question = {"where": "month = '2025-01'", "compare": "last_year"}
    ((buyers, before, _, web, web_before, _),) = made.rows("buyers", "web_buyers", **question)
    assert (buyers, before, web, web_before) == (2, 1, 1, 1)
