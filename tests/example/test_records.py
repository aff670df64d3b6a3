"""Records: lines, the older versions of lines that were sent again, and copies."""

import pytest

from alkasba.example.engine import Engine
from alkasba.example.records import begin_records, write_records

LINES = """
    CREATE OR REPLACE TABLE line AS
    SELECT number, 1 AS line, hash(number) AS h, 2::BIGINT AS quantity, 'shipped' AS status,
        600::BIGINT AS minute, 0::BIGINT AS changed_days, 600::BIGINT AS changed_minute
    FROM range(1, 5) AS r(number)"""


@pytest.fixture
def engine(tmp_path):
    engine = Engine(tmp_path, seed=1)
    begin_records(engine)
    engine.run(LINES)
    yield engine
    engine.close()


def write(engine, *kinds, is_last_month=False):
    engine.load("fault", {"number": "BIGINT", "kind": "VARCHAR"}, list(enumerate(kinds, start=1)))
    write_records(engine, is_last_month=is_last_month)
    return engine.rows("SELECT number, role, quantity, changed_days FROM record ORDER BY ALL")


def test_changed_order_has_an_older_version(engine):
    rows = write(engine, "resent:quantity")
    assert rows[:2] == [(1, "by key", 3, 0), (1, "line", 2, 1)]


def test_copy_comes_a_month_later(engine):
    assert len(write(engine, "copy:later")) == 4
    assert (1, "exact", 2, 0) in write(engine, "ragged:few")
    assert len(write(engine, "ragged:few")) == 4


def test_copy_of_a_last_month_stays_in_it(engine):
    assert len(write(engine, "copy:later", is_last_month=True)) == 5
