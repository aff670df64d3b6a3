"""What happened on a day is a fact; what others refer to is a dimension."""

import pytest

from alkasba.model.seen import Contained
from alkasba.propose.tables import propose_tables
from tests.propose.build import column, days, known, seen

CUSTOMERS = seen(
    "customers",
    column("customer_id", whole=1),
    column("email"),
    days("signup_date"),
    column("city", 9),
)
ORDERS = seen(
    "orders",
    column("order_id", whole=1),
    column("customer_id", 60, whole=1),
    days("order_date"),
    column("freight", point=1, decimals=2),
)
TO_CUSTOMER = Contained("orders", "customer_id", "customers", "customer_id", 60, 60)


def tables(*groups, references=()):
    found = propose_tables(known(*groups, references=references))
    return {table.name: table for table in found.tables}


def test_facts_and_dimensions():
    made = tables(CUSTOMERS, ORDERS, references=[TO_CUSTOMER])
    assert (made["customer"].kind, made["order"].kind) == ("dimension", "fact")
    assert (made["order"].key, made["order"].day) == (("order_id",), "order_date")
    refers = {one.name: one.refers for one in made["order"].fields}
    assert refers["customer"] == "customer"


def test_a_fact_with_a_line_of_totals_below_it_stays_one():
    group = seen(
        "ventas",
        column("no_pedido", 40, rows=40),
        days("fecha", 28, "%d.%m.%Y", rows=40),
        column("importe", 41, rows=41, comma=1, decimals=2),
        rows=41,
    )
    (made,) = tables(group).values()
    assert (made.kind, made.day, made.key) == ("fact", "fecha", ("no_pedido",))
    assert any("1 of its rows has no fecha" in told for told in made.unsure)


def test_a_person_has_a_pseudonym_and_a_place():
    made = tables(CUSTOMERS, ORDERS, references=[TO_CUSTOMER])["customer"]
    classes = {one.name: one.column.personal for one in made.fields}
    assert classes["customer_id"] == "identifier"
    assert (classes["email"], classes["city"]) == ("contact", "location")


def test_whoever_has_a_birthday_is_a_person_whatever_the_table_is_called():
    readers = seen("readers", column("reader_id", whole=1), days("birth_date"), column("city", 9))
    suppliers = seen("suppliers", column("supplier_id", whole=1), column("contact_name"))
    made = tables(readers, suppliers)
    classes = {one.name: one.column.personal for one in made["reader"].fields}
    assert classes == {"reader_id": "identifier", "birth_date": "sensitive", "city": "location"}
    assert made["supplier"].fields[0].column.personal is None


def test_references_never_lead_in_a_circle():
    one = seen("teams", column("team_id", whole=1), column("player_id", 50, whole=1))
    other = seen("players", column("player_id", whole=1), column("team_id", 50, whole=1))
    links = [
        Contained("teams", "player_id", "players", "player_id", 50, 50),
        Contained("players", "team_id", "teams", "team_id", 50, 50),
    ]
    made = tables(one, other, references=links)
    assert sum(bool(field.refers) for table in made.values() for field in table.fields) == 1
    assert any("in a circle" in told for table in made.values() for told in table.unsure)


def test_amounts_beside_a_currency_are_told():
    paid, fee = column("paid", point=1, decimals=2), column("fee", point=1, decimals=2)
    money = column("currency", 3, longest=3, few=["EUR", "GBP", "USD"])
    (made,) = tables(seen("sales", days("sold_on"), paid, fee, money)).values()
    assert {one.name: one.type for one in made.fields}["currency"] == "code"
    assert made.unsure == [
        (
            "paid, fee: written in what the column currency says? Then add currency = "
            '"currency" to each, and [rates] to shop.toml where it is not always the shop\'s'
        )
    ]
    (plain,) = tables(seen("sales", days("sold_on"), paid, column("currency_risk", 3))).values()
    assert plain.unsure == []


def test_what_is_neither_is_left_out_with_a_reason():
    found = propose_tables(known(seen("notes", column("price", 9, point=1)), seen("none", rows=0)))
    assert found.tables == []
    assert [name for name, _ in found.left] == ["notes", "none"]
    assert found.left[1][1] == "it holds no rows"


def test_values_that_are_not_found_are_told():
    link = Contained("orders", "customer_id", "customers", "customer_id", 60, 57)
    made = tables(CUSTOMERS, ORDERS, references=[link])
    assert "3 of the 60 values of customer_id are not in customer" in made["order"].unsure


def test_what_is_nested_in_orders_makes_them_no_dimension():
    orders = seen("orders", column("id", whole=1), days("created_at"), column("total", point=1))
    lines = seen("orders_lines", column("order_id", whole=1), column("n", 9), inside="orders")
    nested = Contained("orders_lines", "order_id", "orders", "id", 100, 100)
    other = Contained("notes", "order_id", "orders", "id", 100, 100)
    notes = seen("notes", column("order_id", whole=1))
    assert tables(orders, lines, references=[nested])["order"].kind == "fact"
    assert tables(orders, notes, references=[other])["order"].kind == "dimension"


def test_lines_that_only_say_when_they_are_due_take_the_day_of_their_head():
    lines = seen(
        "order_lines",
        column("order_id", 40, whole=1),
        column("line", 9, whole=1),
        days("due_date"),
        column("line_total", point=1, decimals=2),
        key=("order_id", "line"),
    )
    to_order = Contained("order_lines", "order_id", "orders", "order_id", 40, 40)
    groups = known(ORDERS, lines, references=[to_order])
    groups.keys["order_lines"] = ("order_id", "line")
    made = {table.name: table for table in propose_tables(groups).tables}
    assert (made["order_line"].kind, made["order_line"].day) == ("fact", "order_date")


@pytest.mark.parametrize(
    ("group", "name", "personal"),
    [
        ("customers", "name", "contact"),
        ("clients", "nom", "contact"),
        ("kunden", "name", "contact"),
        ("products", "name", None),
        ("customers", "note", None),
    ],
)
def test_what_looks_like_names_of_people_in_a_table_of_people_is_personal(group, name, personal):
    (made,) = tables(seen(group, column("code", whole=1), column(name, two_names=0.9))).values()
    assert made.fields[1].column.personal == personal
    assert any("names of people" in told for told in made.unsure) == bool(personal)
    assert (made.label == name) == (name == "name" and not personal)


def test_names_of_firms_among_customers_stay():
    (made,) = tables(
        seen("customers", column("code", whole=1), column("name", two_names=0.4))
    ).values()
    assert made.fields[1].column.personal is None
