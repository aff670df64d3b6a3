import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from alkasba.errors import StoreError
from alkasba.search.shape import (
    drop_tables,
    form,
    keep,
    kept,
    make_tables,
    quoted,
    read_shape,
    shape_of,
)
from tests.derive.search.build import searchable

MINT = {"code": "P1", "name": "Mint leaves", "price": Decimal("1.10"), "maker": {"name": "Mill"}}


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("money", Decimal("3.60"), 360),
        ("money", 3, 300),
        ("money", Decimal("92233720368547758.08"), 92233720368547758.08 * 100),
        ("whole", 7, 7),
        ("whole", 2**70, float(2**70)),
        ("flag", True, 1),
        ("day", "2026-03-11", "2026-03-11"),
        ("text", "Mint", "Mint"),
        ("money", None, None),
    ],
)
def test_values_are_kept_as_they_are_compared(kind, value, told):
    assert kept(kind, 2, value) == told


def test_a_shape_is_read_as_it_was_written(tmp_path: Path) -> None:
    shape = shape_of(searchable(tmp_path).plan)
    assert read_shape(shape.write_down()) == shape
    assert shape.weights["name"] > shape.weights["code"]


def test_a_document_is_kept_once_and_goes_with_its_words(tmp_path: Path) -> None:
    shape = shape_of(searchable(tmp_path).plan)

    def found(word: str) -> int:
        words = shape.table("words")
        sql = f"SELECT count(*) FROM {words} WHERE {words} MATCH ?"
        return int(db.execute(sql, [f'"{word}"']).fetchone()[0])

    with closing(sqlite3.connect(":memory:")) as db:
        make_tables(db, shape)
        make_tables(db, shape)
        keep(db, shape, "P1", MINT)
        keep(db, shape, "P1", MINT)
        assert (found("mint"), found(form("en", "leaves"))) == (1, 1)
        assert db.execute(f"SELECT price FROM {shape.table('values')}").fetchall() == [(110,)]
        keep(db, shape, "P1", MINT | {"name": "Sage"})
        assert (found("mint"), found("sage")) == (0, 1)
        keep(db, shape, "P1", None)
        keep(db, shape, "P9", None)
        assert found("sage") == 0
        drop_tables(db, shape.name)
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master")]
        assert not any(name.startswith(shape.name) for name in names)


def test_a_sqlite_without_search_for_words_is_told(tmp_path: Path) -> None:
    class Plain:
        def execute(self, statement: str) -> None:
            if "fts5" in statement:
                raise sqlite3.OperationalError("no such module: fts5")

    with pytest.raises(StoreError, match="cannot search for words"):
        make_tables(Plain(), shape_of(searchable(tmp_path).plan))  # type: ignore[arg-type]


def test_quotes_end_no_name():
    assert quoted('a"b') == '"a""b"'
