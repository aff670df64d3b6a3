"""Tables are related in one direction, in one way, by columns of one type."""

from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.names import Field
from alkasba.derive.powerbi.relationships import relationship_part, relationships_of
from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.tmdl import file_of
from tests.derive import build

PROMISED = build.REFUND.replace("[measures]", 'promised_on = { type = "day" }\n[measures]')


def test_each_fact_has_its_day_and_its_dimensions():
    shop = build.shop()
    found = {(str(r.start), str(r.end)) for r in relationships_of(shop, roles_of(shop))}
    assert ("'sale'[sold_on]", "'calendar'[day]") in found
    assert ("'sale'[product_key]", "'product'[product_key]") in found
    assert ("'product'[supplier_key]", "'supplier'[supplier_key]") in found


def test_another_day_has_a_relationship_that_waits():
    shop = build.shop({"refund": PROMISED})
    waiting = [r for r in relationships_of(shop, roles_of(shop)) if not r.is_active]
    assert [r.start for r in waiting] == [Field("refund", "promised_on")]
    assert "isActive: false" in file_of(relationship_part(shop, waiting[0]))


def test_only_facts_are_sure_to_have_a_partner():
    shop = build.shop()
    sure = {r.start.table for r in relationships_of(shop, roles_of(shop)) if r.is_sure}
    assert sure == set(shop.facts)


def test_both_ends_are_of_one_type():
    shop = build.shop()
    roles = roles_of(shop)
    for one in relationships_of(shop, roles):
        ends = [columns_of(shop, roles, end.table)[end.column] for end in (one.start, one.end)]
        assert ends[0].type == ends[1].type
        assert ends[1].is_key
