"""Tables tell their kind, the columns they read and the dimensions they refer to."""

from dataclasses import FrozenInstanceError

import pytest

from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.expression import Name
from alkasba.model.policy import PersonalClass, Policy, Role
from alkasba.model.shop import Calendar
from alkasba.model.source import Duplicates, Feed, Field, Format, Join, Source
from alkasba.model.table import DECIMALS, TYPES, Column, Measure, OverTime, Table

COLUMNS = {
    "id": Column("id", "code"),
    "customer": Column("customer", "code", refers="person"),
    "double": Column("double", "whole", formula=Name("id")),
}


def test_a_table_is_a_fact_or_a_dimension():
    assert Table("sale", "fact", {}).is_fact
    assert not Table("person", "dimension", {}).is_fact


def test_a_calculated_column_is_not_read():
    assert list(Table("sale", "fact", COLUMNS).read_columns) == ["id", "customer"]


def test_a_reference_names_its_dimension():
    assert Table("sale", "fact", COLUMNS).references == {"customer": "person"}


def test_there_are_nine_types_and_decimals_for_two():
    assert len(set(TYPES)) == 9
    assert set(DECIMALS) < set(TYPES)


@pytest.mark.parametrize(
    "declared",
    [
        Column("x", "code"),
        OverTime("last"),
        Measure("m", "sale", Name("x"), "x"),
        Table("sale", "fact", {}),
        Calendar(),
        Format(),
        Field("x"),
        Duplicates("all"),
        Join("a", "b", {}),
        Feed("a", "b", {}),
        Source("a", "csv", ()),
        PersonalClass("x"),
        Role("x"),
        Policy(),
        Tile("table", ()),
        Dashboard("x", {}),
    ],
    ids=lambda declared: type(declared).__name__,
)
def test_what_is_declared_cannot_be_changed(declared):
    field = next(iter(declared.__dataclass_fields__))
    with pytest.raises(FrozenInstanceError):
        setattr(declared, field, "other")
    assert not hasattr(declared, "__dict__")
