"""The report speaks every language of the pages, with the same blanks to fill."""

import string

import pytest

from alkasba.derive.powerbi.pbir.words import OF_REPORT, say
from alkasba.derive.web.words import NAMES


@pytest.mark.parametrize("word", OF_REPORT)
def test_every_word_is_said_in_every_language(word):
    assert set(OF_REPORT[word]) == set(NAMES)
    blanks = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in OF_REPORT[word].values()
    ]
    assert blanks[0] == blanks[1] == blanks[2]


def test_words_of_the_pages_are_said_too():
    assert say("fr", "last_year") == "L’année précédente"


def test_a_word_that_nobody_wrote_is_refused():
    with pytest.raises(KeyError):
        say("en", "nothing of the kind")
