"""The mark by which an origin says that a row is deleted."""

import pytest

from alkasba.clean.deleted import deleted_rules, deleted_sql, lacking_mark
from alkasba.clean.rules import Rule
from alkasba.model.source import Deleted, Duplicates, Feed, Format
from tests.clean.build import of_text, table

TABLE = table(
    'kind = "dimension"\nkey = ["id"]\nhistory = ["v"]\nday = "on"\n[columns]\nid = {type="code"}\n'
    'v = {type="whole"}\non = {type="day"}\nat = {type="moment"}'
)


def marked(text, *values, form=None):
    feed = Feed("s", "t", {}, format=form or Format(), deleted=Deleted(("d",), values))
    return of_text(deleted_sql(feed, {"d": "t"}.get), text)


@pytest.mark.parametrize("text", ["2026-05-01", "true", "1", " x "])
def test_any_value_marks_a_row(text):
    assert marked(text) is True


@pytest.mark.parametrize("text", [None, "", " ", "false", "0", "No"])
def test_a_blank_and_what_means_no_mark_nothing(text):
    assert marked(text) is False


def test_blank_and_no_are_those_of_the_feed():
    form = Format(blank=("", "0000-00-00 00:00:00"), no=("non",))
    assert marked("0000-00-00 00:00:00", form=form) is False
    assert marked("Non", form=form) is False
    assert marked("0", form=form) is True


def test_only_the_declared_values_mark_whatever_their_case():
    assert [marked(text, "True", "1") for text in ("TRUE", "1", "2", "yes", None)] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_one_of_several_names_is_enough():
    feed = Feed("s", "t", {}, deleted=Deleted(("old", "new")))
    assert of_text(deleted_sql(feed, {"new": "t", "old": "NULL"}.get), "1") is True
    assert deleted_sql(feed, {}.get) is None
    assert deleted_sql(Feed("s", "t", {}), {"d": "t"}.get) is None


def test_a_deleted_row_need_only_say_which_it_was_and_when():
    names = ("id", "v", "on", "at", "other")
    rules = [Rule(f"required:{name}", name, "", "") for name in names]
    kept = deleted_rules(Deleted(("d",)), TABLE, Duplicates("last", ("id",), "at"), rules)
    assert [rule.condition for rule in kept] == [
        "id",
        "NOT _deleted AND (v)",
        "on",
        "at",
        "NOT _deleted AND (other)",
    ]


def test_a_file_without_the_mark_is_told_with_the_nearest():
    rule = lacking_mark(Deleted(("is_deleted",)), ["id", "isdeleted_"])
    assert rule.name == "header:is_deleted"
    assert "Did you mean 'isdeleted_'?" in rule.reason
