from pathlib import Path

import pytest

from alkasba.cli import main
from alkasba.cli.words import counted, number, pasteable, readable, watches


@pytest.mark.parametrize(
    ("value", "text"), [(True, "yes"), (False, "no"), (-1234, "-1,234"), ("Tea", "Tea")]
)
def test_a_figure_for_people(value, text):
    assert number(value) == text


def test_one_of_a_thing_is_not_many():
    assert [counted(n, "file") for n in (0, 1, 2)] == ["0 files", "1 file", "2 files"]


@pytest.mark.parametrize(
    "verb", ["ask net_sales", *sorted(main.commands.keys() - {"init", "inspect"})]
)
def test_a_command_names_the_shop(verb):
    assert pasteable(f"alkasba {verb}", Path("shop")) == f"alkasba --shop shop {verb}"


@pytest.mark.parametrize("text", ["alkasba init DIR", "alkasba --shop x run", "an alkasba runs"])
def test_other_words_stay(text):
    assert pasteable(text, Path("shop")) == text


def test_a_shop_that_was_not_named_is_not_told():
    assert pasteable("alkasba run", None) == "alkasba run"


@pytest.mark.parametrize("text", ["Épice 🌿", "المبيعات", "1\u202f000\u00a0€", "it's 50%"])
def test_ordinary_text_stays(text):
    assert readable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"), [("a\nb", r"a\nb"), ("\x1b[2J", r"\x1b[2J"), ("\udcff", r"\udcff")]
)
def test_what_steers_a_terminal_is_spelled_out(text, shown):
    assert readable(text) == shown


def test_nobody_watches_a_stream_that_is_closed():
    assert not watches(None)
