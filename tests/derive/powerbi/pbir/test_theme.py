"""Texts stand out from their ground as WCAG asks, colours from each other and from the ground."""

import json

import pytest

from alkasba.derive.powerbi.pbir.theme import (
    BAD,
    GOOD,
    GROUND,
    NEUTRAL,
    PAPER,
    QUIET_TEXT,
    TEXT,
    theme,
)
from alkasba.derive.web.theme import SERIES
from tests.contrast import contrast


@pytest.mark.parametrize("ground", [GROUND, PAPER])
@pytest.mark.parametrize("text", [TEXT, QUIET_TEXT, GOOD, NEUTRAL, BAD])
def test_texts_stand_out(text, ground):
    assert contrast(text, ground) >= 4.5


def test_charts_have_the_colours_of_the_pages():
    told = json.loads(theme())
    assert told["dataColors"] == list(SERIES)
    assert all(contrast(colour, GROUND) >= 3 for colour in told["dataColors"])


def test_every_text_of_the_theme_is_one_of_those_measured():
    told = json.loads(theme())
    assert {one["color"] for one in told["textClasses"].values()} == {TEXT}
    assert {told["foreground"], told["foregroundNeutralSecondary"]} == {TEXT, QUIET_TEXT}
    assert all(one["fontSize"] >= 10 for one in told["textClasses"].values())
