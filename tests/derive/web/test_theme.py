from itertools import product

import pytest

from alkasba.derive.web.theme import GROUNDS, PAPER_TEXT, SERIES, theme
from tests.contrast import contrast


@pytest.mark.parametrize(("colour", "ground"), list(product(SERIES, GROUNDS)))
def test_every_series_stands_out_from_every_ground(colour, ground):
    assert contrast(colour, ground) >= 3


def test_no_two_series_have_one_colour():
    assert len(set(SERIES)) == len(SERIES)


def test_a_picture_has_ink_where_a_page_takes_the_colour_around_it():
    assert theme()["axis"]["labelColor"] == "currentColor"
    assert theme(PAPER_TEXT)["axis"]["labelColor"] == PAPER_TEXT
    assert contrast(PAPER_TEXT, "#ffffff") >= 4.5
