"""Numbers are drawn from a row's own hash, and tables pass through unharmed."""

from datetime import date

import pytest

from alkasba.example.engine import Engine


@pytest.fixture
def engine(tmp_path):
    engine = Engine(tmp_path, seed=1)
    yield engine
    engine.close()


def test_draws_of_one_row_do_not_depend_on_each_other(engine):
    [(both,)] = engine.numbers("""
        SELECT count(*) FROM (SELECT seeded(i, 0, 0) AS h FROM range(10000) AS r(i))
        WHERE draw(h, 1) % 2 = 0 AND draw(h, 2) % 2 = 0""")
    assert 2300 < both < 2700


def test_other_seed_draws_other_numbers(engine, tmp_path):
    other = Engine(tmp_path, seed=2)
    sql = "SELECT draw(seeded(1, 2, 3), 4)"
    assert engine.numbers(sql) != other.numbers(sql)
    other.close()


def test_table_holds_what_was_loaded(engine):
    row = (date(2025, 1, 2), 'a "quoted", text', None)
    engine.load("given", {"day": "DATE", "text": "VARCHAR", "nothing": "BIGINT"}, [row])
    assert engine.rows("SELECT * FROM given") == [row]


def test_lines_are_written_as_they_are(engine, tmp_path):
    path = tmp_path / "deep" / "file.csv"
    engine.write_lines("""SELECT 'a,"b' AS line UNION ALL SELECT 'é;'""", path)
    assert path.read_text(encoding="utf-8") == 'a,"b\né;\n'


def test_missing_texts_of_groups_are_empty(engine):
    assert engine.groups("SELECT NULL, 'a', 3") == [("", "a", 3)]
