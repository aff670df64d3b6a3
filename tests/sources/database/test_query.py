"""A .sql file holds one SELECT, and nothing that changes anything."""

from pathlib import Path

import pytest

from alkasba.errors import WrongValue
from alkasba.sources.database.query import is_query, read_query


def read(folder: Path, text: str, dialect: str = "postgresql") -> str:
    (folder / "sales.sql").write_text(text, encoding="utf-8")
    return read_query(folder / "sales.sql", name="sql/sales.sql", dialect=dialect)


def test_a_file_is_told_from_a_table() -> None:
    assert is_query("sql/sales.SQL")
    assert not is_query("sales")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("SELECT 1;", "SELECT 1"),
        ("SELECT 1; -- done\n;", "SELECT 1"),
        ("-- sales\nSELECT ';' AS a -- all", "-- sales\nSELECT ';' AS a -- all"),
        ("WITH s AS (SELECT 1) SELECT * FROM s", "WITH s AS (SELECT 1) SELECT * FROM s"),
        ("SELECT 1 UNION ALL SELECT 2", "SELECT 1 UNION ALL SELECT 2"),
    ],
)
def test_its_text_stays_as_it_is_without_the_semicolon(
    tmp_path: Path, text: str, query: str
) -> None:
    assert read(tmp_path, text) == query


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it holds 0 statements"),
        ("-- nothing", "it holds 0 statements"),
        ("SELECT 1; SELECT 2", "it holds 2 statements"),
        ("DELETE FROM sales", "changes nothing"),
        ("WITH gone AS (DELETE FROM sales RETURNING *) SELECT * FROM gone", "changes nothing"),
        ("SELECT * INTO copy FROM sales", "changes nothing"),
        ("GRANT ALL ON sales TO reader", "changes nothing"),
        ("SELECT * FROM (", r"cannot be read as SQL of postgresql \(line 1\)"),
        ("SELECT 'open", "cannot be read as SQL"),
    ],
)
def test_anything_else_is_told_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(WrongValue, match=says) as caught:
        read(tmp_path, text)
    assert caught.value.where == "sql/sales.sql"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongValue, match="no such file"):
        read_query(tmp_path / "a.sql", name="a.sql", dialect="sqlite")
    (tmp_path / "a.sql").write_bytes(b"SELECT '\xff'")
    with pytest.raises(WrongValue, match="UTF-8"):
        read_query(tmp_path / "a.sql", name="a.sql", dialect="sqlite")
