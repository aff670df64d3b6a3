"""A value that had a type is read by itself; texts beside it are read as declared."""

import duckdb

from alkasba.clean.typed import mark_at, mark_of, plainly
from alkasba.model.source import Field, Format


def test_a_field_that_finds_nothing_has_no_type():
    assert mark_of([], Format()) == "FALSE"
    assert mark_at(1, {0: ""}) == "FALSE"


def test_a_column_is_typed_by_row_or_as_a_whole():
    assert mark_at(0, {0: ""}) == "TRUE"
    assert mark_at(2, {2: "t2"}) == "coalesce(r.t2, FALSE)"
    assert mark_of([("r.c0", "TRUE"), ("r.c1", "TRUE")], Format()) == "TRUE"


def test_of_several_columns_the_one_that_has_a_value_decides():
    mark = mark_of([("r.c0", "TRUE"), ("r.c1", "FALSE")], Format())
    found = (
        "CREATE TABLE r AS SELECT * FROM (VALUES ('1', '2'), (' ', '2'), (NULL, NULL)) AS v(c0, c1)"
    )
    with duckdb.connect() as db:
        db.execute(found)
        assert db.execute(f"SELECT {mark} FROM r").fetchall() == [(True,), (False,), (False,)]


def test_plainly_forgets_how_texts_are_written():
    form = Format(decimal=",", thousands=".", days=("%d/%m/%Y",), yes=("oui",), blank=("", "-"))
    plain = plainly(Field("a", format=form)).format
    assert (plain.decimal, plain.thousands, plain.days) == (".", "", ())
    assert {"oui", "true"} <= set(plain.yes)
    assert plain.blank == ("", "-")
