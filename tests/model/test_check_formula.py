"""Formulas use names that exist, of the right kind, and never themselves."""

import pytest

from alkasba.model.check_formula import column_problem, outer_names, stays_out
from alkasba.model.expression import Name
from alkasba.model.formula import read_formula
from tests.model.build import CUSTOMER, CUSTOMERS, SALE, shop_of, wrong, wrong_table


def column(formula, *, kind="whole", more=""):
    return f'x = {{ type = "{kind}", formula = "{formula}"{more} }}'


@pytest.mark.parametrize(
    ("formula", "mistake"),
    [
        ("quantty * 2", "columns.x: nothing is called 'quantty'. Did you mean 'quantity'?"),
        (
            "sum(quantity)",
            "columns.x: a column is calculated row by row; sums belong to a measure.",
        ),
        ("customer.lavel", "columns.x: 'customer' has no 'lavel'. Did you mean 'level'?"),
        ("client.level", "columns.x: 'client' is no reference of this table (it has: customer)."),
        ("x + 1", "columns.x: it is calculated from itself."),
    ],
)
def test_a_mistake_in_a_calculated_column_is_told(tmp_path, formula, mistake):
    assert wrong_table(tmp_path, column(formula)) == [mistake]


def test_columns_calculated_from_each_other_in_a_circle_are_told(tmp_path):
    columns = 'a = { type = "whole", formula = "b" }\nb = { type = "whole", formula = "a" }'
    found = wrong_table(tmp_path, columns)
    assert found == [f"columns.{name}: it is calculated from itself." for name in "ab"]


@pytest.mark.parametrize(
    ("formula", "mistake"),
    [
        ("sum(quantty)", "nothing is called 'quantty'. Did you mean 'quantity'?"),
        ("quantity", "'quantity' is a column; say how its rows are added up: sum(quantity)."),
        ("peces * 2", "no measure is called 'peces'. Did you mean 'pieces'?"),
        ("sum(customer.levl)", "'customer' has no 'levl'. Did you mean 'level'?"),
        ("sum(product.cost)", "'product' is no reference of this table (it has: customer)."),
        ("sum(quantity.cost)", "'quantity' is no reference of this table (it has: customer)."),
        ("sum(quantity + max(quantity))", "an aggregation stands inside an aggregation."),
        ("m + 1", "it is calculated from itself."),
    ],
)
def test_a_mistake_in_a_measure_is_told(tmp_path, formula, mistake):
    found = wrong_table(tmp_path, "", measures=f'm = {{ formula = "{formula}" }}')
    assert f"measures.m: {mistake}" in found


def test_measures_calculated_from_each_other_in_a_circle_are_told(tmp_path):
    measures = 'a = { formula = "b + 1" }\nb = { formula = "a + pieces" }'
    found = wrong_table(tmp_path, "", measures=measures)
    assert found == [f"measures.{name}: it is calculated from itself." for name in "ab"]


def test_a_condition_uses_columns(tmp_path):
    measures = 'm = { formula = "count()", where = "chanel = \'web\'" }'
    assert wrong_table(tmp_path, "", measures=measures) == [
        "measures.m: nothing is called 'chanel'."
    ]


def test_a_level_is_told_by_known_columns(tmp_path):
    measures = 'm = { formula = "sum(quantity)", over_time = { per = ["custmer"] } }'
    assert wrong_table(tmp_path, "", measures=measures) == [
        "measures.m.over_time.per: nothing is called 'custmer'. Did you mean 'customer'?"
    ]


def test_a_measure_may_use_those_of_other_facts(tmp_path):
    refund = SALE.replace("pieces = ", "returned = ")
    refund += 'kept = { formula = "pieces - returned" }'
    shop = shop_of(tmp_path, {"tables/refund.toml": refund})
    assert shop.measures["kept"].table == "refund"


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("email", "text"),
        ("code", "code"),
        ("coalesce(email, city)", "text"),
        ("case when level > 1 then email else city end", "text"),
        ("email is null", "flag"),
    ],
)
def test_a_personal_value_cannot_enter_the_warehouse_through_a_formula(tmp_path, formula, kind):
    table = CUSTOMER + column(formula, kind=kind)
    (mistake,) = wrong(tmp_path, {"tables/customer.toml": table})
    used = "code" if formula == "code" else "email"
    assert f"columns.x: it is calculated from '{used}', which stays out" in mistake


def test_a_reference_to_a_person_cannot_be_copied_by_a_formula(tmp_path):
    (mistake,) = wrong_table(tmp_path, column("customer", kind="code"))
    assert "columns.x: it is calculated from 'customer', which stays out" in mistake


@pytest.mark.parametrize("personal", ["none", "location"])
def test_a_formula_over_a_personal_value_may_be_declared_harmless(tmp_path, personal):
    table = CUSTOMER + column("email is null", kind="flag", more=f', personal = "{personal}"')
    shop_of(tmp_path, {"tables/customer.toml": table})


def test_nothing_is_calculated_from_a_pseudonym_where_several_sources_are_merged(tmp_path):
    table = CUSTOMER + column("code = 'A'", kind="flag", more=', personal = "none"')
    files = {"tables/customer.toml": table}
    shop_of(tmp_path, files)
    (mistake,) = wrong(tmp_path, {**files, "sources/crm.toml": CUSTOMERS})
    assert "columns.x: 'code' is a pseudonym where several sources are merged" in mistake


def test_a_formula_over_an_analytic_value_is_no_leak(tmp_path):
    table = CUSTOMER + column("city = 'Fez'", kind="flag")
    shop_of(tmp_path, {"tables/customer.toml": table})


def test_a_calculated_column_cannot_be_of_a_class_that_stays_out(tmp_path):
    table = CUSTOMER + column("email", kind="text", more=', personal = "contact"')
    (mistake,) = wrong(tmp_path, {"tables/customer.toml": table})
    assert "columns.x: what is calculated lives in the warehouse" in mistake


def test_what_stays_out_is_what_is_hidden_and_what_refers_to_it(tmp_path):
    shop = shop_of(tmp_path, {})
    customer, sale = shop.tables["customer"], shop.tables["sale"]
    out = [name for name, c in (customer.columns | sale.columns).items() if stays_out(shop, c)]
    assert out == ["code", "email", "customer"]


def test_names_of_measures_stand_outside_of_aggregations():
    formula = read_formula("sum(a * b) / orders + max(c) - coalesce(d, 0)")
    assert [str(name) for name in outer_names(formula)] == ["orders", "d"]


def test_a_column_is_found_in_the_table_and_in_those_it_refers_to(tmp_path):
    shop = shop_of(tmp_path, {})
    sale = shop.tables["sale"]
    assert column_problem(shop, sale, Name("quantity")) is None
    assert column_problem(shop, sale, Name("level", "customer")) is None
    assert column_problem(shop, sale, Name("levels", "customer")) is not None
