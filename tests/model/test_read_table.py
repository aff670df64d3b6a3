"""A table file becomes a Table; what cannot be read is told by key."""

from decimal import Decimal

import pytest

from alkasba.model.expression import Aggregate, Call, Literal, Name
from alkasba.model.read_table import read_table
from alkasba.model.table import OverTime, Reckoning, Span
from tests.model.build import read_badly, read_well

SALE = """
about = "One line of a customer's order"
kind = "fact"
key = ["order_id", "line"]
day = "sold_on"
title = { en = "Sales", fr = "Ventes" }
owner = "sales team"
rejects_at_most = 0.05
[columns]
order_id   = { type = "code", case = "upper", pattern = "A[0-9]+" }
line       = { type = "whole" }
channel    = { type = "choice", choices = ["web", "shop"], spellings = { web = ["www", "online"] } }
sold_on    = { type = "day", required = true, at_least = 2015-01-01, at_most = "today" }
customer   = { refers = "customer" }
unit_price = { type = "money", required = true, at_least = 0, unit = "EUR" }
weight     = { type = "number", decimals = 3, round = true }
discount   = { type = "money", missing = 0 }
net        = { type = "money", formula = "line * unit_price", about = "Calculated" }
[measures]
net_sales = { formula = "sum(net)", about = "Sales", unit = "EUR", where = "channel = 'web'" }
"""


def of_columns(text):
    return read_badly(read_table, f'kind = "dimension"\nkey = ["id"]\n[columns]\n{text}')


def test_a_fact_is_read_as_it_is_declared():
    table = read_well(read_table, SALE)
    assert (table.name, table.kind, table.is_fact) == ("thing", "fact", True)
    assert (table.key, table.day) == (("order_id", "line"), "sold_on")
    assert table.about == "One line of a customer's order"
    assert (table.title, table.owner) == ({"en": "Sales", "fr": "Ventes"}, "sales team")
    assert table.rejects_at_most == Decimal("0.05")
    assert table.references == {"customer": "customer"}


def test_columns_keep_the_order_of_the_file():
    table = read_well(read_table, SALE)
    assert list(table.columns)[:3] == ["order_id", "line", "channel"]
    assert "net" not in table.read_columns
    assert len(table.read_columns) == len(table.columns) - 1


def test_columns_have_what_is_declared_of_them():
    columns = read_well(read_table, SALE).columns
    assert (columns["order_id"].case, columns["order_id"].pattern) == ("upper", "A[0-9]+")
    assert columns["channel"].choices == ("web", "shop")
    assert columns["channel"].spellings == {"web": ("www", "online")}
    bounds = columns["sold_on"]
    assert (bounds.at_least, bounds.at_most) == ("2015-01-01", "today")
    assert (columns["weight"].decimals, columns["weight"].round) == (3, True)
    assert (columns["discount"].missing, columns["unit_price"].unit) == (0, "EUR")


def test_the_key_and_the_day_are_required_though_nobody_says_so():
    columns = read_well(read_table, SALE).columns
    required = [name for name, column in columns.items() if column.required]
    assert required == ["order_id", "line", "sold_on", "unit_price"]
    unsaid = SALE.replace('"whole" }', '"whole", required = false }')
    assert read_well(read_table, unsaid).columns["line"].required


def test_decimals_are_kept_as_the_type_says():
    columns = read_well(read_table, SALE).columns
    assert (columns["unit_price"].decimals, columns["line"].decimals) == (4, 0)
    head = 'kind = "dimension"\nkey = ["x"]\n[columns]\n'
    assert read_well(read_table, head + 'x = { type = "number" }').columns["x"].decimals == 6


def test_a_reference_is_a_code():
    assert read_well(read_table, SALE).columns["customer"].type == "code"


def test_formulas_are_read_and_kept_as_texts():
    table = read_well(read_table, SALE)
    net, sales = table.columns["net"], table.measures["net_sales"]
    assert net.formula == Call("*", (Name("line"), Name("unit_price")))
    assert net.formula_text == "line * unit_price"
    assert sales.formula == Aggregate("sum", Name("net"))
    assert sales.where == Call("=", (Name("channel"), Literal("web")))
    assert (sales.table, sales.unit, sales.where_text) == ("thing", "EUR", "channel = 'web'")


