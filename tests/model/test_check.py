"""What only shows when the files are seen together: names, days, keys, references, people."""

import pytest

from alkasba.model.check import check_shop
from alkasba.model.finding import Findings
from alkasba.model.shop import Calendar, Shop
from tests.model.build import CUSTOMER, SALE, SALES, shop_of, wrong, wrong_table


def in_sale(folder, table):
    return "\n".join(wrong(folder, {"tables/sale.toml": table}))


def in_customer(folder, table):
    return "\n".join(wrong(folder, {"tables/customer.toml": table}))


def test_a_right_shop_is_read(tmp_path):
    assert set(shop_of(tmp_path, {}).tables) == {"sale", "customer"}


def test_a_shop_needs_a_table(tmp_path):
    findings = Findings()
    check_shop(Shop(tmp_path, "Test", "EUR", Calendar(), {}, {}), findings)
    assert [str(found) for found in findings.found] == [
        "tables: there is no table yet. Add tables/NAME.toml."
    ]


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        (SALE.replace('day = "sold_on"', ""), "day: a fact needs the day on which it happened"),
        (SALE.replace('day = "sold_on"', 'day = "sold"'), "day: nothing is called 'sold'."),
        (SALE.replace('day = "sold_on"', 'day = "quantity"'), "day: 'quantity' must be a column"),
        (SALE.replace('key = ["order_id"]', 'key = ["order"]'), "Did you mean 'order_id'?"),
        ('history = ["quantity"]\n' + SALE, "history: only a dimension has a history"),
        (SALE + '[merge]\n"*" = ["sales"]', "merge: only a dimension is merged"),
        ('kind = "fact"\nday = "x"', "columns: a table needs columns."),
    ],
)
def test_a_mistake_in_a_fact_is_told(tmp_path, table, mistake):
    assert mistake in in_sale(tmp_path, table)


def test_a_day_is_read_and_not_calculated(tmp_path):
    table = SALE.replace(
        'sold_on = { type = "day"', 'sold_on = { type = "day", formula = "told_on"'
    )
    table = table.replace("[measures]", 'told_on = { type = "day" }\n[measures]')
    assert "day: 'sold_on' must be a column of type day that is read" in in_sale(tmp_path, table)


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        (CUSTOMER.replace('key = ["code"]', ""), "key: a dimension needs a key"),
        ('label = "nme"\n' + CUSTOMER, "label: nothing is called 'nme'."),
        ('history = ["code"]\n' + CUSTOMER, "history: 'code' is the key; a key has no history."),
        ('history = ["town"]\n' + CUSTOMER, "history: nothing is called 'town'."),
        (CUSTOMER + '[merge]\ntown = ["customers"]', "merge.town: nothing is called 'town'."),
        (CUSTOMER + '[merge]\n"*" = ["crm"]', "merge.*: there is no source 'crm'."),
        (CUSTOMER + '[measures]\nm = { formula = "count()" }', "measures.m: only a fact has"),
    ],
)
def test_a_mistake_in_a_dimension_is_told(tmp_path, table, mistake):
    assert f"tables/customer.toml, {mistake}" in in_customer(tmp_path, table)


@pytest.mark.parametrize("name", ["_file", "_broke", "_x", "sale_key", "valid_from", "is_current"])
def test_the_warehouses_own_names_are_no_columns(tmp_path, name):
    (mistake,) = wrong_table(tmp_path, f'{name} = {{ type = "code" }}')
    assert mistake.startswith(f"columns.{name}: '{name}' is a name of the warehouse's own.")


@pytest.mark.parametrize("name", ["calendar", "holiday", "rejects"])
def test_the_warehouses_own_names_are_no_tables(tmp_path, name):
    (mistake,) = wrong(tmp_path, {f"tables/{name}.toml": CUSTOMER})
    assert mistake.startswith(f"tables/{name}.toml: '{name}' is a name of the warehouse's own.")


def test_names_that_differ_in_case_only_are_one_name_to_the_warehouse(tmp_path):
    (mistake,) = wrong_table(tmp_path, 'Quantity = { type = "whole" }')
    assert mistake == "columns: 'quantity' and 'Quantity' differ in case only. Rename one."
    (mistake,) = wrong(tmp_path / "b", {"tables/Customer.toml": CUSTOMER})
    assert mistake == "tables: 'Customer' and 'customer' differ in case only. Rename one."


@pytest.mark.parametrize(
    ("column", "mistake"),
    [
        ('x = { refers = "custmer" }', "columns.x: it refers to 'custmer', which is no dimension."),
        ('x = { refers = "sale" }', "columns.x: it refers to 'sale', which is no dimension."),
        (
            'x = { refers = "customer", missing = "none" }',
            'columns.x: a reference that is missing can only be "unknown".',
        ),
        ('x = { type = "choice" }', "columns.x: a choice needs its choices: choices = [...]."),
        (
            'x = { type = "choice", choices = ["a"], spellings = { b = "c" } }',
            "columns.x.spellings: 'b' is not among the choices.",
        ),
        ('x = { type = "money", decimals = 13 }', "columns.x.decimals: between 0 and 12 decimals"),
        ('x = { type = "money", decimals = -1 }', "columns.x.decimals: between 0 and 12 decimals"),
    ],
)
def test_a_mistake_in_a_column_is_told(tmp_path, column, mistake):
    (found,) = wrong_table(tmp_path, column)
    assert found.startswith(mistake)


