"""A question is answered from what is published, and before the first run it is said so."""

from decimal import Decimal
from pathlib import Path

import pytest

from alkasba.derive.query import Question
from alkasba.errors import NotExpressible, StoreAway, UnknownName
from alkasba.flows.answers import answer, question_sql
from tests.shop_builder import SALE, small_shop


def test_nothing_is_there_before_the_first_run(tmp_path: Path):
    shop = small_shop(tmp_path)
    with pytest.raises(StoreAway, match="nothing has been loaded yet"):
        shop.ask("net_sales")


def test_columns_are_named_as_asked(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-31,P1,2,1.25")
    shop.run()
    found = answer(shop.open(), Question(("net_sales", "orders"), by=("month", "product.category")))
    assert found.columns == ("month", "product.category", "net_sales", "orders")
    assert found.rows == [("2025-01", "Tea", Decimal("2.5"), 1)]


def test_the_sql_of_a_question_is_what_answers_it(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-31,P1,2,1.25")
    shop.run()
    question = Question(("units",), by=("year",))
    assert shop.rows(question_sql(shop.open(), question)) == [(2025, 2)]


def test_a_number_that_is_too_large_for_an_answer_is_told_without_its_value(tmp_path: Path):
    wide = "sum(quantity * quantity * price * price * price)"
    measure = f'wide = {{ formula = "{wide}" }}\n'
    shop = small_shop(tmp_path, tables__sale=SALE + measure)
    shop.sales("a.csv", "A1,1,2025-01-31,P1,90000,900000000")
    shop.run()
    with pytest.raises(NotExpressible, match="wide: the answer holds a number that has more"):
        shop.ask("wide")


def test_an_unknown_measure_is_named(tmp_path: Path):
    with pytest.raises(UnknownName, match="mean 'net_sales'"):
        small_shop(tmp_path).ask("net_salse")
