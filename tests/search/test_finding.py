import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest

from alkasba.errors import StoreSlow
from alkasba.search.finding import read_document, until

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def test_what_takes_too_long_is_stopped():
    with closing(sqlite3.connect(":memory:")) as db:
        with pytest.raises(StoreSlow, match="took longer"), until(db, 0.05):
            db.execute(ENDLESS).fetchone()
        assert db.execute("SELECT 1").fetchone() == (1,)


def test_other_mistakes_are_not_called_slow():
    with (
        closing(sqlite3.connect(":memory:")) as db,
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        until(db, 30),
    ):
        db.execute("SELECT * FROM missing")


def test_numbers_keep_every_digit():
    assert read_document('{"price": 3.60}') == {"price": Decimal("3.60")}
