"""The names that a header gives to columns."""

from collections.abc import Iterable


def unnamed(place: int) -> str:
    """What a column without a name is called, by its place counted from 1."""
    return f"column_{place}"


def header_names(values: Iterable[str | None]) -> tuple[str, ...]:
    """The names of a header, each once: a second `Price` is `Price_2`, a blank is its place.

    >>> header_names(["Price", " Price ", None])
    ('Price', 'Price_2', 'column_3')
    """
    names: dict[str, None] = {}
    for place, value in enumerate(values, 1):
        name = wanted = (value or "").strip() or unnamed(place)
        times = 1
        while name in names:
            times += 1
            name = f"{wanted}_{times}"
        names[name] = None
    return tuple(names)
