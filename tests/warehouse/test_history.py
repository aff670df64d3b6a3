"""Versions have no gap and no overlap, whatever is seen on which day."""

from datetime import date, timedelta

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from alkasba.warehouse.history import versions_sql

SEEN = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 30), st.sampled_from(["x", "y", None])),
    min_size=1,
    unique_by=lambda row: row[:2],
)
START, END = date(1900, 1, 1), date(9999, 12, 31)


def versions(rows: list[tuple[str, int, str | None]]) -> list[tuple[object, ...]]:
    with duckdb.connect() as db:
        db.execute("CREATE TABLE seen (member VARCHAR, day DATE, city VARCHAR)")
        for member, day, city in rows:
            moment = date(2025, 1, 1) + timedelta(days=day)
            db.execute("INSERT INTO seen VALUES ($1, $2, $3)", [member, moment, city])
        sql = versions_sql("seen", member="member", day="day", tracked=["city"])
        return db.execute(f"SELECT * FROM ({sql}) ORDER BY member, valid_from").fetchall()


@given(SEEN)
def test_every_day_has_one_version_of_each_member(rows):
    for member in {row[0] for row in rows}:
        own = [row for row in versions(rows) if row[0] == member]
        starts, ends = [row[3] for row in own], [row[4] for row in own]
        assert (starts[0], ends[-1]) == (START, END)
        assert starts[1:] == ends[:-1]
        assert [row[5] for row in own] == [False] * (len(own) - 1) + [True]


@given(SEEN)
def test_a_version_says_what_was_seen_last_before_its_end(rows):
    for member, city, _, start, end, _ in versions(rows):
        seen = (
            sorted(
                (date(2025, 1, 1) + timedelta(days=day), said)
                for who, day, said in rows
                if who == member
            )
            if all(row[2] for row in rows)
            else []
        )
        known = [said for day, said in seen if start <= day < end]
        assert set(known) <= {city}
