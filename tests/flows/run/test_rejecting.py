"""Rejects of one source for a table can be taken out by themselves."""

import duckdb

from alkasba.flows.run.rejecting import forget_rejects


def test_only_the_rejects_of_that_source_and_table_go():
    with duckdb.connect() as db:
        db.execute("ATTACH ':memory:' AS shop")
        db.execute("CREATE TABLE shop.rejects (table_name VARCHAR, source VARCHAR)")
        db.execute("INSERT INTO shop.rejects VALUES ('sale', 'a'), ('sale', 'b'), ('back', 'a')")
        forget_rejects(db, "sale", "a")
        assert db.execute("FROM shop.rejects").fetchall() == [("sale", "b"), ("back", "a")]
