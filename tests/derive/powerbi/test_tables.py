"""Tables of the model: their columns, their hierarchies, and the query of their rows."""

import pytest

from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.offered import offered_measures
from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.tables import calculated, query_lines, table_part
from alkasba.derive.powerbi.tmdl import file_of
from tests.derive import build

LATE = build.SALE.replace(
    "[measures]",
    'cost_each = { type = "money", formula = "quantity * product.unit_cost", missing = 0 }\n'
    "[measures]",
)


@pytest.fixture(scope="module")
def text():
    shop = build.shop({"sale": LATE})
    roles = roles_of(shop)
    measures = offered_measures(shop, Measures(shop, roles))
    return {
        name: file_of(table_part(shop, roles, name, measures, schema="herbs"))
        for name in roles.tables
    }


def test_rows_come_from_the_warehouse_by_their_own_names(text):
    assert 'Rows = Source{[Schema = "herbs", Item = "product"]}[Data]' in text["product"]
    assert "mode: directQuery" in text["product"]
    assert "partition product = m" in text["product"]


def test_only_columns_of_the_model_are_asked_for(text):
    assert '"city"' in text["customer"]
    assert "email" not in text["customer"]
    assert "placed_at" not in text["sale"]


def test_a_quote_in_a_name_stays_inside_of_it():
    assert query_lines('s"x', "t", ["a"])[2].startswith('\tRows = Source{[Schema = "s""x"')


def test_the_calendar_is_the_table_of_dates(text):
    assert "dataCategory: Time" in text["calendar"]
    assert "isKey" in text["calendar"]
    assert "hierarchy 'Calendar year'" in text["calendar"]
    assert "hierarchy 'Fiscal year'" in text["calendar"]


def test_what_the_warehouse_does_not_hold_is_calculated(text):
    shop = build.shop({"sale": LATE})
    told = calculated(shop, roles_of(shop), "sale", "cost_each")
    assert told.startswith("COALESCE(IF(")
    assert "RELATED('product'[unit_cost])" in told
    assert f"column cost_each = {told}" in text["sale"]
    assert '"cost_each"' not in text["sale"]


def test_what_stands_in_for_a_blank_is_of_the_columns_kind():
    late = LATE.replace("missing = 0", "missing = 1.5").replace(
        "[measures]",
        'sort = { type = "text", formula = "product.category", missing = "none" }\n'
        'is_tea = { type = "flag", formula = "product.category = \'Tea\'", missing = false }\n'
        "[measures]",
    )
    shop = build.shop({"sale": late})
    roles = roles_of(shop)
    assert calculated(shop, roles, "sale", "cost_each").endswith(", 1.5)")
    assert calculated(shop, roles, "sale", "sort").endswith(', "none")')
    assert calculated(shop, roles, "sale", "is_tea").endswith(", FALSE())")


def test_nothing_is_added_up_unless_a_measure_says_so(text):
    for told in text.values():
        assert told.count("summarizeBy: none") == told.count("\n\tcolumn ")
