"""Where the next fetch begins stands in the shape that the column has."""

from datetime import timedelta

import pytest

from alkasba.sources.database.overlap import Overlap, less, read_overlap


@pytest.mark.parametrize(
    ("said", "overlap"),
    [("2 days", timedelta(days=2)), ("1 hour", timedelta(hours=1)), (0, 0), (12, 12)],
)
def test_an_overlap_is_a_time_or_a_number(said: object, overlap: Overlap) -> None:
    assert read_overlap(said) == overlap


@pytest.mark.parametrize("said", ["2", "days", "2 years", -1, True, 1.5, None])
def test_anything_else_is_none(said: object) -> None:
    with pytest.raises(ValueError, match="2 days"):
        read_overlap(said)


@pytest.mark.parametrize(
    ("highest", "overlap", "least"),
    [
        ("2026-05-03 10:30:00.123456+00", timedelta(days=2), "2026-05-01 10:30:00.123456+00"),
        ("2026-05-03T10:30:00Z", timedelta(minutes=31), "2026-05-03T09:59:00Z"),
        ("2026-05-03", timedelta(hours=1), "2026-05-02"),
        ("2026-05-03", timedelta(days=3), "2026-04-30"),
        ("2026-05-03", None, "2026-05-03"),
        ("-5", 10, "-15"),
        ("9223372036854775807", None, "9223372036854775807"),
    ],
)
def test_the_shape_stays(highest: str, overlap: Overlap, least: str) -> None:
    assert less(highest, overlap) == least


@pytest.mark.parametrize(
    ("highest", "overlap", "says"),
    [
        ("17", timedelta(days=1), "whole numbers"),
        ("2026-05-03", 3, "days or moments"),
        ("infinity", None, "no whole number, day or moment"),
        ("A-17", None, "no whole number, day or moment"),
        ("0001-01-01 00:00:00", timedelta(days=1), "no whole number, day or moment"),
    ],
)
def test_what_does_not_go_together_is_told(highest: str, overlap: Overlap, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        less(highest, overlap)
