"""Rows of Python become columns of Arrow."""

import pyarrow as pa

from alkasba.flows.tabling import arrow_table

KINDS = {"number": pa.int64(), "text": pa.string()}


def test_rows_keep_their_order_and_blanks():
    table = arrow_table(KINDS, [(1, "a"), (None, None)])
    assert table.to_pylist() == [{"number": 1, "text": "a"}, {"number": None, "text": None}]


def test_no_rows_are_a_table_with_columns():
    assert arrow_table(KINDS, []).column_names == ["number", "text"]
