import duckdb

from alkasba.derive.search.learnt import FIELDS, learnt_sql
from alkasba.model.search import LEARNT


def test_each_word_of_the_declaration_is_a_field():
    assert tuple(FIELDS) == LEARNT
    assert all(field.is_learnt and not field.weight for field in FIELDS.values())


def test_an_empty_list_is_told_as_nothing():
    rows = "(SELECT 'P1' AS key, ['P2'] AS \"similar\", []::VARCHAR[] AS together, 3 AS popular)"
    assert duckdb.sql(learnt_sql(rows)).fetchall() == [("P1", ["P2"], None, 3)]
