"""Which members meet, as SQL that reads nothing but the fact and its dimension."""

import pytest

from alkasba.derive.pairs import met_sql, pairs_sql
from alkasba.errors import NotExpressible
from alkasba.model.finding import Findings
from alkasba.model.pairs import with_pairs
from tests.derive import build

PAIR = """
kind = "fact"
pairs = { of = "sale", same = "order_id", item = "product", where = "channel = 'web'" }
"""


def declared():
    findings = Findings()
    shop = with_pairs(build.shop({"pair": PAIR}), findings)
    findings.stop_if_any()
    return shop


def test_only_known_members_of_rows_that_count_meet():
    shop = declared()
    told = met_sql(shop, shop.tables["pair"])
    assert "\"channel\" = 'web'" in told
    assert '"product_key" <> 0' in told


def test_members_are_told_by_their_keys_and_by_the_dimension():
    shop = declared()
    told = pairs_sql(shop, shop.tables["pair"], met="met", months="due")
    assert 'JOIN shop."product" AS a' in told
    assert '"with_product_key"' in told


def test_what_is_made_of_nothing_has_no_pairs():
    shop = build.shop()
    with pytest.raises(NotExpressible, match="no table of pairs"):
        met_sql(shop, shop.tables["sale"])
