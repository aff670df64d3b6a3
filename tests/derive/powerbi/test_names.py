"""Names of the model are those that were declared, and what has no name of its own is derived."""

import pytest

from alkasba.derive.powerbi.names import (
    Field,
    by_day_name,
    field_of,
    id_of,
    key_of,
    label_of,
    measure_in_dax,
    project_name,
)
from alkasba.derive.powerbi.roles import roles_of
from alkasba.errors import NotExpressible
from tests.derive import build


@pytest.mark.parametrize(
    ("term", "field"),
    [
        ("month", "'calendar'[month]"),
        ("sold_on", "'calendar'[day]"),
        ("category", "'product'[category]"),
        ("product", "'product'[name]"),
        ("customer", "'customer'[customer_id]"),
        ("product.supplier", "'supplier'[supplier_id]"),
        ("product.supplier.land", "'supplier'[land]"),
        ("sale.channel", "'sale'[channel]"),
    ],
)
def test_a_term_of_a_question_is_a_column_of_the_model(term, field):
    shop = build.shop()
    assert str(field_of(shop, roles_of(shop), ["sale"], term)) == field


def test_a_term_that_is_two_columns_is_refused():
    shop = build.shop()
    with pytest.raises(NotExpressible, match=r"no one column for 'channel'.*'refund'\[channel\]"):
        field_of(shop, roles_of(shop), ["sale", "refund"], "channel")


def test_ids_are_the_same_each_time_and_no_two_are_alike():
    shop = build.shop()
    ids = {id_of(shop, "column", table, name) for table in "ab" for name in "cd"}
    assert len(ids) == 4
    assert ids == {id_of(shop, "column", table, name) for table in "ab" for name in "cd"}
    # Two names that are one when they are put together are still two.
    assert id_of(shop, "a", "b c") != id_of(shop, "a b", "c")


def test_brackets_and_quotes_are_doubled():
    assert str(Field("o'hare", "a]b")) == "'o''hare'[a]]b]"
    assert measure_in_dax("a]b") == "[a]]b]"


def test_what_is_derived_has_a_blank_that_no_declared_name_has():
    shop = build.shop()
    assert " " in by_day_name("lines", "promised_on")
    assert all(name.isidentifier() for name in shop.measures)


def test_a_member_is_told_by_its_label_and_related_by_its_key():
    shop = build.shop()
    roles = roles_of(shop)
    assert label_of(shop, roles, "product") == "name"
    assert str(key_of(roles, "product")) == "'product'[product_key]"
    assert project_name(shop) == "Herbs"
