"""Each rule that a row may break has a name, a condition and words for people."""

import pytest

from alkasba.clean.rules import KIND_WORDS, plain_of, rules_of, text_of
from alkasba.model.source import Format
from alkasba.model.table import TYPES, Column
from tests.clean.build import clean


def names(column):
    return [rule.name for rule in rules_of(column, Format())]


def judged(column, *texts, feed=""):
    """The rule that each text breaks in a table of this one column."""
    return clean(f"x = {{ {column} }}", texts, header="x", feed=feed).rules


def test_rules_stand_in_the_order_of_judging():
    column = Column("x", "money", required=True, at_least=0, at_most=9)
    assert names(column) == ["required:x", "type:x", "decimals:x", "range:x"]
    assert names(Column("x", "code", required=True, pattern="A")) == ["required:x", "pattern:x"]
    assert names(Column("x", "choice", choices=("a",))) == ["choice:x"]
    assert names(Column("x", "text")) == []


def test_what_has_a_value_for_blanks_is_not_required():
    assert names(Column("x", "whole", required=True, missing=0)) == ["type:x"]


def test_what_is_rounded_has_no_rule_on_decimals():
    assert names(Column("x", "money", round=True)) == ["type:x"]


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in ("code", "text")])
def test_a_text_that_is_none_of_the_type_breaks_its_rule(kind):
    choices = ', choices = ["a"]' if kind == "choice" else ""
    rule = "choice:x" if kind == "choice" else "type:x"
    assert judged(f'type = "{kind}"{choices}', "???", "") == [rule, ""]


def test_a_blank_breaks_only_what_is_required():
    assert judged('type = "text", required = true', "a", "", " ") == [
        "",
        "required:x",
        "required:x",
    ]
    assert judged('type = "text"', "a", "") == ["", ""]


def test_a_value_beyond_its_bounds_breaks_the_range():
    found = judged('type = "whole", at_least = 1, at_most = 3', "0", "1", "3", "4", "-1", "")
    assert found == ["range:x", "", "", "range:x", "range:x", ""]


def test_bounds_of_amounts_are_exact():
    found = judged('type = "money", at_least = 0.1', "0.1", "0.0999", "0.10")
    assert found == ["", "range:x", ""]


def test_a_day_is_bounded_by_days_and_by_today():
    found = judged(
        'type = "day", at_least = 2015-01-01, at_most = "today"',
        *["2014-12-31", "2015-01-01", "2026-01-15", "2026-01-16"],
    )
    assert found == ["range:x", "", "", "range:x"]


def test_a_moment_is_bounded_by_moments():
    found = judged('type = "moment", at_least = 2025-01-01T00:00:00Z', "2025-01-01", "2025-01-02")
    assert found == ["range:x", ""]


def test_more_decimals_than_are_kept_break_the_rule_and_zeros_do_not():
    found = judged('type = "money", decimals = 2', "1.23", "1.234", "1.230", "1e-3", "-0.001")
    assert found == ["", "decimals:x", "", "decimals:x", "decimals:x"]


def test_an_amount_too_large_for_its_type_breaks_the_type():
    assert judged('type = "money"', "99999999999999", "100000000000000") == ["", "type:x"]
    assert judged('type = "whole"', "9223372036854775808") == ["type:x"]


def test_a_code_must_match_its_pattern_from_end_to_end():
    found = judged('type = "code", case = "upper", pattern = "P[0-9]+"', "p1", "P1x", "xP1", "")
    assert found == ["", "pattern:x", "pattern:x", ""]


def test_every_rule_says_what_is_wrong_and_what_to_do_next():
    columns = [
        Column("x", kind, required=True, at_least=0, at_most=1, choices=("a",), pattern="a")
        for kind in TYPES
    ]
    for rule in (rule for column in columns for rule in rules_of(column, Format())):
        assert rule.name.endswith(":x")
        assert rule.reason.startswith("x ")
        assert rule.next_step.endswith(".")


@pytest.mark.parametrize(
    ("column", "form", "words"),
    [
        (Column("x", "day"), Format(), "x is not a day written as 2024-01-31"),
        (
            Column("x", "day"),
            Format(days=("%d/%m/%Y", "%d.%m.%Y")),
            "x is not a day written as %d/%m/%Y or %d.%m.%Y",
        ),
        (Column("x", "money"), Format(decimal=","), "x is not an amount with a decimal comma"),
        (Column("x", "choice", choices=("a", "b")), Format(), "x is not one of the choices: a, b"),
        (Column("x", "flag"), Format(), "x is not yes or no"),
    ],
)
def test_the_reason_says_how_a_value_may_be_written(column, form, words):
    assert next(rules_of(column, form)).reason == words


def test_bounds_are_told_in_the_reason():
    (_, rule) = rules_of(Column("x", "whole", at_least=1, at_most=3), Format())
    assert rule.reason == "x must be at least 1 and at most 3"


def test_every_type_but_words_has_a_name_for_people():
    assert set(KIND_WORDS) == set(TYPES) - {"code", "text"}


def test_no_column_can_be_named_like_a_step_of_cleaning():
    for name in ("x", "t_x"):
        assert not text_of(name).strip('"').isidentifier()
        assert not plain_of(name).strip('"').isidentifier()
