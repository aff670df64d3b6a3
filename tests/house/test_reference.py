"""The reference pages say what the program does now, and each verb shows an example of itself."""

import click
import pytest

from docs import generate
from tests.house.repository import name_of

# A group of verbs does nothing itself.
VERBS = [verb for verb in generate.verbs() if not isinstance(verb.command, click.Group)]


@pytest.mark.parametrize("page", generate.pages(), ids=name_of)
def test_generated_page_is_fresh(page):
    assert page.exists(), "run `just docs`"
    assert page.read_text(encoding="utf-8") == generate.pages()[page], "run `just docs`"


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.command_path)
def test_help_of_a_verb_shows_an_example(verb):
    told = verb.get_help().replace(verb.get_usage(), "")
    shown = [line.split() for line in told.splitlines()]
    assert any("alkasba" in words[:2] and verb.info_name in words for words in shown)


@pytest.mark.parametrize("error", generate.errors(), ids=lambda error: error.__name__)
def test_error_says_what_it_means(error):
    assert "__doc__" in vars(error)
    assert generate.first_line(error)
