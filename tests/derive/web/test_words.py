import re

import pytest

from alkasba.derive.web.words import (
    DAY,
    DIRECTION,
    MONTHS,
    NAMES,
    OF_PAGES,
    SIGNS,
    WORDS,
    best_language,
    in_language,
    say,
)
from alkasba.derive.web.words_of_data import OF_DATA
from alkasba.derive.web.words_of_recommending import OF_RECOMMENDING
from alkasba.derive.web.words_of_stream import OF_STREAM
from alkasba.derive.web.words_of_trying import OF_TRYING

LANGUAGES = set(NAMES)


@pytest.mark.parametrize("word", WORDS)
def test_every_text_is_in_every_language_with_the_same_gaps(word):
    texts = WORDS[word]
    assert set(texts) == LANGUAGES
    assert all(text.strip() for text in texts.values())
    assert len({tuple(sorted(re.findall(r"{\w+}", text))) for text in texts.values()}) == 1


def test_no_word_is_told_in_two_places():
    assert len(WORDS) == sum(map(len, (OF_PAGES, OF_DATA, OF_STREAM, OF_RECOMMENDING, OF_TRYING)))


@pytest.mark.parametrize("table", [DIRECTION, SIGNS, MONTHS, DAY])
def test_every_language_has_its_signs(table):
    assert set(table) == LANGUAGES


def test_every_language_has_twelve_months_of_different_names():
    assert [len(set(months)) for months in MONTHS.values()] == [12, 12, 12]


def test_gaps_are_filled():
    assert say("en", "up_to", day="31 Oct 2026") == "Data up to 31 Oct 2026"


def test_a_text_of_the_owner_is_told_in_what_there_is():
    assert in_language({}, "en") == ""
    assert in_language({"en": "Sales", "fr": "Ventes"}, "fr") == "Ventes"


@pytest.mark.parametrize(
    ("accepted", "language"), [("ar-DZ", "ar"), ("de, FR;q=0.3", "fr"), ("*", "en"), (";;,", "en")]
)
def test_a_browser_gets_a_language_that_it_asks_for(accepted, language):
    assert best_language(accepted) == language
