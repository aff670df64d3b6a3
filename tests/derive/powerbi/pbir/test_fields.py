"""Visuals refer to the columns and measures of the model, under the names that people read."""

import pytest

from alkasba.derive.powerbi.pbir.fields import Named, drilled, places_of, projection
from alkasba.errors import NotExpressible
from tests.derive import build
from tests.derive.powerbi.pbir.build import example, model

WORDS = {"channel": "Canal", "net_sales": "Ventes nettes"}


def test_a_column_is_the_one_that_all_facts_mean():
    assert model().column(["sale", "stock"], "category") == Named("product", "category", "Category")
    assert model().column(["sale"], "month") == Named("calendar", "month", "Month")


def test_a_reference_is_read_by_its_label():
    assert model().column(["sale"], "product") == Named("product", "name", "Product")
    told = model().of_table(build.shop().tables["product"], "supplier")
    assert (told.table, told.name) == ("supplier", "supplier_id")


def test_a_column_that_facts_have_apart_is_refused():
    with pytest.raises(NotExpressible, match="no one column for 'channel'"):
        model().column(["sale", "refund"], "channel")


def test_the_earlier_period_and_the_change_stand_beside_a_measure():
    earlier, change = model().compared("net_sales", "last_year")
    assert (earlier.name, earlier.caption) == ("net_sales last year", "Net sales · Last year")
    assert (change.name, change.caption) == ("net_sales change on last year", "Net sales · change")


def test_what_the_model_does_not_compare_is_not_compared():
    assert model().compared("share", "last_year") == ()


def test_names_are_read_as_words_toml_says():
    assert model(example(), "fr").measure("net_sales").caption == "Ventes nettes"
    assert model(example(), "fr").caption("product.supplier") == "Fournisseur"
    assert model(example(), "fr").caption("month") == "Mois"
    assert model(example()).caption("product.supplier") == "Product supplier"


def test_a_filter_is_about_the_column_of_the_first_fact_that_knows_it():
    column, kind = model().filter_column(["stock", "sale"], "channel")
    assert (column.reference, kind) == ("sale.channel", "choice")
    _, kind = model().filter_column(["refund", "sale"], "channel")
    assert kind == "text"
    assert model().filter_column(["stock"], "channel") is None


@pytest.mark.parametrize(
    ("fact", "table", "is_reached"),
    [
        ("sale", "product", True),
        ("sale", "supplier", True),
        ("sale", "calendar", True),
        ("sale", "sale", True),
        ("sale", "refund", False),
        ("refund", "sale", False),
        ("refund", "customer", False),
    ],
)
def test_dimensions_choose_rows_of_the_facts_that_lead_to_them(fact, table, is_reached):
    assert model().reaches(fact, table) is is_reached


def test_a_field_stands_in_a_visual_once():
    one = Named("product", "name", "Product")
    told = places_of(Category=(one, Named("product", "name", "Name")), Series=(one,))
    assert told == {"Category": {"projections": [projection(one)]}}


def test_fields_that_are_called_alike_are_numbered():
    names = [Named(table, "name", "") for table in ("product", "with_product", "supplier")]
    told = places_of(Values=names)["Values"]["projections"]
    assert [one["nativeQueryRef"] for one in told] == ["name", "name1", "name2"]


def test_the_first_of_several_levels_is_shown():
    names = [Named("calendar", name, "") for name in ("month", "day")]
    told = drilled(places_of(Category=names), "Category")["Category"]["projections"]
    assert [one["active"] for one in told] == [True, False]


def test_a_query_calls_a_table_by_its_short_name():
    measure = Named("sale", "net_sales", "Net sales", is_measure=True)
    inside = {"Expression": {"SourceRef": {"Source": "m"}}, "Property": "net_sales"}
    assert measure.expression("m") == {"Measure": inside}
    assert measure.reference == "sale.net_sales"


def test_a_label_that_is_kept_apart_gives_way_to_the_key():
    customer = build.CUSTOMER.replace("[columns]", 'label = "email"\n[columns]', 1)
    told = model(build.shop({"customer": customer})).column(["sale"], "customer")
    assert told.reference == "customer.customer_id"


def test_what_the_model_leaves_out_is_refused():
    with pytest.raises(NotExpressible, match="no column for 'placed_at'"):
        model().column(["sale"], "placed_at")
