"""Bounds, fill-ins and patterns are such that the type can hold them."""

import pytest

from alkasba.model.check_value import pattern_problem
from tests.model.build import SALE, shop_of, wrong_table


@pytest.mark.parametrize(
    "column",
    [
        'x = { type = "whole", at_least = -1, at_most = 5, missing = 0 }',
        'x = { type = "money", at_least = 0, at_most = 0.5, missing = 0.1 }',
        'x = { type = "number", at_least = 1, at_most = 1 }',
        'x = { type = "day", at_least = 2015-01-01, at_most = "today", missing = "2015-01-01" }',
        'x = { type = "moment", at_least = 2015-01-01T10:00:00Z, missing = 2015-01-01 }',
        'x = { type = "flag", missing = false }',
        'x = { type = "choice", choices = ["a"], missing = "a" }',
        'x = { type = "choice", choices = ["a"], missing = "unknown" }',
        'x = { type = "code", missing = 0, pattern = "[0-9]+" }',
        'x = { type = "text", missing = "none", pattern = "(a|b)(?:c)?" }',
    ],
)
def test_what_the_type_can_hold_is_right(tmp_path, column):
    table = SALE.replace("[measures]", f"{column}\n[measures]")
    assert "x" in shop_of(tmp_path, {"tables/sale.toml": table}).tables["sale"].columns


@pytest.mark.parametrize(
    ("column", "mistake"),
    [
        ('type = "whole", at_least = "1"', "x.at_least: '1' is not a whole number of"),
        ('type = "whole", at_most = 1.5', "x.at_most: Decimal('1.5') is not a whole number"),
        ('type = "whole", missing = true', "x.missing: True is not a whole number"),
        ('type = "money", at_least = "a"', "x.at_least: 'a' is not a number of at most 18"),
        ('type = "money", at_most = inf', "x.at_most: Decimal('Infinity') is not a number"),
        ('type = "money", missing = nan', "x.missing: Decimal('NaN') is not a number"),
        ('type = "day", at_least = "tomorrow"', "x.at_least: 'tomorrow' is not a day such as"),
        ('type = "day", at_least = 2015', "x.at_least: 2015 is not a day such as"),
        ('type = "day", missing = "2025-02-30"', "x.missing: '2025-02-30' is not a day such as"),
        ('type = "moment", at_most = "today"', "x.at_most: 'today' is not a moment such as"),
        ('type = "whole", at_most = 1000000000000000000', "x.at_most: 1000000000000000000 is not"),
        ('type = "money", at_least = -100000000000000', "x.at_least: -100000000000000 is not"),
        ('type = "flag", missing = 0', "x.missing: 0 is not true or false."),
        ('type = "choice", choices = ["a"], missing = "b"', "x.missing: 'b' is not among"),
        ('type = "text", at_least = 1', "x.at_least: a text has no least or most."),
        ('type = "flag", at_most = true', "x.at_most: a flag has no least or most."),
        ('type = "whole", at_least = 5, at_most = 1', "x.at_least: it is above at_most"),
        ('type = "day", at_least = 2025-01-02, at_most = 2025-01-01', "x.at_least: it is above"),
        ('type = "whole", pattern = "1+"', "x.pattern: only a code or a text has a pattern."),
        ('type = "code", pattern = "("', "x.pattern: this is no regular expression"),
        ('type = "code", pattern = "(?=a)b"', "x.pattern: looking ahead, looking back"),
    ],
)
def test_what_the_type_cannot_hold_is_told(tmp_path, column, mistake):
    (found,) = wrong_table(tmp_path, f"x = {{ {column} }}")
    assert found.startswith(f"columns.{mistake}")


@pytest.mark.parametrize(
    "pattern", [r"^[KBW]\d{4}-\d{6}$", r"(\d{4})-(\d{2})", "é+", r"\\1", "a(?:b)"]
)
def test_an_ordinary_pattern_is_right(pattern):
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    "pattern", ["[", "a{2,1}", "*", "(?<!a)b", "(?!x)", r"(a)\1", "(?P<a>b)(?P=a)"]
)
def test_a_pattern_that_a_store_would_refuse_is_told(pattern):
    assert pattern_problem(pattern)
