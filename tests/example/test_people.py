"""Customers join over time, and never move to where they are."""

from datetime import date

import pytest

from alkasba.example.engine import Engine
from alkasba.example.people import members_by_day, plan_people
from alkasba.example.size import SIZES


@pytest.fixture
def engine(tmp_path):
    engine = Engine(tmp_path, seed=1)
    plan_people(engine, SIZES["s"])
    yield engine
    engine.close()


def test_members_grow_to_all_customers(engine):
    members = list(members_by_day(engine).values())
    assert members == sorted(members)
    assert members[-1] == SIZES["s"].customers


def test_nobody_is_told_of_before_joining(engine):
    assert engine.numbers("SELECT count(*) FROM told WHERE changed_on < joined_on") == [(0,)]
    assert engine.numbers("SELECT count(*) FROM told WHERE kind = 'moved'")[0][0] > 50


def test_a_row_for_each_customer_and_day(engine):
    twice = "SELECT count(*) FROM (SELECT n, changed_on FROM told GROUP BY ALL HAVING count(*) > 1)"
    assert engine.numbers(twice) == [(0,)]


def test_early_customers_joined_before_the_first_day(engine):
    assert members_by_day(engine)[date(2024, 11, 1)] >= SIZES["s"].customers * 0.4