def test_a_reference_needs_a_key_of_one_column(tmp_path):
    two = CUSTOMER.replace('key = ["code"]', 'key = ["code", "city"]')
    assert "'customer' has a key of several columns" in in_customer(tmp_path, two)


def test_a_missing_reference_may_be_unknown(tmp_path):
    table = SALE.replace('"customer" }', '"customer", missing = "unknown" }')
    shop_of(tmp_path, {"tables/sale.toml": table})


def test_dimensions_that_refer_to_each_other_in_a_circle_are_told(tmp_path):
    files = {
        "tables/customer.toml": CUSTOMER + 'guide = { refers = "guide" }',
        "tables/guide.toml": 'kind = "dimension"\nkey = ["id"]\n[columns]\n'
        'id = { type = "code" }\nboss = { refers = "customer" }',
    }
    told = "it refers to itself in a circle. Declare one of these references as a code: "
    assert wrong(tmp_path, files) == [
        f'tables/{name}.toml: {told}{{ type = "code" }}.' for name in ("customer", "guide")
    ]


def test_a_column_that_looks_personal_needs_a_class(tmp_path):
    (mistake,) = wrong_table(tmp_path, 'phone = { type = "text" }')
    assert mistake.startswith("columns.phone: it looks personal (telephone) and has no class.")
    assert 'personal = "none"' in mistake


@pytest.mark.parametrize(
    "column",
    [
        'phone = { type = "text", personal = "none" }',
        'phone = { type = "text", personal = "contact" }',
        'phone = { type = "whole", formula = "quantity" }',
    ],
)
def test_a_column_that_looks_personal_may_be_declared(tmp_path, column):
    table = SALE.replace("[measures]", f"{column}\n[measures]")
    shop_of(tmp_path, {"tables/sale.toml": table})


def test_an_unknown_class_is_told_with_those_there_are(tmp_path):
    (mistake,) = wrong_table(tmp_path, 'x = { type = "text", personal = "contcat" }')
    known = "(it has: identifier, contact, location)"
    assert mistake == f"columns.x: policy.toml has no class 'contcat' {known}."


def test_without_a_policy_no_class_is_known(tmp_path):
    assert "(it has: none yet)" in "\n".join(wrong(tmp_path, {"policy.toml": ""}))


def test_two_tables_cannot_have_one_measure(tmp_path):
    files = {"tables/sale2.toml": SALE}
    (mistake,) = wrong(tmp_path, files)
    assert mistake == "tables/sale2.toml, measures.pieces: table 'sale' has it already."


def test_a_measure_cannot_be_called_like_a_column(tmp_path):
    (mistake,) = wrong_table(tmp_path, "", measures='quantity = { formula = "count()" }')
    assert mistake == "measures.quantity: a column has this name already."


@pytest.mark.parametrize(
    ("shop", "mistake"),
    [
        (
            'timezone = "Europe/Pari"',
            "timezone: no time zone is called 'Europe/Pari'. Did you mean",
        ),
        ("fiscal_year_starts = 13", "fiscal_year_starts: a month is needed, 1 to 12."),
        ("fiscal_year_starts = 0", "fiscal_year_starts: a month is needed, 1 to 12."),
    ],
)
def test_what_decides_a_day_must_exist(tmp_path, shop, mistake):
    (found,) = wrong(tmp_path, {"shop.toml": shop})
    assert found.startswith(f"shop.toml, {mistake}")


def test_the_time_zone_of_an_origin_must_exist(tmp_path):
    source = 'format = { timezone = "Paris" }\n' + SALES
    (found,) = wrong(tmp_path, {"sources/sales.toml": source})
    assert found.startswith("sources/sales.toml, format.timezone: no time zone is called 'Paris'.")


def test_what_people_read_or_what_is_kept_over_time_is_not_in_the_vault(tmp_path):
    person = """kind = "dimension"
key = ["id"]
label = "email"
history = ["city", "email"]
[columns]
id = { type = "code" }
email = { type = "text", personal = "contact" }
city = { type = "text" }
shout = { type = "text", formula = "coalesce(city, '?')" }
"""
    found = wrong(tmp_path, {"tables/person.toml": person})
    assert [line for line in found if "stays out" in line or "has a history" in line] == [
        (
            "tables/person.toml, columns.shout: 'city' has a history, and what is calculated from "
            "it would have none. Calculate it in a measure."
        ),
        "tables/person.toml, history: 'email' is personal and stays out of the warehouse.",
        "tables/person.toml, label: 'email' is personal and stays out of the warehouse.",
    ]


def test_an_owner_is_a_team_and_no_person(tmp_path):
    (mistake,) = wrong_table(tmp_path, "", head='owner = "ada@example.org"\n')
    assert mistake == "owner: name the role or team that answers for it, not a person."
