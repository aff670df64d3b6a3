"""Several sources of one dimension become one row per member, and what lost is told."""

import duckdb
import pytest

from alkasba.clean.merge import conflicts_sql, latest_sql, merged_sql, priority
from tests.clean.build import table

CUSTOMER = table(
    """kind = "dimension"
    key = ["id"]
    [columns]
    id = { type = "code" }
    city = { type = "text" }
    fidelity = { type = "code" }
    [merge]
    "*" = ["shop", "crm"]
    fidelity = ["crm"]"""
)
SOURCES = ["crm", "import", "shop"]
COLUMNS = ("city", "fidelity")


def latest(*rows):
    """Rows (member, source, city, fidelity) as the last of each member and source."""
    db = duckdb.connect()
    db.execute("CREATE TABLE latest (_member TEXT, _source TEXT, city TEXT, fidelity TEXT)")
    db.executemany("INSERT INTO latest VALUES (?, ?, ?, ?)", rows)
    return db


def merged(*rows, sources=SOURCES):
    sql = merged_sql("latest", CUSTOMER, COLUMNS, sources)
    return sorted(latest(*rows).execute(sql).fetchall())


def conflicts(*rows):
    sql = conflicts_sql("latest", CUSTOMER, COLUMNS, SOURCES)
    return sorted(latest(*rows).execute(sql).fetchall())


def test_declared_sources_come_first_and_the_others_by_name():
    assert priority(CUSTOMER, "city", SOURCES) == ["shop", "crm", "import"]


def test_a_column_may_have_an_order_of_its_own():
    assert priority(CUSTOMER, "fidelity", SOURCES) == ["crm", "import", "shop"]


def test_a_declared_source_that_gives_nothing_is_left_out():
    assert priority(CUSTOMER, "city", ["crm"]) == ["crm"]


def test_without_an_order_sources_come_by_name():
    plain = table('a = { type = "text" }')
    assert priority(plain, "a", ["z", "a"]) == ["a", "z"]


def test_each_column_comes_from_the_first_source_that_has_a_value():
    found = merged(
        ("A", "shop", "Fez", "S"), ("A", "crm", "Rabat", "C"), ("B", "crm", "Safi", None)
    )
    assert found == [("A", "Fez", "C"), ("B", "Safi", None)]


def test_a_blank_of_the_first_source_is_filled_by_the_next():
    assert merged(("A", "shop", None, "S"), ("A", "crm", "Rabat", None)) == [("A", "Rabat", "S")]


PERSON = table(
    """kind = "dimension"
    key = ["id"]
    [columns]
    id = { type = "code" }
    born_on = { type = "day", missing = "1990-05-05" }
    points = { type = "whole", missing = 7 }
    is_new = { type = "flag", missing = true }
    born_in = { type = "whole", formula = "year(born_on)" }
    doubled = { type = "whole", formula = "points * 2" }"""
)
READ = ("born_on", "points", "is_new")
ALL = (*READ, "born_in", "doubled")


def people(layout, *rows, sources):
    """The one row of a person that several sources tell of, hidden columns as `layout` says."""
    db = duckdb.connect()
    kinds = ", ".join(f"{name} {kind}" for name, kind in zip(READ, layout.split(), strict=True))
    calculated = "born_in BIGINT, doubled BIGINT"
    db.execute(f"CREATE TABLE latest (_member TEXT, _source TEXT, {kinds}, {calculated})")
    db.executemany("INSERT INTO latest VALUES ('A', ?, ?, ?, ?, ?, ?)", rows)
    sql = merged_sql("latest", PERSON, ALL, sources, is_merged=len(sources) > 1)
    (row,) = db.execute(f"SELECT {', '.join(ALL)} FROM ({sql})").fetchall()
    return tuple(map(str, row))


@pytest.mark.parametrize("layout", ["DATE BIGINT BOOLEAN", "VARCHAR VARCHAR VARCHAR"])
def test_what_is_merged_is_filled_and_calculated_whether_the_vault_holds_it_or_not(layout):
    rows = [("a", None, 5, None, None, 10), ("b", None, 6, None, None, 12)]
    found = people(layout, *rows, sources=["a", "b"])
    assert [value.lower() for value in found] == ["1990-05-05", "5", "true", "1990", "10"]


def test_what_one_source_tells_was_calculated_before_pseudonyms_stood_in_its_place():
    row = ("a", "1d8f", "77aa", "true", 1990, 10)
    assert people("VARCHAR VARCHAR VARCHAR", row, sources=["a"])[3:] == ("1990", "10")


def test_one_source_alone_is_taken_as_it_is():
    assert merged(("A", "shop", "Fez", "S"), sources=["shop"]) == [("A", "Fez", "S")]


def test_a_value_that_lost_is_a_conflict():
    found = conflicts(("A", "shop", "Fez", None), ("A", "crm", "Rabat", None))
    assert found == [("thing", "city", "A", "shop", "crm")]


def test_equal_and_blank_values_are_no_conflict():
    assert conflicts(("A", "shop", "Fez", None), ("A", "crm", "Fez", "C")) == []
    assert conflicts(("A", "shop", None, "S"), ("A", "crm", "Rabat", None)) == []


def test_members_do_not_conflict_with_each_other():
    assert conflicts(("A", "shop", "Fez", None), ("B", "crm", "Rabat", None)) == []


def test_of_three_sources_each_loser_is_told_once():
    found = conflicts(
        ("A", "shop", "Fez", None), ("A", "crm", "Rabat", None), ("A", "import", "Safi", None)
    )
    assert found == [
        ("thing", "city", "A", "shop", "crm"),
        ("thing", "city", "A", "shop", "import"),
    ]


def test_a_value_is_kept_from_the_first_source_that_has_one():
    found = conflicts(
        ("A", "shop", None, None), ("A", "crm", "Rabat", None), ("A", "import", "Safi", None)
    )
    assert found == [("thing", "city", "A", "crm", "import")]


def seen(*rows, day=None):
    """The values that stay of rows (member, source, on, seen on, file, row, value)."""
    db = duckdb.connect()
    db.execute(
        "CREATE TABLE seen (_member TEXT, _source TEXT, held_from DATE, _seen_on DATE, "
        "_name TEXT, _row BIGINT, v BIGINT)"
    )
    db.executemany("INSERT INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return sorted(row[-1] for row in db.execute(latest_sql("seen", day=day)).fetchall())


def test_the_latest_row_is_that_of_the_latest_day():
    early, late = "2025-01-01", "2025-02-01"
    rows = [("A", "s", late, early, "a", 0, 1), ("A", "s", early, late, "b", 9, 2)]
    assert seen(*rows, day="held_from") == [1]
    assert seen(*rows) == [2]


def test_a_row_without_a_day_is_the_oldest():
    day = "2025-01-01"
    rows = [("A", "s", None, day, "z", 9, 1), ("A", "s", day, day, "a", 0, 2)]
    assert seen(*rows, day="held_from") == [2]


def test_of_one_day_the_last_file_and_row_is_the_latest():
    day = "2025-01-01"
    rows = [("A", "s", day, day, "a", 9, 1), ("A", "s", day, day, "b", 0, 2)]
    rows += [("A", "s", day, day, "b", 1, 3)]
    assert seen(*rows, day="held_from") == [3]


def test_every_member_has_a_latest_row_of_each_source():
    day = "2025-01-01"
    rows = [("A", "s", day, day, "a", 0, 1), ("A", "t", day, day, "a", 0, 2)]
    assert seen(*rows, ("B", "s", day, day, "a", 0, 3)) == [1, 2, 3]
