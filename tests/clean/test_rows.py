"""Rows as written become typed rows, each with the first rule it breaks."""

from datetime import date
from decimal import Decimal

from tests.clean.build import clean

TWO = 'a = { type = "whole", required = true, at_least = 1 }\nb = { type = "whole" }'


def test_a_row_breaks_the_first_rule_in_the_order_of_columns():
    found = clean(TWO, ["1;2", "x;y", "1;y", "0;y", ";y"], header="a;b")
    assert found.rules == ["", "type:a", "type:b", "range:a", "required:a"]


def test_a_blank_is_filled_and_a_wrong_value_is_not():
    found = clean('a = { type = "money", missing = 0 }', ["5;", ";", "x;"], header="a;b")
    assert found.rules == ["", "", "type:a"]
    assert found.values("a") == [Decimal(5), Decimal(0), None]


def test_what_fills_a_blank_is_judged_as_any_value():
    found = clean('a = { type = "whole", missing = 0, at_least = 1 }', [";x"], header="a;b")
    assert found.rules == ["range:a"]


def test_a_declared_blank_is_filled():
    columns = 'a = { type = "whole", missing = 7 }'
    feed = 'kind = "csv"\nfiles = ["x"]\n[format]\nblank = ["n/a"]\n[feeds.thing]\n'
    assert clean(columns, ["N/A"], header="a", feed=feed).values("a") == [7]


def test_a_day_that_is_missing_can_be_the_day_of_the_run():
    found = clean('a = { type = "day", missing = "today" }', [";"], header="a;b")
    assert found.values("a") == [date(2026, 1, 15)]


def test_a_missing_reference_stays_blank():
    found = clean('a = { refers = "thing", missing = "unknown" }', [";"], header="a;b")
    assert (found.values("a"), found.rules) == ([None], [""])


def test_a_column_is_found_by_any_of_the_headers_it_has_had():
    feed = 'columns = { a = ["Qty", "Quantity"] }'
    assert clean(TWO, ["3"], header="Quantity", feed=feed).values("a") == [3]
    assert clean(TWO, ["3"], header="QTY", feed=feed).values("a") == [3]


def test_of_two_headers_in_one_file_the_first_that_is_filled_counts():
    feed = 'columns = { a = ["Qty", "Quantity"] }'
    assert clean(TWO, ["3;4", ";4"], header="Qty;Quantity", feed=feed).values("a") == [3, 4]


def test_a_header_that_is_lacking_breaks_every_row_and_offers_the_nearest():
    found = clean(TWO, ["1;2", "3;4"], header="Quantity;b", feed='columns = { a = "Quantite" }')
    assert found.rules == ["header:a", "header:a"]
    assert "Did you mean 'Quantity'?" in found.cleaning.rules[0].reason


def test_where_no_header_is_known_none_of_its_words_is_told():
    found = clean('name = { type = "text", required = true }', ["x"], header="Dame")
    assert found.rules == ["header:name"]
    assert "Dame" not in found.cleaning.rules[0].reason


def test_a_lacking_header_is_told_before_any_other_rule():
    found = clean(TWO, ["x"], header="b")
    assert found.rules == ["header:a"]


def test_what_is_not_required_may_be_absent():
    found = clean(TWO, ["1"], header="a")
    assert (found.rules, found.values("b"), found.cleaning.absent) == ([""], [None], ("b",))


def test_what_the_feed_names_must_be_there_unless_it_is_optional():
    assert clean(TWO, ["1"], header="a", feed='columns = { b = "B2" }').rules == ["header:b"]
    optional = 'columns = { b = { from = "B2", optional = true } }'
    assert clean(TWO, ["1"], header="a", feed=optional).rules == [""]


def test_a_required_column_that_may_be_absent_still_needs_a_value():
    optional = 'columns = { a = { from = "A", optional = true } }'
    assert clean(TWO, ["1"], header="b", feed=optional).rules == ["required:a"]


def test_a_constant_is_the_same_for_every_row():
    found = clean(TWO, ["1;9", "2;9"], header="a;b", feed="columns = { b = { value = 5 } }")
    assert found.values("b") == [5, 5]


def test_a_constant_is_read_as_its_type():
    columns = 'a = { type = "choice", choices = ["web"] }\nb = { type = "flag" }'
    feed = 'columns = { a = { value = "WEB" }, b = { value = true } }'
    found = clean(columns, ["1"], header="x", feed=feed)
    assert (found.values("a"), found.values("b")) == (["web"], [True])


