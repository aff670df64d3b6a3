"""Tables of the model: their columns, their hierarchies, and the query of their rows."""

import pytest

from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.offered import offered_measures
from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.tables import calculated, query_lines, table_part
from alkasba.derive.powerbi.tmdl import file_of
from tests.dax_engine import Model
from tests.derive import build
from tests.derive.build import sale, warehouse

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
    assert calculated(shop, roles, "sale", "is_tea") == "RELATED('product'[category]) = \"Tea\""


LATER = """
sort     = { type = "text", formula = "product.category" }
is_tea   = { type = "flag", formula = "product.category = 'Tea' and quantity > 1" }
maybe    = { type = "flag", formula = "coalesce(quantity > 1, product.unit_cost > 1)", missing = true }
either   = { type = "flag", formula = "not (case when product.unit_cost > 1 then quantity > 1 else price > 3 end)" }
no_tea   = { type = "flag", formula = "not (product.category = 'Tea')" }
sold_in  = { type = "code", formula = "case when product.unit_cost > 0 then year_month(sold_on) end" }
gain     = { type = "money", formula = "price - product.unit_cost", missing = -1 }
size     = { type = "choice", choices = ["s", "l"], formula = "case when quantity * product.unit_cost > 3 then 'l' else 's' end" }
[measures]
"""  # noqa: E501 - a declaration has one column a line


@pytest.mark.parametrize(
    "column", ["sort", "is_tea", "no_tea", "maybe", "either", "sold_in", "gain", "size"]
)
def test_a_calculated_column_is_what_ask_calculates(column):
    shop = warehouse(
        sale("2025-01-05", "mint", quantity=2, price=3),
        sale("2025-01-06", "saffron", quantity=4, price=4),
        sale("2025-02-06", None, quantity=1, price=2),
        sale("2025-02-07", "chai", quantity=None, price=9),
        sale("2025-02-08", "chai", quantity=2, price=None, net=None),
        changes={"sale": build.SALE.replace("[measures]\n", LATER.lstrip())},
    )
    model = Model(shop.shop, shop.db)
    text = model.calculated("sale", column)
    said = dict(shop.rows("lines", by=f"sale.{column}"))
    if False in said:
        # A flag of DAX is never empty: what is not known is false.
        said[False] += said.pop(None, 0)
    for value, lines in said.items():
        test = (
            "ISBLANK(value)" if value is None else f"NOT(ISBLANK(value)) && value = {in_dax(value)}"
        )
        probe = f"COUNTROWS(FILTER('sale', VAR value = {text} RETURN {test}))"
        assert model.value("probe", {}, probe=probe) == lines, (value, text)


def in_dax(value):
    if isinstance(value, bool):
        return f"{value}()".upper()
    return f'"{value}"' if isinstance(value, str) else str(value)


def test_nothing_is_added_up_unless_a_measure_says_so(text):
    for told in text.values():
        assert told.count("summarizeBy: none") == told.count("\n\tcolumn ")
