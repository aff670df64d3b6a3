"""Days and moments are read in the declared forms only, and stand on the shop's day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.clean.days import day_of, moment_of
from alkasba.model.source import Format
from tests.clean.build import of_text, of_texts

PARIS = "Europe/Paris"


def day(text, *forms, zone=None, shop=PARIS):
    return of_text(day_of("t", Format(days=forms, timezone=zone), shop), text)


def moment(text, *forms, zone=None, shop=PARIS):
    """The instant in UTC."""
    sql = f"({moment_of('t', Format(moments=forms, timezone=zone), shop)})::VARCHAR"
    found = of_text(sql, text)
    return found and found.removesuffix("+00")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_in_iso_with_and_without_zeros(when):
    short = f"{when.year}-{when.month}-{when.day}"
    assert of_texts(day_of("t", Format(), PARIS), when.isoformat(), short) == [when, when]


def test_a_short_month_and_day_are_read():
    assert day("1996-5-30") == date(1996, 5, 30)


def test_the_29th_of_february_is_a_day_of_leap_years_only():
    assert day("2024-02-29") == date(2024, 2, 29)
    assert day("2000-02-29") == date(2000, 2, 29)
    assert day("2025-02-29") is None
    assert day("1900-02-29") is None
    assert day("29/02/2025", "%d/%m/%Y") is None


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-30",
        "2025-13-01",
        "2025-00-10",
        "infinity",
        "-infinity",
        "epoch",
        "today",
        "now",
        "20250131",
        "31/01/2025",
        "2025-01",
        "25-01-31",
        "2025-01-31-",
        "2025-01-31 x",
        "1",
        "-",
    ],
)
def test_what_is_no_day_is_refused(text):
    assert day(text) is None
    assert moment(text) is None


@pytest.mark.parametrize("text", ["infinity", "-infinity", "epoch", "today", "31/02/2025", ""])
def test_a_declared_form_refuses_what_is_no_day(text):
    assert day(text, "%d/%m/%Y", "%d/%m/%Y %H:%M") is None
    assert moment(text, "%d/%m/%Y %H:%M", "%d/%m/%Y") is None


def test_a_year_of_two_digits_is_not_a_year_of_four():
    assert day("31/01/24", "%d/%m/%Y") is None
    assert moment("31/01/24 10:00", "%d/%m/%Y %H:%M") is None
    assert day("31/01/24", "%d/%m/%y") == date(2024, 1, 31)


def test_only_declared_forms_are_read():
    assert day("31/01/2025", "%d/%m/%Y") == date(2025, 1, 31)
    assert day("2025-01-31", "%d/%m/%Y") is None
    assert day("01/31/2025", "%d/%m/%Y") is None


def test_the_first_declared_form_that_fits_is_taken():
    assert day("01/02/2025", "%d/%m/%Y", "%m/%d/%Y") == date(2025, 2, 1)
    assert day("01/31/2025", "%d/%m/%Y", "%m/%d/%Y") == date(2025, 1, 31)


def test_a_moment_with_a_zone_falls_on_the_shops_day():
    assert day("2025-01-31T23:30:00Z") == date(2025, 2, 1)
    assert day("2025-01-31T23:30:00+01:00") == date(2025, 1, 31)
    assert day("2025-02-01T00:30:00+09:00", shop="America/New_York") == date(2025, 1, 31)


def test_a_wall_time_without_a_zone_stands_on_its_own_day():
    assert day("2025-01-31 23:59:59") == date(2025, 1, 31)
    assert day("31/01/2025 23:59", "%d/%m/%Y %H:%M") == date(2025, 1, 31)


def test_a_wall_time_of_another_zone_falls_on_the_shops_day():
    assert day("2025-01-31 20:00", zone="America/New_York") == date(2025, 2, 1)
    assert day("31/01/2025 20:00", "%d/%m/%Y %H:%M", zone="America/New_York") == date(2025, 2, 1)
    assert day("31/01/2025 8 PM", "%d/%m/%Y %-I %p", zone="America/New_York") == date(2025, 2, 1)


def test_a_day_without_a_time_stays_that_day_in_any_zone():
    assert day("2025-01-31", zone="Asia/Tokyo") == date(2025, 1, 31)


def test_a_declared_form_with_a_zone_falls_on_the_shops_day():
    assert day("31/01/2025 23:30 +0000", "%d/%m/%Y %H:%M %z") == date(2025, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2025-07-01T12:30:00+02:00",
        "2025-07-01 12:30",
        "2025-7-1 12:30:00",
        "2025-07-01T10:30:00Z",
        "2025-07-01T12:30:00+0200",
        "2025-07-01T12:30:00.000+02",
    ],
)
def test_one_moment_has_many_iso_forms(text):
    assert moment(text) == "2025-07-01 10:30:00"


def test_a_day_alone_is_the_moment_it_begins():
    assert moment("2025-07-01") == "2025-06-30 22:00:00"


def test_a_moment_without_a_zone_stands_in_the_origins():
    assert moment("2025-07-01 12:30", zone="America/New_York") == "2025-07-01 16:30:00"
    declared = moment("01/07/2025 12:30", "%d/%m/%Y %H:%M", zone="America/New_York")
    assert declared == "2025-07-01 16:30:00"


def test_a_declared_zone_wins_over_the_origins():
    found = moment("01/07/2025 12:30 +0000", "%d/%m/%Y %H:%M %z", zone="America/New_York")
    assert found == "2025-07-01 12:30:00"


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2026-03-29 01:59", "2026-03-29 00:59:00"),
        ("2026-03-29 02:30", "2026-03-29 01:30:00"),  # an hour that no clock shows: one later
        ("2026-03-29 03:00", "2026-03-29 01:00:00"),
        ("2026-10-25 01:59", "2026-10-24 23:59:00"),
        ("2026-10-25 02:30", "2026-10-25 01:30:00"),  # an hour that comes twice: the second
        ("2026-10-25 03:00", "2026-10-25 02:00:00"),
    ],
)
def test_wall_times_in_the_nights_of_the_clock_change(wall, instant):
    assert moment(wall) == instant
    assert day(wall) == date.fromisoformat(wall[:10])


@pytest.mark.parametrize(
    ("text", "shops_day"),
    [
        ("2026-03-28T22:59:59Z", date(2026, 3, 28)),
        ("2026-03-28T23:00:00Z", date(2026, 3, 29)),
        ("2026-03-29T21:59:59Z", date(2026, 3, 29)),
        ("2026-03-29T22:00:00Z", date(2026, 3, 30)),
        ("2026-10-24T22:00:00Z", date(2026, 10, 25)),
        ("2026-10-25T22:59:59Z", date(2026, 10, 25)),
        ("2026-10-25T23:00:00Z", date(2026, 10, 26)),
    ],
)
def test_the_shops_day_is_23_and_25_hours_long_at_the_clock_change(text, shops_day):
    assert day(text) == shops_day


def test_the_result_does_not_depend_on_the_zone_of_the_machine():
    texts = ("2026-03-29T23:30:00Z", "2026-03-29 02:30", "2026-03-29T23:30:00+05:00")
    sql = day_of("t", Format(timezone="America/New_York"), PARIS)
    here = of_texts(sql, *texts)
    assert here == [date(2026, 3, 30), date(2026, 3, 29), date(2026, 3, 29)]
    assert of_texts(sql, *texts, machine="Asia/Tokyo") == here