def test_a_dimension_has_a_label_a_history_and_an_order_of_sources():
    table = read_well(
        read_table,
        """kind = "dimension"
        key = ["id"]
        label = "name"
        history = ["city"]
        [columns]
        id = { type = "code" }
        name = { type = "text" }
        city = { type = "text", personal = "location" }
        [merge]
        "*" = ["shop", "crm"]
        city = "crm\"""",
    )
    assert not table.is_fact
    assert (table.label, table.history) == ("name", ("city",))
    assert table.merge == {"*": ("shop", "crm"), "city": ("crm",)}
    assert table.columns["city"].personal == "location"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('"last"', OverTime("last")),
        ('{ take = "avg" }', OverTime("avg")),
        ('{ take = "last", per = ["shop"] }', OverTime("last", ("shop",))),
        ("{}", OverTime("last")),
    ],
)
def test_a_level_is_told_over_time(text, rule):
    measure = f'kind = "fact"\n[measures]\nm = {{ formula = "sum(x)", over_time = {text} }}'
    assert read_well(read_table, measure).measures["m"].over_time == rule


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('x = { type = "mony" }', "columns.x.type: 'mony' is not one of"),
        ('x = { type = "mony" }', "Did you mean 'money'?"),
        ("x = { required = true }", "columns.x.type: say what it holds: code, text, choice"),
        (
            'x = { type = "code", typ = 1 }',
            "columns.x.typ: unknown key 'typ'. Did you mean 'type'?",
        ),
        ('"a b" = { type = "code" }', "columns.a b: 'a b' is no name for a column"),
        ('"2x" = { type = "code" }', "columns.2x: '2x' is no name for a column"),
        ('x = { type = "code", case = "title" }', "columns.x.case: 'title' is not one of"),
        ('x = { type = "whole", decimals = "2" }', "columns.x.decimals: a whole number is needed"),
        ('x = { type = "whole", formula = "1 +" }', "columns.x.formula: '1 +' is not a formula"),
        ('x = { type = "choice", choices = [1] }', "columns.x.choices: a text or a list of texts"),
        ("x = 3", "columns.x: a table is needed"),
    ],
)
def test_a_mistake_in_a_column_is_told_at_its_key(text, told):
    assert told in "\n".join(of_columns(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "kind: say whether this is a fact or a dimension."),
        ('kind = "facts"', "kind: 'facts' is not one of fact, dimension. Did you mean 'fact'?"),
        ('kind = "fact"\nkeys = ["a"]', "keys: unknown key 'keys'. Did you mean 'key'?"),
        ('kind = "fact"\nrejects_at_most = 5', "rejects_at_most: a share from 0 to 1 is needed"),
        ('kind = "fact"\ncolumns = 3', "columns: a table is needed"),
        ('kind = "fact"\n[measures]\nm = {}', "measures.m.formula: a measure needs a formula."),
        (
            'kind = "fact"\n[measures]\n"net-sales" = { formula = "count()" }',
            "measures.net-sales: 'net-sales' is no name for a measure",
        ),
        (
            'kind = "fact"\n[measures]\nm = { formula = "count()", over_time = "sum" }',
            "measures.m.over_time: 'sum' is not one of last, first, min, max, avg.",
        ),
        (
            'kind = "fact"\n[measures]\nm = { formula = "count()", over_time = { takes = "min" } }',
            "measures.m.over_time.takes: unknown key 'takes'. Did you mean 'take'?",
        ),
    ],
)
def test_a_mistake_in_a_table_is_told_at_its_key(text, told):
    assert told in "\n".join(read_badly(read_table, text))


def test_what_other_tables_tell_is_late_and_all_that_is_made_of_it():
    text = """
        kind = "dimension"
        key = ["code"]
        [columns]
        code = { type = "code" }
        level = { type = "whole" }
        double = { type = "whole", formula = "level * 2" }
        last = { type = "day", measure = "last_sale", by = "a.b", within = "12 months" }
        idle = { type = "whole", formula = "days_between(last, '2025-01-01')" }
        long = { type = "flag", formula = "idle > level" }
        fifth = { type = "whole", formula = "quantile(level, 5)" }
        age = { type = "whole", formula = "days_between('2025-01-01', sale.latest)" }
        spread = { type = "number", measure = "units", per = "month", take = "stddev" }"""
    table = read_well(read_table, text)
    assert [*table.known_columns] == ["code", "level", "double"]
    assert [*table.read_columns] == ["code", "level"]
    assert [*table.late_columns] == ["last", "idle", "long", "fifth", "age", "spread"]
    told = Reckoning("last_sale", by="a.b", within=Span(12, "month"))
    assert table.columns["last"].reckoned == told
    assert table.columns["spread"].reckoned == Reckoning("units", per="month", take="stddev")


def test_beside_an_amount_with_a_currency_stands_what_was_written():
    columns = """
kind = "fact"
day = "day"
[columns]
day = { type = "day" }
currency = { type = "code" }
paid = { type = "money", decimals = 2, currency = "currency" }
fee = { type = "money" }
"""
    table = read_well(read_table, columns)
    assert list(table.columns) == ["day", "currency", "paid", "paid_written", "fee"]
    written = table.columns["paid_written"]
    assert (written.type, written.decimals, written.written_of) == ("money", 2, "paid")
    assert list(table.read_columns) == ["day", "currency", "paid", "fee"]
    assert list(table.converted) == ["paid"]
