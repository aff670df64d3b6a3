import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.search.asking import Asked, lookup_of
from alkasba.derive.search.searchable import Searchable
from alkasba.model.searching import Way
from alkasba.search.matching import as_written, expression
from alkasba.search.shape import keep, make_tables, shape_of
from tests.derive.search.build import searchable

NAMES = {"P1": "Lemon balm leaves", "P2": "Lemon oil", "P3": "Green leaf"}


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> Searchable:
    return searchable(tmp_path_factory.mktemp("matching"), ["lemon balm, melissa"])


def found(
    products: Searchable, text: str, way: Way = "all", near: tuple[str, ...] = ()
) -> set[str]:
    shape, lookup = shape_of(products.plan), lookup_of(products, Asked(text))
    with closing(sqlite3.connect(":memory:")) as db:
        make_tables(db, shape)
        for key, name in NAMES.items():
            keep(db, shape, key, {"code": key, "name": name})
        words, values = shape.table("words"), shape.table("values")
        sql = f"SELECT id FROM {words} JOIN {values} ON row = {words}.rowid WHERE {words} MATCH ?"
        told = expression(shape, lookup, way, lambda _: near)
        return {key for (key,) in db.execute(sql, [told])}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("lemon", {"P1", "P2"}),
        ("lemons oils", {"P2"}),
        ("melissa", {"P1"}),
        ("lemon leaves", {"P1"}),
        ("lemon green", set()),
    ],
)
def test_all_words_are_there_or_what_means_the_same(
    products: Searchable, text: str, keys: set[str]
) -> None:
    assert found(products, text) == keys


def test_other_ways_find_more(products: Searchable) -> None:
    assert found(products, "lemon green", "any") == {"P1", "P2", "P3"}
    assert found(products, "lem", "alike") == {"P1", "P2"}
    assert found(products, "lmeon", "alike", ("lemon",)) == {"P1", "P2"}
    assert found(products, "lemon lea", "typing") == {"P1"}


def test_words_as_they_are_written_leave_synonyms_out(products: Searchable) -> None:
    told = as_written(shape_of(products.plan), lookup_of(products, Asked("melissa")))
    assert "melissa" in told
    assert "balm" not in told


@given(st.text(max_size=30))
def test_no_text_breaks_the_search(products: Searchable, text: str) -> None:
    lookup = lookup_of(products, Asked(text))
    if lookup.concepts:
        assert found(products, text) <= set(NAMES)
