"""The same question has the same answer in DuckDB and in PostgreSQL, to the cent."""

import operator
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import isclose
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from alkasba.derive.query import Question, ask_sql
from alkasba.derive.query.postgres import postgres_sql
from alkasba.errors import DeclarationError
from alkasba.flows.opening import OpenShop
from tests.stores.shared import Shared

CUTS = (
    "day week month quarter year fiscal_year fiscal_quarter weekday is_weekend is_holiday category "
    "product channel warehouse supplier customer.city customer.segment status promotion country"
).split()
WHERE = (
    None,
    "year = 2026",
    "month >= '2025-03' and month <= '2026-02'",
    "category = 'Tea' or category = 'Oils'",
    "not is_weekend",
    "channel is not null and weekday in (1, 2, 6)",
)
DAYS = ("first_sale", "last_sale")
"""Measures that are days; nothing can be taken from a day by per cent."""
LAST_DIGITS = 1e-12
"""How far a double may be off, by its size: a mean, a deviation, what is made of them; and a sum of
quotients, each of which was a double before it was added up."""


class Both:
    """Asks the file and the database that serves it."""

    def __init__(self, herbs: tuple[OpenShop, Shared]) -> None:
        self.opened, self.shared = herbs
        self.shop = self.opened.shop
        self.here = duckdb.connect(str(self.opened.settings.warehouse_file), read_only=True)
        self.here.execute("SET TimeZone = 'UTC'")
        self.there = self.shared.connect(autocommit=True)

    def ask(self, question: Question) -> tuple[list[Any], list[Any]]:
        """Both answers."""
        here = self.here.execute(ask_sql(self.shop, question)).fetchall()
        return here, list(self.there.execute(self.told(question)).fetchall())

    def told(self, question: Question) -> str:
        """The question in PostgreSQL's words."""
        return postgres_sql(self.shop, question, "shop")

    def assert_equal(self, question: Question) -> int:
        """Fail where any value differs; the order of rows with texts is the database's own."""
        here, there = self.ask(question)
        assert len(here) == len(there), question
        is_same = nearly if "DOUBLE" in self.told(question) else operator.eq
        for one, other in zip(sorted(here, key=key), sorted(there, key=key), strict=True):
            assert all(map(is_same, one, other)), (question, one, other)
        return len(here)


def key(row: tuple[Any, ...]) -> list[str]:
    return [str(value) for value in row if not isinstance(value, float | Decimal | int)] + [
        str(value) for value in row if isinstance(value, int)
    ]


def nearly(one: Any, other: Any) -> bool:
    """Whether two values are the same but for the last digits of a double."""
    kinds = (float, Decimal)
    if isinstance(one, kinds) and isinstance(other, kinds):
        return isclose(one, other, rel_tol=LAST_DIGITS, abs_tol=LAST_DIGITS)
    return bool(one == other)


@pytest.fixture(scope="module")
def both(herbs: tuple[OpenShop, Shared]) -> Iterator[Both]:
    found = Both(herbs)
    yield found
    found.here.close()
    found.there.close()


def test_every_measure_is_the_same(both: Both) -> None:
    for measure in both.shop.measures:
        assert both.assert_equal(Question((measure,))) == 1


def test_every_tile_is_the_same(both: Both) -> None:
    asked = 0
    for dashboard in both.shop.dashboards.values():
        for tile in dashboard.tiles:
            both.assert_equal(Question(tile.measures, by=tile.by, where=tile.where or None))
            asked += 1
    assert asked > 20


def test_every_measure_is_the_same_by_month_beside_last_year(both: Both) -> None:
    told = 0
    for measure in sorted({*both.shop.measures} - {*DAYS}):
        question = Question((measure,), by=("month",), compare="last_year")
        try:
            ask_sql(both.shop, question)
        except DeclarationError:
            continue
        told += both.assert_equal(question)
    assert told > 300


def test_sums_are_exact_and_quotients_are_equal_to_the_last_digit(both: Both) -> None:
    here, there = both.ask(Question(("net_sales", "average_order", "margin_rate"), by=("month",)))
    assert here == there
    assert isinstance(there[0][1], Decimal) and isinstance(there[0][2], float)


@given(data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
def test_any_question_has_the_same_answer(both: Both, data: st.DataObject) -> None:
    compare = data.draw(st.sampled_from((None, None, "last_year", "previous")))
    names = sorted({*both.shop.measures} - {*(DAYS if compare else ())})
    question = Question(
        tuple(data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))),
        by=tuple(data.draw(st.lists(st.sampled_from(CUTS), max_size=3, unique=True))),
        where=data.draw(st.sampled_from(WHERE)),
        compare=compare,
        as_now=data.draw(st.booleans()),
    )
    try:
        ask_sql(both.shop, question)
    except DeclarationError:
        assume(False)
    both.assert_equal(question)


def test_days_are_days_there_too(both: Both) -> None:
    here, there = both.ask(Question(("first_sale", "last_sale")))
    assert here == there
    assert isinstance(there[0][0], date)
