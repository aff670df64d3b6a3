"""How suggestions read in a terminal."""

import json

import pytest

from alkasba.cli.recommend_answer import step_of, tell_answer
from alkasba.flows.recommend import suggested
from alkasba.flows.recommend.suggested import Because, Item, Suggested

FEW_THERE = (
    "Too few people bought in this country for a list of its own: here is what is popular "
    "everywhere."
)
ITEM = Item("T1", "Tea\x1b[31m", 0.5, "als", (Because("T2", "Mint", 1.0),))
REASONS = [
    value
    for name, value in vars(suggested).items()
    if name.isupper() and isinstance(value, str) and " " in value
]


def told(capsys, reason="", items=(ITEM,), *, as_json=False):
    """What is printed of an answer: the result, and what is said beside it."""
    found = Suggested("20260101", "2026-01-01T08:00:00+00:00", "popular", items, reason)
    tell_answer(found, "run", as_json=as_json)
    return capsys.readouterr()


def test_suggestions_are_lines_with_what_moved_each(capsys):
    printed = told(capsys)
    assert "Mint" in printed.out and "0.5000" in printed.out and "\x1b" not in printed.out
    assert "--json" in printed.err


def test_json_is_the_answer_with_its_run(capsys):
    found = json.loads(told(capsys, suggested.NEW, as_json=True).out)
    assert (found["run"], found["reason"]) == ("run", suggested.NEW)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (suggested.NEW, "Nothing is known of what was bought before: here is what is popular."),
        (suggested.ARM, "An experiment shows what is popular here."),
        (suggested.BARE, "Nothing is in the basket: here is what is popular."),
        (
            suggested.RESTRICTED,
            "Processing is restricted, so that nothing is learnt: here is what is popular.",
        ),
        (suggested.FEW_THERE, FEW_THERE),
    ],
)
def test_why_it_is_what_is_popular_is_one_sentence(capsys, reason, sentence):
    assert told(capsys, reason).err.splitlines()[0] == sentence


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_reads_well_with_and_without_suggestions(capsys, reason):
    some = told(capsys, reason)
    first = some.err.splitlines()[0]
    assert first.endswith(".") and first.count("what is popular") == 1 and first[0].isupper()
    none = told(capsys, reason, ())
    assert none.out.endswith(".\n") and ":" not in none.out
    assert "here is what is popular" not in none.out + none.err
    assert none.err.startswith("-> ") and len(none.err) > len("-> ask")


def test_there_are_reasons_and_they_tell_apart_what_is_and_what_to_do():
    assert len(REASONS) == len(set(REASONS)) >= 18
    assert step_of(suggested.BARE) == "name products by their keys"
    assert step_of(suggested.OBJECTS) == ""
