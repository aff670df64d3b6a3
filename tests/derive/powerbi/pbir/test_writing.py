"""Values and documents are written as Power BI reads them."""

import json
from datetime import date
from decimal import Decimal

import pytest

from alkasba.derive.powerbi.pbir.writing import (
    document,
    literal,
    of_id,
    points,
    properties,
    value,
    written,
)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("d'or", "'d''or'"),
        ("", "''"),
        ("true", "'true'"),
        (True, "true"),
        (7, "7L"),
        (Decimal("1E+2"), "100M"),
        (date(2026, 1, 2), "datetime'2026-01-02T00:00:00'"),
    ],
)
def test_a_value_carries_its_kind(told, text):
    assert literal(told) == text
    assert value(told) == {"expr": {"Literal": {"Value": text}}}


def test_a_size_is_a_floating_number():
    assert points(12) == {"expr": {"Literal": {"Value": "12D"}}}


def test_what_is_no_value_stands_as_it_is():
    colour = {"solid": {"color": "#000000"}}
    assert properties(show=False, color=colour) == [
        {"properties": {"show": value(False), "color": colour}}
    ]
    assert of_id("default", show=True) == {
        "properties": {"show": value(True)},
        "selector": {"id": "default"},
    }


def test_letters_stay_letters():
    assert written({"name": "مبيعات"}) == '{\n  "name": "مبيعات"\n}\n'


def test_a_document_names_its_schema_first():
    told = json.loads(document("page", {"name": "a"}))
    assert list(told) == ["$schema", "name"]
    assert told["$schema"].endswith("/page/1.4.0/schema.json")
