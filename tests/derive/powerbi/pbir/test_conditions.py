"""What a tile leaves out is told as filters, one for each column; what none can say is refused."""

import pytest

from alkasba.derive.powerbi.pbir.conditions import filters_of
from alkasba.derive.powerbi.pbir.fields import Named
from alkasba.errors import NotExpressible
from alkasba.model.formula import read_formula
from tests.derive.powerbi.pbir.build import references

TYPES = {"channel": "choice", "quantity": "whole", "price": "money", "sold_on": "day"}
TYPES |= {"placed_at": "moment"}
TYPES |= {"is_gift": "flag", "product.category": "choice"}


def find(term):
    table, _, name = term.rpartition(".")
    return Named(table or "sale", name, name), TYPES[term]


def told(where):
    return filters_of(read_formula(where), find, lambda condition: f"id of {where}: {condition}")


def condition(where):
    (one,) = told(where)
    (part,) = one["filter"]["Where"]
    return part["Condition"]


def comparison(kind, column, value):
    left = {"Column": {"Expression": {"SourceRef": {"Source": "t"}}, "Property": column}}
    right = {"Literal": {"Value": value}}
    return {"Comparison": {"ComparisonKind": kind, "Left": left, "Right": right}}


def test_no_condition_needs_no_filter():
    assert filters_of(None, find, str) == []


@pytest.mark.parametrize(
    ("where", "kind", "column", "value"),
    [
        ("channel = 'web'", 0, "channel", "'web'"),
        ("quantity > 90", 1, "quantity", "90L"),
        ("quantity >= 2", 2, "quantity", "2L"),
        ("price > 2.50", 1, "price", "2.50M"),
        ("sold_on >= '2026-03-01'", 2, "sold_on", "datetime'2026-03-01T00:00:00'"),
        ("90 < quantity", 1, "quantity", "90L"),
        ("is_gift", 0, "is_gift", "true"),
        ("channel is null", 0, "channel", "null"),
        ("channel = 'd''or'", 0, "channel", "'d''or'"),
    ],
)
def test_a_column_is_compared_with_a_value(where, kind, column, value):
    assert condition(where) == comparison(kind, column, value)


def known(column, condition):
    """The condition, for what is not blank."""
    is_known = {"Not": {"Expression": comparison(0, column, "null")}}
    return {"And": {"Left": condition, "Right": is_known}}


def test_what_is_not_equal_leaves_out_what_is_blank():
    other = {"Not": {"Expression": comparison(0, "channel", "'web'")}}
    assert condition("channel <> 'web'") == known("channel", other)


@pytest.mark.parametrize(
    ("where", "kind", "column", "value"),
    [
        ("quantity < 5", 3, "quantity", "5L"),
        ("quantity <= 0", 4, "quantity", "0L"),
        ("quantity = 0", 0, "quantity", "0L"),
        ("quantity > -1", 1, "quantity", "-1L"),
        ("channel = ''", 0, "channel", "''"),
        ("sold_on < '2026-03-01'", 3, "sold_on", "datetime'2026-03-01T00:00:00'"),
        ("not is_gift", 0, "is_gift", "false"),
    ],
)
def test_a_blank_is_no_zero(where, kind, column, value):
    assert condition(where) == known(column, comparison(kind, column, value))


def test_a_negation_leaves_out_what_is_blank():
    many = {"Not": {"Expression": comparison(1, "quantity", "2L")}}
    assert condition("not (quantity > 2)") == known("quantity", many)


def test_what_is_not_blank():
    blank = comparison(0, "channel", "null")
    assert condition("channel is not null") == {"Not": {"Expression": blank}}


def test_a_list_and_a_range():
    listed = condition("channel in ('web', 'shop')")["In"]
    assert listed["Values"] == [
        [{"Literal": {"Value": "'web'"}}],
        [{"Literal": {"Value": "'shop'"}}],
    ]
    assert condition("quantity between 2 and 5") == {
        "And": {
            "Left": comparison(2, "quantity", "2L"),
            "Right": known("quantity", comparison(4, "quantity", "5L")),
        }
    }


def test_either_of_two_about_one_column():
    assert condition("quantity = 2 or quantity > 9") == {
        "Or": {"Left": comparison(0, "quantity", "2L"), "Right": comparison(1, "quantity", "9L")}
    }


def test_conditions_about_one_column_are_one_filter():
    (one,) = told("quantity > 2 and channel = 'web' and quantity <> 5")[:1]
    assert len(told("quantity > 2 and channel = 'web' and quantity <> 5")) == 2
    assert set(references(one)) == {("Column", "sale", "quantity")}
    assert "And" in one["filter"]["Where"][0]["Condition"]


def test_each_column_has_a_filter_of_its_own():
    first, second = told("channel = 'web' and product.category = 'Tea'")
    assert set(references(first)) == {("Column", "sale", "channel")}
    assert set(references(second)) == {("Column", "product", "category")}
    assert first["name"] != second["name"]


@pytest.mark.parametrize(
    "where",
    [
        "quantity * price > 9",
        "channel = 'web' or product.category = 'Tea'",
        "quantity > price",
        "quantity > quantity",
        "1 = 1",
        "coalesce(quantity, 0) = 0",
        "quantity in (1, quantity)",
        "sold_on = 'yesterday'",
        "placed_at > '2026-03-01 12:00'",
    ],
)
def test_what_no_filter_can_say_is_refused_in_its_own_words(where):
    with pytest.raises(NotExpressible, match="Power BI cannot filter a visual by"):
        told(where)
