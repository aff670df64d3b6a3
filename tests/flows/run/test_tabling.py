"""Rows of Python become columns of Arrow."""

import duckdb
import pyarrow as pa
import pytest

from alkasba.flows.run.tabling import arrived, arrow_table

KINDS = {"number": pa.int64(), "text": pa.string()}


def test_rows_keep_their_order_and_blanks():
    table = arrow_table(KINDS, [(1, "a"), (None, None)])
    assert table.to_pylist() == [{"number": 1, "text": "a"}, {"number": None, "text": None}]


def test_no_rows_are_a_table_with_columns():
    assert arrow_table(KINDS, []).column_names == ["number", "text"]


def test_rows_are_a_relation_only_for_as_long_as_they_are_needed():
    with duckdb.connect() as db:
        with arrived(db, KINDS, [(1, "a")]):
            assert db.execute("FROM arrived_rows").fetchall() == [(1, "a")]
        with pytest.raises(duckdb.CatalogException):
            db.execute("FROM arrived_rows")
