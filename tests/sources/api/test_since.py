"""Only what was changed later is asked for, a little overlap included."""

from datetime import timedelta

import pytest

from alkasba.errors import SourceChanged, WrongValue
from alkasba.sources.api.options import Since
from alkasba.sources.api.since import asked_since, highest
from alkasba.sources.api.trouble import Place
from tests.origins.paged import woocommerce
from tests.sources.api.build import Make

TOML = """
pages = { by = "page", size = 2 }
total = "header:X-WP-Total"
key = "id"
since = { field = "date_modified_gmt", parameter = "modified_after", overlap = "1 hour" }
"""
PLACE = Place("orders", "shop.example")


@pytest.mark.parametrize(
    ("until", "asked"),
    [
        ("2026-03-01T10:30:00", "2026-03-01T09:30:00"),
        ("2026-03-01T00:30:00Z", "2026-02-28T23:30:00Z"),
        ("2026-03-01T10:30:00+02:00", "2026-03-01T09:30:00+02:00"),
        ("2026-03-01T10:30:00.123Z", "2026-03-01T09:30:00Z"),
        ("2026-03-01", "2026-02-28"),
    ],
)
def test_moment_is_written_as_the_origin_writes_it(until: str, asked: str) -> None:
    since = Since("at", "after", timedelta(hours=1))
    assert asked_since(since, until, "orders") == {"after": asked}


def test_nothing_is_asked_for_later_than_nothing() -> None:
    assert asked_since(Since("at", "after"), "", "orders") == {}
    assert asked_since(None, "2026-01-01", "orders") == {}


def test_moment_goes_where_the_words_say() -> None:
    since = Since("at", "query", write="updated_at:>='{}'")
    asked = asked_since(since, "2026-03-01T10:30:00Z", "orders")
    assert asked == {"query": "updated_at:>='2026-03-01T10:30:00Z'"}


def test_number_has_no_overlap() -> None:
    assert asked_since(Since("id", "after"), "17", "orders") == {"after": "17"}
    with pytest.raises(WrongValue, match="holds no moments"):
        asked_since(Since("id", "after", timedelta(hours=1)), "17", "orders")


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("9", "10"),
        ("2026-03-01T10:00:00+02:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01T10:00:00", "2026-03-01T10:00:01"),
        ("", "a"),
    ],
)
def test_highest_is_the_latest_not_the_longest(low: str, high: str) -> None:
    assert highest(Since("at", "x"), [{"at": high}, {"at": None}], low, PLACE) == high
    assert highest(Since("at", "x"), [{"at": low or None}, {"at": high}], "", PLACE) == high


def test_rows_without_the_field_are_told() -> None:
    with pytest.raises(SourceChanged, match="no row has anything at 'at'"):
        highest(Since("at", "x"), [{"id": 1}], "", PLACE)


def order(number: int, at: str, **more: object) -> dict[str, object]:
    return {"id": number, "date_modified_gmt": f"2026-03-01T{at}:00", **more}


def test_later_rows_are_added_and_changed_ones_replaced(elsewhere: Make) -> None:
    rows = [order(1, "08:00"), order(2, "09:00"), order(3, "10:00")]
    api = elsewhere(woocommerce(orders=rows), TOML)
    assert api.fetch() == rows
    rows[1] = order(2, "11:00", state="refunded")
    rows.append(order(4, "11:30"))
    api.later(hours=1)
    found = api.fetch()
    assert sorted(found, key=lambda row: row["id"]) == rows
    assert api.origin.asked[-1].query["modified_after"] == "2026-03-01T09:00:00"


def test_overlap_that_is_kept_unchanged_makes_no_new_part(elsewhere: Make) -> None:
    rows = [order(1, "08:00"), order(2, "09:00"), order(3, "10:00")]
    api = elsewhere(woocommerce(orders=rows), TOML)
    api.fetch()
    before = api.extracts.parts()
    for _ in range(2):
        api.later(hours=1)
        api.fetch()
    assert api.extracts.parts() == before


def test_only_the_part_of_a_changed_row_changes(elsewhere: Make, monkeypatch) -> None:
    monkeypatch.setattr("alkasba.sources.api.keeping.ROWS_A_PART", 2)
    rows = [order(n, f"0{n}:00") for n in range(1, 7)]
    api = elsewhere(woocommerce(orders=rows), TOML)
    api.fetch()
    first, second, third = api.extracts.parts()
    rows[5] = order(6, "09:00")
    api.later(hours=1)
    api.fetch()
    again = {part.fetched_at: part for part in api.extracts.parts()}
    assert len(again) == 4
    assert [again[part.fetched_at] == part for part in (first, second, third)] == [
        True,
        True,
        False,
    ]
    assert sorted(api.rows(), key=lambda row: row["id"]) == rows


def test_another_declaration_fetches_everything_anew(elsewhere: Make) -> None:
    rows = [order(1, "08:00", card="x"), order(2, "09:00", card="y")]
    api = elsewhere(woocommerce(orders=rows), TOML)
    api.fetch()
    api.toml += 'leave_out = ["card"]\n'
    assert api.fetch() == [order(1, "08:00"), order(2, "09:00")]
    assert "modified_after" not in api.origin.asked[-1].query


def test_all_is_asked_for_again_when_the_time_has_come(elsewhere: Make) -> None:
    rows = [order(1, "08:00"), order(2, "09:00"), order(3, "10:00")]
    api = elsewhere(woocommerce(orders=rows), TOML)
    api.compare = timedelta(days=7)
    api.fetch()
    del rows[0]
    api.later(days=6)
    assert len(api.fetch()) == 3
    assert "modified_after" in api.origin.asked[-1].query
    api.later(days=1)
    assert api.fetch() == rows
    assert "modified_after" not in api.origin.asked[-1].query
    api.later(days=1)
    api.fetch()
    assert "modified_after" in api.origin.asked[-1].query
