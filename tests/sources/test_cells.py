"""Cells become text as people write it, and the header is found below titles."""

from datetime import date, datetime, time, timedelta

import pytest

from alkasba.sources.cells import cell_text, header_place, is_blank


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (17850.0, "17850"),
        (17850, "17850"),
        (-3.0, "-3"),
        (0.1 + 0.2, "0.3"),
        (19.99, "19.99"),
        (2.675, "2.675"),
        (1e20, "100000000000000000000"),
        (9007199254740991.0, "9007199254740991"),
        (1e-7, "0.0000001"),
        (1.23e-10, "0.000000000123"),
        (True, "true"),
        (False, "false"),
        ("", None),
        (" a ", " a "),
        (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31, 10, 5), "2024-01-31 10:05:00"),  # noqa: DTZ001
        (datetime(2024, 1, 31, 23, 59, 59, 999_997), "2024-02-01 00:00:00"),  # noqa: DTZ001
        (datetime(2024, 1, 31, 10, 5, 0, 250_001), "2024-01-31 10:05:00.250"),  # noqa: DTZ001
        (time(10, 5), "10:05:00"),
        (timedelta(hours=30, seconds=5), "30:00:05"),
        (timedelta(seconds=-90), "-00:01:30"),
    ],
    ids=str,
)
def test_a_cell_is_told(cell, text):
    assert cell_text(cell) == text


def test_a_row_of_blanks_says_nothing():
    assert is_blank(["", "  "])
    assert not is_blank(["", 0.0])


def test_the_header_is_below_titles_and_above_numbers():
    title, blank = ["Orders 2024", "", ""], ["", "", ""]
    header, row = ["id", "price", "note"], [1.0, 2.5, ""]
    assert header_place([title, blank, header, row]) == 2
    assert header_place([header, row]) == 0
    assert header_place([row, row]) == 0
    assert header_place([blank, row]) == 1
    assert header_place([]) == 0
