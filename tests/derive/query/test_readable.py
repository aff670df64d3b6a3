"""SQL reads well, and names may be any word."""

import duckdb
import pytest

from alkasba.derive.query.readable import is_plain, readable
from tests.derive.build import warehouse

ODD = """
kind = "fact"
day = "order"
[columns]
order = { type = "day" }
"select" = { type = "text" }
group = { type = "whole" }
Total = { type = "money" }
product = { refers = "product" }
[measures]
"end" = { formula = 'sum("group")' }
from = { formula = 'sum(Total)', where = "\\"select\\" = 'x'" }
table = { formula = '"end" + "from"' }
"""


def test_words_of_sql_are_names_like_others():
    row = {"_table": "odd", "order": "2025-01-01", "select": "x", "group": 2, "Total": 3}
    shop = warehouse({**row, "product": "mint"}, changes={"odd": ODD})
    both = shop.ask("end", "from", by=("order", "select", "category"))
    assert list(both.values()) == [(2, 3)]
    assert list(shop.ask("table", by=("select", "month")).items()) == [(("x", "2025-01"), 5)]


def test_each_step_stands_on_its_lines_without_needless_quotes():
    sql = readable('WITH "a" AS (SELECT "b.c", "d" FROM "sale") SELECT "d" FROM "a"')
    assert sql.splitlines()[0] == "WITH a AS ("
    assert '  SELECT\n    "b.c",\n    d\n  FROM sale\n)' in sql


@pytest.mark.parametrize(
    "name", ["a b", "Net", "été", "1st", "a.b", 'a"b', "select", "order", "end"]
)
def test_what_is_no_plain_word_keeps_its_quotes(name):
    assert not is_plain(name)


def test_every_word_of_duckdb_is_a_name_when_quoted_as_here():
    with duckdb.connect() as db:
        words = [
            word for (word,) in db.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()
        ]
        plain = [word for word in words if is_plain(word)]
        for word in plain:
            db.execute(f"WITH {word} AS (SELECT 1 AS {word}) SELECT {word}.{word} FROM {word}")
    assert {"month", "day", "year"} <= set(plain)
