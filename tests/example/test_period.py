"""The two years that the shop tells about."""

from datetime import date

from alkasba.example.period import DAYS, MONTHS, Month


def test_period_is_24_months_to_october_2026():
    assert len(MONTHS) == 24
    assert (str(MONTHS[0]), str(MONTHS[-1])) == ("2024-11", "2026-10")
    assert len(DAYS) == 730


def test_month_knows_its_days_and_the_next():
    month = Month(2024, 12)
    assert (month.days[0], month.days[-1]) == (date(2024, 12, 1), date(2024, 12, 31))
    assert month.next == Month(2025, 1)
