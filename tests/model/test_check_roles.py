"""Which rows a role sees is told by members that can be there, and leaves nothing to guess."""

import pytest

from alkasba.model.policy import Role
from tests.model.build import CUSTOMER, POLICY, SALE, shop_of, wrong

SHELF = """
kind = "dimension"
key = ["code"]
[columns]
code = { type = "code", case = "upper", pattern = "^[A-Z]{2}$" }
kind = { type = "choice", choices = ["cold", "dry"] }
floor = { type = "whole" }
is_open = { type = "flag" }
since = { type = "day" }
keeper = { refers = "customer" }
town = { type = "text" }
"""
TABLES = {
    "tables/sale.toml": SALE.replace("quantity =", 'shelf = { refers = "shelf" }\nquantity ='),
    "tables/shelf.toml": SHELF,
    "tables/plan.toml": 'kind = "fact"\nday = "on"\n[columns]\non = { type = "day" }\n',
}


def policy(rows):
    return TABLES | {"policy.toml": f"{POLICY}[roles.north.rows]\n{rows}\n"}


def told(folder, rows):
    found = wrong(folder, policy(rows))
    return [one.removeprefix("policy.toml, roles.north.") for one in found]


def test_members_are_named_by_what_their_columns_hold(tmp_path):
    rows = """
        plan = "all"
        shelf.code = ["AB", "unknown"]
        shelf.kind = "cold"
        shelf.floor = [0, 1]
        shelf.is_open = true
        shelf.town = ["L'Île-d'Yeu"]
    """
    role = shop_of(tmp_path, policy(rows)).policy.roles["north"]
    members = {
        "code": ("AB", "unknown"),
        "kind": ("cold",),
        "floor": (0, 1),
        "is_open": (True,),
        "town": ("L'Île-d'Yeu",),
    }
    assert role == Role("north", members={"shelf": members}, facts={"plan": "all"})


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("shelve.code = 'AB'", "rows.shelve: no table is called 'shelve'. Did you mean 'shelf'?"),
        ("shelf.cod = 'AB'", "rows.shelf.cod: nothing is called 'cod'. Did you mean 'code'?"),
        ("sale.quantity = 1", "rows.sale: a role names members of dimensions"),
        ("customer.city = 'Fez'", "rows.customer.city: 'city' is personal"),
        ("customer.code = 'C1'", "rows.customer.code: 'code' is personal"),
        ("shelf.keeper = 'C1'", "Name members where they stand: rows.customer."),
        ("shelf.since = 2025-01-01", "values of a day cannot be listed"),
        ("shelf.kind = 'cool'", "'cool' is not among the choices. Did you mean 'cold'?"),
        ("shelf.code = 'ab'", "'ab' is not in upper case"),
        ("shelf.code = 'ABC'", "'ABC' does not have the column's pattern"),
        ("shelf.code = 7", "7 is no text in quotes."),
        ("shelf.floor = '1'", "'1' is not a whole number"),
        ("shelf.floor = 1.5", "is not a whole number"),
        ("shelf.is_open = 1", "1 is not true or false."),
        ("shelf.town = ' Fez'", "' Fez' is blank, or has blanks around it"),
        ("shelf.town = ''", "'' is blank"),
        ('shelf.town = "a\\nb"', "signs that do not show"),
        ("shelf.town = []", "rows.shelf.town: a list of at least one value is needed."),
        ("shelf.town = [['a']]", "rows.shelf.town: one value is needed"),
        ("shelf = {}", "rows.shelf: name a column and its values"),
        ("shelf = 'none'", "rows.shelf: 'shelf' is a dimension: name a column"),
        ("plan = 'some'", "'some' is not one of all, none."),
        ("plan = true", "rows.plan: a table is needed"),
        ("plan = 'all'", "so it never sees all of them"),
        ("plam = 'none'", "no table is called 'plam'. Did you mean 'plan'?"),
        ("shelf.town = 'Fez'\nplan = 'none'\nsale = 'all'", "rows.sale: its rows belong to"),
        ("", "rows: name a table: rows.warehouse.country = ["),
    ],
)
def test_rows_that_nobody_has_or_nobody_means_are_refused(tmp_path, rows, what):
    assert what in "\n".join(told(tmp_path, rows))


def test_a_fact_that_no_rule_reaches_is_never_seen_by_chance(tmp_path):
    (mistake,) = told(tmp_path, "shelf.town = 'Fez'")
    assert mistake == (
        "rows.plan: rows of plan have no shelf that would tell whether this role sees them. "
        'Say rows.plan = "none", or "all" where they are no secret.'
    )


def test_a_fact_that_one_of_two_rules_reaches_is_asked_about_too(tmp_path):
    city = {"tables/customer.toml": CUSTOMER + 'is_firm = { type = "flag" }\n'}
    bare = {"tables/sale.toml": SALE}
    rows = "plan = 'none'\nshelf.town = 'Fez'\ncustomer.is_firm = true"
    (mistake,) = wrong(tmp_path, policy(rows) | city | bare)
    assert "rows.sale: rows of sale have no shelf that would tell" in mistake
    shop_of(tmp_path, policy(rows + "\nsale = 'all'") | city | bare)


def test_a_role_without_rows_sees_them_all(tmp_path):
    role = shop_of(tmp_path, {"policy.toml": POLICY + "[roles.a]\n"}).policy.roles["a"]
    assert (role.members, role.facts) == ({}, {})