def test_a_value_is_cut_from_the_name_of_the_file():
    columns = 'on = { type = "day", required = true }'
    feed = "columns = { on = { file = '(\\d{4}-\\d{2}-\\d{2})' } }"
    named = clean(columns, ["x"], header="a", feed=feed, file="stock/2025-01-31.csv")
    assert named.values("on") == [date(2025, 1, 31)]
    unnamed = clean(columns, ["x"], header="a", feed=feed, file="stock/latest.csv")
    assert unnamed.rules == ["required:on"]


def test_a_field_may_be_written_in_a_way_of_its_own():
    columns = 'a = { type = "money" }\nb = { type = "money" }'
    feed = """kind = "csv"
        files = ["x"]
        format = { decimal = "," }
        [feeds.thing.columns]
        b = { from = "b", decimal = "." }"""
    found = clean(columns, ["1,5;1.5", "1.5;1,5"], header="a;b", feed=feed)
    assert found.values("a")[0] == found.values("b")[0] == Decimal("1.5")
    assert found.rules == ["", "type:a"]


def test_columns_named_like_each_other_do_not_meet():
    columns = "\n".join(f'{n} = {{ type = "whole" }}' for n in ("x", "t_x", "p_x", "text_of_x"))
    found = clean(columns, ["1;2;3;4"], header="x;t_x;p_x;text_of_x")
    assert [found.values(n) for n in ("x", "t_x", "p_x", "text_of_x")] == [[1], [2], [3], [4]]


JOIN = """
[feeds.thing.columns]
on = "orders.order_date"
[feeds.thing.joins.orders]
on = { id = "OrderID" }
"""


def test_a_column_of_another_source_comes_by_key():
    columns = 'id = { type = "code" }\non = { type = "day" }'
    orders = [{"OrderID": "A1", "order_date": "2025-01-31"}]
    found = clean(columns, ["A1", " A1 ", "B2"], header="id", feed=FEED, joined={"orders": orders})
    assert found.values("on") == [date(2025, 1, 31), date(2025, 1, 31), None]
    assert len(found.rules) == 3


FEED = 'kind = "csv"\nfiles = ["x"]\n[feeds.thing]' + JOIN


def test_rows_without_a_key_meet_no_row_of_the_other_source():
    columns = 'id = { type = "code" }\non = { type = "day" }'
    orders = [{"OrderID": "", "order_date": "2025-01-31"}]
    found = clean(columns, [";x"], header="id;y", feed=FEED, joined={"orders": orders})
    assert found.values("on") == [None]


CALCULATED = """
total = { type = "money", formula = "net + tax" }
net   = { type = "money", formula = "quantity * price" }
tax   = { type = "money", formula = "net * 0.2" }
quantity = { type = "whole" }
price = { type = "money" }
"""


def test_calculated_columns_may_depend_on_each_other_in_any_order():
    found = clean(CALCULATED, ["3;2.50"], header="quantity;price")
    values = [found.values(n)[0] for n in ("net", "tax", "total")]
    assert values == [Decimal("7.5"), Decimal("1.5"), Decimal("9")]


def test_a_calculated_column_of_a_blank_is_blank():
    found = clean(CALCULATED, [";2.50"], header="quantity;price")
    assert (found.rules, found.values("total")) == ([""], [None])


def test_a_calculated_column_that_overflows_rejects_its_row_alone():
    found = clean(CALCULATED, ["9000000000000000000;99999999", "1;1"], header="quantity;price")
    assert found.rules == ["calculated:net", ""]
    assert found.values("net") == [None, Decimal(1)]


def test_a_rule_on_a_read_column_is_told_before_an_overflow():
    columns = CALCULATED + 'x = { type = "whole", required = true }'
    found = clean(columns, ["9000000000000000000;99999999;"], header="quantity;price;x")
    assert found.rules == ["required:x"]


def test_a_ratio_over_nothing_is_blank_and_no_reject():
    columns = 'a = { type = "whole" }\nr = { type = "number", formula = "1 / a" }'
    found = clean(columns, ["0", "4"], header="a")
    assert (found.rules, found.values("r")) == (["", ""], [None, Decimal("0.25")])


def test_a_column_of_a_merged_dimension_may_be_absent_but_not_its_key():
    merged = """kind = "dimension"
        key = ["id"]
        merge = { "*" = ["origin"] }
        [columns]
        id = { type = "code" }
        city = { type = "text", required = true }"""
    assert clean(merged, ["A"], header="id").rules == [""]
    assert clean(merged, ["A;"], header="id;city").rules == ["required:city"]
    assert clean(merged, ["Fez"], header="city").rules == ["header:id"]


def test_every_row_keeps_its_place_and_its_file():
    found = clean(TWO, ["1;2", "x;y", "3;4"], header="a;b")
    places = found.db.execute("SELECT _file, _row, _at FROM typed ORDER BY _at").fetchall()
    assert places == [(7, 0, 0), (7, 1, 1), (7, 2, 2)]
