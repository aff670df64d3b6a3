"""Facts of landed columns are counted, not guessed."""

import pytest

from alkasba.sources.facts import column_facts, contained, distinct_rows


@pytest.fixture
def facts(workbench):
    def facts(*values):
        workbench.execute("CREATE OR REPLACE TABLE t (c0 VARCHAR)")
        workbench.executemany("INSERT INTO t VALUES (?)", [[value] for value in values])
        return column_facts(workbench, "t", 0, "Written", "name", is_typed=False)

    return facts


def test_filled_distinct_and_words_for_nothing(facts):
    found = facts("a", "a ", "b", "", None, "n/a", "N/A", "-")
    assert (found.filled, found.distinct) == (3, 2)
    assert found.blanks == {"N/A": 1, "n/a": 1, "-": 1}
    assert found.few == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("12", "whole"),
        ("12.50", "point"),
        ("12,50", "comma"),
        ("1.234,50", "thousands point"),
        ("1,234.50", "thousands comma"),
        ("1 234", "thousands blank"),
        ("€ 12,50", "sign"),
        ("€ 12,50", "comma"),
        ("1e5", "exponent"),
        ("007", "zeros"),
        ("2024-01-31", "day"),
        ("2024-01-31T10:00:00Z", "moment"),
        ("2024-01-31 00:00:00", "midnight"),
        ("31/01/2024", "%d/%m/%Y"),
        ("01/31/2024", "%m/%d/%Y"),
        ("31.01.2024 10:05", "%d.%m.%Y %H:%M"),
        ("31 Jan 2024", "%d %b %Y"),
        ("a@example.org", "e-mail"),
        ("+33 1 23 45 67 89", "telephone"),
        ("(5.00)", "(5)"),
        ("(5.00)", "point"),
        ("($1,005.00)", "thousands comma"),
        ("($1,005.00)", "sign"),
        ("$(5.00)", "(5)"),
        ("8.00-", "5-"),
        ("8,00 -", "comma"),
        ("8.00- EUR", "5-"),
        ("5,00 Cr", "5 CR"),
        ("5,00 Cr", "comma"),
        ("5 DR", "5 DR"),
        ("FR76 3000 6000 0112 3456 7890 189", "bank account"),
    ],
)
def test_a_form_is_known(facts, value, form):
    assert facts(value).share(form) == 1


@pytest.mark.parametrize("value", ["-5", "5", "+5.00", "5 EUR"])
def test_a_plain_number_is_not_marked(facts, value):
    assert not {"(5)", "5-", "5 CR", "5 DR"} & set(facts(value).forms)


@pytest.mark.parametrize("value", ["(a)", "A5 CR", "-5 CR", "(-5)", "5 SCR"])
def test_what_is_no_marked_number_is_none(facts, value):
    assert not {"(5)", "5-", "5 CR", "5 DR", "whole", "point"} & set(facts(value).forms)


def test_a_year_of_two_digits_is_none_of_four(facts):
    assert "%d/%m/%Y" not in facts("31/01/24").forms


def test_decimals_and_length(facts):
    found = facts("1.5", "1.125", "10")
    assert (found.decimals, found.longest) == (3, 5)


def test_rows_and_contained_values(workbench):
    workbench.execute(
        "CREATE TABLE a AS SELECT * FROM (VALUES ('1.0','x'), ('2','x'), ('9','y')) v(c0,c1)"
    )
    workbench.execute("CREATE TABLE b AS SELECT * FROM (VALUES ('1'), ('2')) v(c0)")
    assert distinct_rows(workbench, "a", [1]) == 2
    assert contained(workbench, "a", 0, "b", 0) == (3, 2, 0)
    assert contained(workbench, "a", 1, "b", 0) == (2, 0, 2)
