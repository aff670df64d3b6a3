"""Mistakes are collected with file and key, and told at once."""

import pytest

from alkasba.model.finding import Finding, Findings, ShopWrong


def told(findings):
    with pytest.raises(ShopWrong) as error:
        findings.stop_if_any()
    return str(error.value)


def test_a_mistake_names_its_file_and_key():
    assert str(Finding("a.toml", "columns.x", "wrong.")) == "a.toml, columns.x: wrong."
    assert str(Finding("a.toml", "", "wrong.")) == "a.toml: wrong."


def test_nothing_wrong_stops_nothing():
    Findings().stop_if_any()


def test_all_mistakes_are_told_in_order_and_each_once():
    findings = Findings()
    for file in ("b.toml", "a.toml", "b.toml"):
        findings.add(file, "x", "wrong.")
    text = "2 mistakes in the declarations:\n  a.toml, x: wrong.\n  b.toml, x: wrong."
    assert told(findings) == text


def test_one_mistake_is_no_mistakes():
    findings = Findings()
    findings.add("a.toml", "", "wrong.")
    assert told(findings).startswith("1 mistake in")


def test_an_unknown_name_offers_the_nearest_known_one():
    findings = Findings()
    findings.unknown("a.toml", "key", "custmer", ["customer", "product"])
    assert "nothing is called 'custmer'. Did you mean 'customer'?" in told(findings)


def test_the_error_says_what_to_run_next():
    error = ShopWrong([Finding("a.toml", "", "wrong.")])
    assert error.next_step == "Correct them and run: alkasba check"
    assert error.exit_code == 3


def test_a_consequence_of_a_told_mistake_is_left_out():
    findings, later = Findings(), Findings()
    findings.add("a.toml", "columns.x.type", "wrong.")
    later.add("a.toml", "columns.x.at_least", "a consequence.")
    later.add("a.toml", "columns.y", "another mistake.")
    later.add("b.toml", "columns.x", "another mistake.")
    findings.add_others(later)
    assert [(found.file, found.key) for found in findings.found] == [
        ("a.toml", "columns.x.type"),
        ("a.toml", "columns.y"),
        ("b.toml", "columns.x"),
    ]
