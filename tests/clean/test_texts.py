"""Values are made bare: outer blanks gone, one Unicode form, declared blanks empty."""

import pytest

from alkasba.clean.texts import bare_text
from alkasba.model.source import Format
from tests.clean.build import of_text


def bare(text, *blanks, kind="text"):
    return of_text(bare_text("t", kind=kind, form=Format(blank=("", *blanks))), text)


@pytest.mark.parametrize(
    "blank", [" ", "\t", "\r\n", "\u00a0", "\u202f", "\u2007", "\u2009", "\u200b", "\ufeff"]
)
def test_outer_blanks_are_gone(blank):
    assert bare(f"{blank}Mint tea{blank}{blank}") == "Mint tea"


@pytest.mark.parametrize("blank", ["", " ", "\u00a0\u200b", "\t\n", None])
def test_what_holds_only_blanks_is_nothing(blank):
    assert bare(blank) is None


def test_blanks_within_a_text_stay():
    assert bare("Mint\u00a0 tea") == "Mint\u00a0 tea"


def test_words_come_in_one_unicode_form():
    decomposed = "Cafe\u0301"
    assert [bare(decomposed, kind=kind) for kind in ("code", "text", "choice")] == ["Café"] * 3


@pytest.mark.parametrize("written", ["n/a", "N/A", " N/a ", "NULL", "null"])
def test_declared_blanks_are_nothing_whatever_their_case(written):
    assert bare(written, "n/a", "NULL") is None


def test_declared_blanks_with_accents_are_nothing():
    assert bare("NÉANT", "néant") is None


def test_a_word_that_is_not_declared_blank_stays():
    assert bare("NULL") == "NULL"
    assert bare("null and void", "NULL") == "null and void"


def test_a_quote_in_a_declared_blank_is_only_a_letter():
    assert bare("it's", "it's") is None


@pytest.mark.parametrize(
    "text",
    ["Mint", " Mint", "Mint ", "  Mint  ", " ", "", "\tMint", "Th\u00e9\t", "\u00a0Th\u00e9 "],
)
def test_where_only_spaces_end_a_value_nothing_else_is_looked_for(text):
    quick = bare_text("t", kind="text", form=Format(), only_spaces=True)
    assert of_text(quick, text) == bare(text)
