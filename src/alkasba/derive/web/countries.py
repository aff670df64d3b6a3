"""The countries of the map: what each is called, and where it lies."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from math import asinh, atan, degrees, radians, sinh, tan

Box = tuple[float, float, float, float]
WIDEST = 200.0
"""Degrees from west to east above which the whole world is shown."""
EDGE = 0.25
"""How much of what is shown is added around it, so that neighbours tell where it is."""
NARROWEST = 12.0
FARTHEST = 80.0
"""Degrees north and south at which the map ends: a flat one has no poles."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country: `box` is west, south, east and north of its main part; one too small for a shape
    has none and is a dot `at` its middle."""

    code: str
    box: Box
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the earth that a flat map shows: its middle, and its sides in radians."""

    middle: tuple[float, float]
    across: float
    up: float


def _read() -> tuple[dict[str, Country], dict[str, str]]:
    text = files("alkasba.derive.web").joinpath("countries.json").read_text(encoding="utf-8")
    countries, codes = dict[str, Country](), dict[str, str]()
    for code, told in json.loads(text).items():
        at = told.get("at")
        box = told.get("box") or [at[0], at[1], at[0], at[1]]
        countries[code] = Country(code, (box[0], box[1], box[2], box[3]), at and (at[0], at[1]))
        codes |= {name.casefold(): code for name in (code, *told["names"])}
    return countries, codes


COUNTRIES, CODES = _read()


def country_of(value: object) -> Country | None:
    """The country that a value names: two or three letters of ISO 3166, or its English name.

    >>> country_of("fra").code, country_of("France").code, country_of("Atlantis")
    ('FR', 'FR', None)
    """
    code = CODES.get(str(value).strip().casefold())
    return COUNTRIES[code] if code else None


def frame_of(countries: Iterable[Country]) -> Frame | None:
    """The part of the earth that holds them; None where it is the whole world."""
    boxes = [country.box for country in countries]
    west, east = min(box[0] for box in boxes), max(box[2] for box in boxes)
    south, north = min(box[1] for box in boxes), max(box[3] for box in boxes)
    width = max((east - west) * (1 + 2 * EDGE), NARROWEST)
    if width > WIDEST:
        return None
    low, high = _height(max(south, -FARTHEST)), _height(min(north, FARTHEST))
    up = max((high - low) * (1 + 2 * EDGE), radians(NARROWEST) / 2)
    middle = ((west + east) / 2, degrees(atan(sinh((low + high) / 2))))
    return Frame(middle, radians(width), up)


def _height(latitude: float) -> float:
    """How far from the equator a latitude stands on Mercator's map, in radians."""
    return asinh(tan(radians(latitude)))
