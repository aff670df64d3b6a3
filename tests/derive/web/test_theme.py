from itertools import product

import pytest

from alkasba.derive.web.theme import GROUNDS, PAPER_TEXT, SERIES, theme


def light(colour):
    """The relative luminance of WCAG."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("colour", "ground"), list(product(SERIES, GROUNDS)))
def test_every_series_stands_out_from_every_ground(colour, ground):
    assert contrast(colour, ground) >= 3


def test_no_two_series_have_one_colour():
    assert len(set(SERIES)) == len(SERIES)


def test_a_picture_has_ink_where_a_page_takes_the_colour_around_it():
    assert theme()["axis"]["labelColor"] == "currentColor"
    assert theme(PAPER_TEXT)["axis"]["labelColor"] == PAPER_TEXT
    assert contrast(PAPER_TEXT, "#ffffff") >= 4.5
