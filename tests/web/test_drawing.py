import json

import pytest

from alkasba.derive.web.words import DIRECTION, NAMES
from alkasba.web.drawing import html, looks, numbers, times

VALUES = {
    "shop": "<Herbs>",
    "dashboards": [],
    "members": [],
    "searches": [],
    "data_pages": ["health"],
    "path": "/",
    "suffix": "",
    "in_languages": [],
    "title": "<script>alert(1)</script>",
    "more": [],
    "where": "",
    "next_step": "",
}


@pytest.mark.parametrize("language", NAMES)
def test_a_page_says_its_language_and_direction(language):
    text = html("problem.html", language, VALUES).body.decode()
    assert f'<html lang="{language}" dir="{DIRECTION[language]}">' in text


def test_what_a_page_is_given_is_text():
    text = html("problem.html", "en", VALUES).body.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&lt;Herbs&gt;" in text


@pytest.mark.parametrize("language", NAMES)
def test_charts_are_drawn_in_the_language(language):
    told = json.loads(looks(language))
    assert told["numbers"] == numbers(language)
    assert len(told["times"]["shortMonths"]) == len(times(language)["months"]) == 12
    assert "<" not in looks(language)
