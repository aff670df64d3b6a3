"""Countries are known by code and name; the map shows where the shop sells, and never its poles."""

import json
from math import radians
from pathlib import Path

import pytest

import alkasba
from alkasba.derive.web.countries import CODES, COUNTRIES, country_of, frame_of

SHAPES = Path(alkasba.__file__).parent / "web" / "static" / "countries.json"


def frame(*codes):
    return frame_of([COUNTRIES[code] for code in codes])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("FR", "FR"),
        (" fr ", "FR"),
        ("FRA", "FR"),
        ("United Kingdom", "GB"),
        ("USA", "US"),
        ("Côte d'Ivoire", "CI"),
        ("XX", None),
        ("", None),
        (None, None),
        (12, None),
        ("unknown", None),
    ],
)
def test_a_country_is_known_by_its_codes_and_its_name(value, code):
    found = country_of(value)
    assert (found.code if found else None) == code


def test_every_country_with_a_box_has_a_shape_and_no_other_has():
    geometries = json.loads(SHAPES.read_text(encoding="utf-8"))["objects"]["countries"][
        "geometries"
    ]
    drawn = {one["id"] for one in geometries if "id" in one}
    assert drawn == {code for code, country in COUNTRIES.items() if country.at is None}


def test_no_name_means_two_countries_and_codes_win():
    assert all(CODES[code.casefold()] == code for code in COUNTRIES)


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_country_lies_on_the_earth(code):
    west, south, east, north = COUNTRIES[code].box
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90


def test_the_map_is_close_to_what_is_told():
    found = frame("FR", "DE")
    assert found is not None
    assert found.middle == pytest.approx((5.2, 48.8), abs=1)
    assert radians(15) < found.across < radians(40)


def test_one_small_country_is_shown_with_what_is_around_it():
    found = frame("MT")
    assert found is not None
    assert found.across == pytest.approx(radians(12))


@pytest.mark.parametrize("codes", [("US", "JP"), ("RU",), ("FJ", "FR", "NZ")])
def test_what_lies_around_the_world_is_shown_as_a_whole(codes):
    assert frame(*codes) is None


def test_the_map_ends_before_the_poles():
    found = frame("GL")
    assert found is not None
    assert found.up < 3
