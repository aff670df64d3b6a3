"""From where later rows are fetched: the highest value seen, less an overlap, in its own shape."""

import re
from datetime import date, datetime, timedelta

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604_800}
_DURATION = re.compile(rf"(\d+) ({'|'.join(UNITS)})s?")
_WHOLE = re.compile(r"-?\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Overlap = timedelta | int | None


def read_overlap(said: object) -> Overlap:
    """An overlap as declared; raises ValueError where it is neither a time nor a whole number.

    >>> read_overlap("2 days"), read_overlap(500)
    (datetime.timedelta(days=2), 500)
    """
    if isinstance(said, int) and not isinstance(said, bool) and said >= 0:
        return said
    found = _DURATION.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        raise ValueError(f'write it as "2 days" ({", ".join(UNITS)}s), or as a whole number.')
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def is_whole(value: str) -> bool:
    """Whether a value of the column counts instead of telling a day or a moment."""
    return _WHOLE.fullmatch(value) is not None


def less(highest: str, overlap: Overlap) -> str:
    """Where the next fetch begins; raises ValueError where the two do not go together.

    >>> less("2026-05-03 10:30:00+00", timedelta(days=2)), less("1200", 500), less("7", None)
    ('2026-05-01 10:30:00+00', '700', '7')
    """
    if is_whole(highest):
        if isinstance(overlap, timedelta):
            raise ValueError("the column holds whole numbers; so write overlap as a number.")
        return str(int(highest) - (overlap or 0))
    if isinstance(overlap, int):
        raise ValueError('the column holds days or moments; so write overlap = "2 days".')
    try:
        return _earlier(highest, overlap or timedelta())
    except (ValueError, OverflowError):
        raise ValueError(
            "the highest value of the column is no whole number, day or moment."
        ) from None


def _earlier(highest: str, by: timedelta) -> str:
    if _DAY.fullmatch(highest):
        # Less than a day is a day: the column does not say more.
        whole = timedelta(days=-(-by // timedelta(days=1)))
        return (date.fromisoformat(highest) - whole).isoformat()
    moment = datetime.fromisoformat(highest[:19])
    # What follows the seconds stays: texts compare as moments do only where they are alike.
    return (moment - by).isoformat(sep=highest[10]) + highest[19:]
