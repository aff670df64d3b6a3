"""A moment of a fact stays, and its day stands beside it."""

from alkasba.propose.proposal import set_day, source_name, table_of
from tests.propose.build import column, days, known, seen


def test_a_day_beside_a_moment():
    group = seen("sales", column("sale_id", whole=1), days("sold_at", shape="moment"))
    found = known(group)
    table = table_of(group, "fact", found)
    set_day(table, found.columns["sales"][1], "sold_at")
    assert table.day == "sold_day"
    assert [(one.name, one.type) for one in table.fields][1:] == [
        ("sold_at", "moment"),
        ("sold_day", "day"),
    ]


def test_nested_rows_share_the_source_of_the_rows_around_them():
    assert source_name(seen("orders lines", inside="orders")) == "orders"
    assert source_name(seen("order lines")) == "order_lines"
