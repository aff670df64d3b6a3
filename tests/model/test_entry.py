"""Values are taken from TOML by kind; what is wrong, unknown or left over is told."""

from decimal import Decimal

import pytest

from alkasba.model.expression import Name
from tests.model.build import entry, mistakes


def test_values_are_taken_by_kind():
    part = entry('t = "a"\nf = true\nw = 3\ns = 0.05\nl = ["a", "b"]\none = "a"')
    assert part.text("t") == "a"
    assert part.flag("f") is True
    assert part.whole("w", default=0) == 3
    assert part.share_or_none("s") == Decimal("0.05")
    assert (part.words("l"), part.words("one")) == (("a", "b"), ("a",))
    part.finish()
    assert mistakes(part) == []


def test_one_value_or_several_are_taken_as_they_are():
    part = entry('one = "a"\nl = [1, 1.5, true, 2025-01-31, "a", "a"]')
    assert part.values("one") == ("a",)
    assert part.values("l") == (1, Decimal("1.5"), "2025-01-31", "a")
    assert mistakes(part) == []


def test_what_is_not_there_has_its_default():
    part = entry("")
    assert part.text("x", default="d") == "d"
    assert part.text_or_none("x") is None
    assert part.flag("x", default=True) is True
    assert part.whole("x", default=4) == 4
    assert part.share_or_none("x") is None
    assert part.words("x") == ()
    assert part.value("x") is None
    assert part.one_of("x", ("a", "b"), default="b") == "b"
    assert part.formula("x") == (None, "")
    assert part.parts("x") == {}
    assert mistakes(part) == []


@pytest.mark.parametrize(
    ("take", "text", "told"),
    [
        (lambda part: part.text("x"), "x = 3", "a text in quotes is needed, not 3."),
        (lambda part: part.flag("x"), "x = 1", "true or false is needed, not 1."),
        (lambda part: part.flag("x"), 'x = "yes"', "true or false is needed, not 'yes'."),
        (
            lambda part: part.whole("x", default=0),
            "x = true",
            "a whole number is needed, not True.",
        ),
        (lambda part: part.whole("x", default=0), "x = 1.5", "a whole number is needed, not 1.5."),
        (lambda part: part.words("x"), "x = [1]", "a text or a list of texts is needed."),
        (lambda part: part.values("x"), "x = []", "a list of at least one value is needed."),
        (lambda part: part.values("x"), "x = [[1]]", "one value is needed"),
        (lambda part: part.value("x"), "x = [1]", "one value is needed: a text, a number, a day"),
        (lambda part: part.value("x"), "x = 10:00:00", "one value is needed"),
        (lambda part: part.part("x"), "x = 3", "a table is needed: { ... }."),
        (lambda part: part.parts("x"), "x = { y = 3 }", "a table is needed: { ... }."),
    ],
)
def test_a_value_of_another_kind_is_told(take, text, told):
    part = entry(text)
    take(part)
    (mistake,) = mistakes(part)
    assert told in mistake
    assert mistake.startswith("x")


@pytest.mark.parametrize("text", ["5", "-0.1", "1.01", "nan", "inf", "true", '"0.1"'])
def test_a_share_is_no_per_cent(text):
    part = entry(f"x = {text}")
    assert part.share_or_none("x") is None
    assert "5 % is 0.05" in mistakes(part)[0]


@pytest.mark.parametrize(("text", "share"), [("0", "0"), ("1", "1"), ("0.1", "0.1")])
def test_a_share_goes_from_nothing_to_all(text, share):
    assert entry(f"x = {text}").share_or_none("x") == Decimal(share)


def test_numbers_are_exact_and_days_are_texts():
    part = entry("a = 0.1\nb = 2015-01-01\nc = 2015-01-01T10:00:00Z\nd = false\ne = 7")
    found = [part.value(name) for name in "abcde"]
    assert found == [Decimal("0.1"), "2015-01-01", "2015-01-01T10:00:00+00:00", False, 7]


def test_one_of_several_words_offers_the_nearest():
    part = entry('kind = "dimention"')
    assert part.one_of("kind", ("fact", "dimension"), default="fact") == "fact"
    told = "kind: 'dimention' is not one of fact, dimension. Did you mean 'dimension'?"
    assert mistakes(part) == [told]


def test_a_formula_is_read_and_kept_as_text():
    assert entry('f = "quantity"').formula("f") == (Name("quantity"), "quantity")


def test_a_formula_that_cannot_be_read_is_told_at_its_key():
    part = entry('f = "summ(net)"')
    assert part.formula("f") == (None, "summ(net)")
    assert mistakes(part)[0].startswith("f: no function is called 'summ'.")


def test_parts_know_their_place():
    part = entry("[columns.price]\ntyp = 1")
    column = part.parts("columns")["price"]
    column.take("type")
    column.finish()
    told = ["columns.price.typ: unknown key 'typ'. Did you mean 'type'?"]
    assert mistakes(column) == told


def test_every_key_that_nothing_took_is_told():
    part = entry("a = 1\nb = 2\nc = 3")
    part.take("b")
    part.finish()
    assert mistakes(part) == ["a: unknown key 'a'.", "c: unknown key 'c'."]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('t = "Sales"', {"en": "Sales"}),
        ('t = { en = "Sales", fr = "Ventes" }', {"en": "Sales", "fr": "Ventes"}),
        ("", None),
    ],
)
def test_a_text_stands_for_english_or_for_each_language(text, told):
    assert entry(text).in_languages("t") == told


@pytest.mark.parametrize("text", ["t = 5", "t = { en = 5 }", 't = ["Sales"]'])
def test_what_is_no_text_in_a_language_is_told(text):
    part = entry(text)
    assert part.in_languages("t") is None
    assert "is needed" in mistakes(part)[0]
