"""What is said to the verb `recommend`."""

from pathlib import Path

import click
import pytest

from alkasba.cli.recommend_said import RULES, Said, keys_in
from alkasba.flows.recommend.suggested import Wanted

NOTHING = {
    "train": False,
    "accept": False,
    "person": None,
    "basket": None,
    "like": None,
    "together": None,
    "popular": False,
    "country": "",
    "everyone": False,
    "target": None,
    "told_lift": False,
    "forget_events": None,
    "dry_run": False,
    "category": (),
    "bought": "any",
    "limit": 10,
    "as_json": False,
}


def said(**options):
    return Said(**(NOTHING | options))


class Told:
    """Answers with what it was asked."""

    def __getattr__(self, name):
        return lambda *asked: (name, *asked)


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({"person": ""}, ("person", "")),
        ({"basket": "T1, T2"}, ("basket", ("T1", "T2"))),
        ({"like": "T1"}, ("like", "T1")),
        ({"together": "T1"}, ("together", "T1")),
    ],
)
def test_a_question_is_asked_with_its_key(options, asked):
    one = said(**options, limit=3)
    one.check()
    assert one.ask(Told(), one.wanted) == (*asked, Wanted(limit=3))


def test_what_is_popular_is_asked_in_a_country():
    one = said(popular=True, country="BE", category=("Teas",), bought="new")
    one.check()
    wanted = Wanted(limit=10, categories=("Teas",), bought="new")
    assert one.ask(Told(), one.wanted) == ("popular", wanted, "BE")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"train": True, "accept": True},
        {"everyone": True, "target": Path("all.parquet")},
        {"told_lift": True},
        {"forget_events": "", "dry_run": True},
    ],
)
def test_without_a_question_nothing_is_asked(options):
    one = said(**options)
    one.check()
    assert one.ask is None


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"person": "C0", "train": True}, "--for and --train are asked one at a time"),
        ({"like": "T1", "together": "T1", "popular": True}, "--like and --together and --popular"),
        ({"everyone": True, "target": Path("x.parquet"), "told_lift": True}, "--all and --lift"),
        ({"everyone": True}, "go together"),
        ({"target": Path("x.parquet")}, "go together"),
        ({"accept": True}, "--train --accept"),
        ({"category": ("Teas",)}, "add --popular"),
        ({"bought": "new"}, "add --popular"),
        ({"country": "BE", "like": "T1"}, "goes with --popular"),
        ({"everyone": True, "target": Path("x.CSV")}, "writes Parquet"),
        ({"dry_run": True, "popular": True}, "nothing is erased"),
    ],
)
def test_what_does_not_go_together_is_told(options, what):
    with pytest.raises(click.UsageError) as told:
        said(**options).check()
    assert what in told.value.message


def test_each_rule_is_broken_by_nothing_that_was_not_said():
    assert not any(is_wrong(said()) for is_wrong, _ in RULES)


def test_keys_are_told_apart_by_commas():
    assert keys_in(" T1 ,, T2,") == ("T1", "T2") and keys_in(",") == ()
