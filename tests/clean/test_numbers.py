"""Numbers are read exactly, in the declared way of writing them and in no other."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.clean.numbers import has_more_decimals, number_of, plain_number, whole_of
from alkasba.model.source import Format
from alkasba.model.table import Column
from tests.clean.build import of_text

MONEY = Column("price", "money", decimals=4)
POINT = Format()
COMMA = Format(decimal=",")
FRENCH = Format(decimal=",", thousands=" ")
GERMAN = Format(decimal=",", thousands=".")
ENGLISH = Format(thousands=",")
SWISS = Format(thousands="'")
EURO = Format(decimal=",", thousands=" ", currency=("€", "EUR"))


def number(text, form=POINT, column=MONEY):
    return of_text(number_of(plain_number("t", form), column), text)


def whole(text, form=POINT):
    return of_text(whole_of(plain_number("t", form)), text)


def has_more(text, form=POINT, column=MONEY):
    return of_text(has_more_decimals(plain_number("t", form), column), text)


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("1234.5", POINT, "1234.5"),
        ("-0.5", POINT, "-0.5"),
        ("+7", POINT, "7"),
        (".5", POINT, "0.5"),
        ("5.", POINT, "5"),
        ("007", POINT, "7"),
        ("12,50", COMMA, "12.5"),
        ("-12,5", COMMA, "-12.5"),
        ("1 234,50", FRENCH, "1234.5"),
        ("1\u00a0234,50", FRENCH, "1234.5"),
        ("1\u202f234\u202f567", FRENCH, "1234567"),
        ("1234,50", FRENCH, "1234.5"),
        ("1.234,50", GERMAN, "1234.5"),
        ("-12.345.678,9", GERMAN, "-12345678.9"),
        ("1,234.50", ENGLISH, "1234.5"),
        ("1'234'567.05", SWISS, "1234567.05"),
        ("12,50 €", EURO, "12.5"),
        ("€12,50", EURO, "12.5"),
        ("€ 1 234,50", EURO, "1234.5"),
        ("1\u00a0234,50\u00a0EUR", EURO, "1234.5"),
        ("-€5", EURO, "-5"),
        ("€ -5", EURO, "-5"),
        ("1e3", POINT, "1000"),
        ("1.5E+2", POINT, "150"),
        ("25e-1", POINT, "2.5"),
        ("1,5e2", COMMA, "150"),
    ],
)
def test_a_number_in_its_declared_form_is_read(text, form, value):
    assert number(text, form) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1.234", COMMA),  # 1234 or 1.234? nobody has said, so it is refused
        ("1,234.5", COMMA),
        ("1,5", POINT),
        ("1,234", POINT),
        ("1 234", POINT),
        ("12 34", FRENCH),
        ("1 2345", FRENCH),
        ("1  234", FRENCH),
        ("1234 567", FRENCH),
        (" 234", FRENCH),
        ("1 234,5 6", FRENCH),
        ("12.34,5", GERMAN),
        ("1.23", GERMAN),
        ("1,234.5,6", ENGLISH),
        ("1,23", ENGLISH),
        ("1'23", SWISS),
        ("1’234", SWISS),
        ("1.2.3", POINT),
        ("1,2,3", COMMA),
    ],
)
def test_a_separator_in_the_wrong_place_makes_it_no_number(text, form):
    assert number(text, form) is None
    assert whole(text, form) is None


@pytest.mark.parametrize("text", ["1€50", "5 € 6", "€", "€€5", "€5€", "5 $", "5 eur", "E5"])
def test_a_currency_sign_in_the_wrong_place_makes_it_no_number(text):
    assert number(text, EURO) is None
    assert whole(text, EURO) is None


def test_the_longer_of_two_signs_is_dropped():
    assert number("5 EUR", Format(currency=("E", "EUR"))) == 5
    assert number("5 $", Format(currency=("$",))) == 5
    assert number("5 kr.", Format(currency=("kr.",))) == 5
    assert number("5 krx", Format(currency=("kr.",))) is None


@pytest.mark.parametrize("separator", list("'^|]\\-_*+?[(#~"))
def test_any_sign_may_separate_thousands(separator):
    assert number(f"1{separator}234", Format(thousands=separator)) == 1234
    assert number(f"12{separator}34", Format(thousands=separator)) is None


@pytest.mark.parametrize(
    "text",
    [
        "1_000",
        "0x1F",
        "NaN",
        "nan",
        "Infinity",
        "inf",
        "-inf",
        "e",
        "E5",
        "",
        ".",
        "-",
        "+",
        "-.",
        "--5",
        "5-",
        "1-2",
        "1e",
        "1e+",
        "e5",
        ".e5",
        "1e400",
        "½",
        "٣",
        "１２",
        "(5)",
        "5%",
        "1 ",
    ],
)
def test_what_is_no_number_is_refused(text):
    assert number(text) is None
    assert whole(text) is None


def test_nothing_stays_nothing():
    assert [number(None), whole(None), has_more(None)] == [None, None, False]
    assert number(None, EURO) is None


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("12.0", 12), ("12.", 12), ("-12.000", -12), ("+5", 5)]
)
def test_zeros_after_the_point_leave_it_whole(text, value):
    assert whole(text) == value


@pytest.mark.parametrize("text", ["12.5", "0.1", "1e-1", "15e-1", "25e-1", "1.5e0", "-0.9999"])
def test_a_fraction_is_not_rounded_to_a_whole(text):
    assert whole(text) is None


def test_a_whole_number_with_a_decimal_comma_is_whole():
    assert whole("12,0", COMMA) == 12
    assert whole("1 200,00", FRENCH) == 1200
    assert whole("12,5", COMMA) is None


@pytest.mark.parametrize(
    ("text", "value"), [("1e3", 1000), ("5E+2", 500), ("123e15", 123 * 10**15), ("0e9", 0)]
)
def test_a_whole_number_may_have_an_exponent(text, value):
    assert whole(text) == value


def test_the_largest_whole_number_is_read_and_the_next_is_not():
    assert whole("9223372036854775807") == 2**63 - 1
    assert whole("-9223372036854775808") == -(2**63)
    assert whole("9223372036854775808") is None
    assert whole("92233720368547758070000") is None


def test_the_largest_amount_is_read_and_the_next_is_not():
    assert number("99999999999999.9999") == Decimal("99999999999999.9999")
    assert number("99999999999999.99995") is None
    assert number("100000000000000") is None
    assert number("9" * 50) is None


@pytest.mark.parametrize(
    "text",
    [
        "1.23456",
        "0.00001",
        "1e-5",
        "1.5e-4",
        "1e-30",
        "0.0000000000000000001",
        "1.0000000000000000000000000000000000000000001",
        "12.34567e0",
        "-0.00009",
    ],
)
def test_digits_that_would_be_lost_are_seen(text):
    assert has_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.2345",
        "1.23450000",
        "1",
        "1.",
        "0.0",
        "1e-4",
        "120e-5",
        "1.5e3",
        "0e-9",
        "1e10",
        "1.23450000000000000000000000000000000000000000",
        "-0.0001",
    ],
)
def test_zeros_at_the_end_are_no_digits_that_would_be_lost(text):
    assert not has_more(text)


FORMS = st.builds(
    lambda signs, currency: Format(*signs, currency=currency),
    st.sampled_from(
        [(".", ""), (".", ","), (".", "'"), (".", " "), (",", ""), (",", "."), (",", " ")]
    ),
    st.sampled_from([(), ("€",), ("$", "US$"), ("kr.",)]),
)
AMOUNTS = st.decimals(Decimal("-99999999999999.9999"), Decimal("99999999999999.9999"), places=4)


@given(AMOUNTS, FORMS, st.data())
def test_every_amount_written_in_any_declared_form_is_read_back_exactly(amount, form, data):
    sign, digits = ("-", -amount) if amount < 0 else ("", amount)
    grouped = f"{digits:,f}" if form.thousands else f"{digits:f}"
    if data.draw(st.booleans()) and "." in grouped:
        grouped = grouped.rstrip("0").rstrip(".")
    text = grouped.translate(str.maketrans({",": form.thousands, ".": form.decimal}))
    if form.currency:
        money = data.draw(st.sampled_from(form.currency))
        shape = data.draw(st.sampled_from(["{0}{1}{2}", "{0}{1} {2}", "{1} {0}{2}", "{0}{2} {1}"]))
        text = shape.format(sign, money, text)
    else:
        text = sign + text
    assert number(text, form) == amount
    assert not has_more(text, form)


@given(st.integers(-(2**63), 2**63 - 1), FORMS)
def test_every_whole_number_written_in_any_declared_form_is_read_back_exactly(value, form):
    written = f"{value:,}" if form.thousands else str(value)
    assert whole(written.replace(",", form.thousands), form) == value


@given(st.decimals(-(10**9), 10**9, places=9), st.integers(-3, 3))
def test_an_exponent_means_what_python_says(mantissa, exponent):
    text = f"{mantissa:f}e{exponent}"
    exact = Decimal(text)
    kept = exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert number(text) == kept
    assert has_more(text) == (exact != kept)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), FORMS)
def test_no_text_makes_the_reading_fail(text, form):
    number(text, form)
    whole(text, form)
    has_more(text, form)


MARKED = Format(
    thousands=",", currency=("$", "EUR"), negative=("(5)", "5-", "5 DR"), positive=("5 CR",)
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8.00-", "-8"),
        ("8.00 -", "-8"),
        ("(5.00)", "-5"),
        ("( 1,234.50 )", "-1234.5"),
        ("($5.00)", "-5"),
        ("$(5.00)", "-5"),
        ("(5.00) EUR", "-5"),
        ("(5.00 EUR)", "-5"),
        ("5.00- EUR", "-5"),
        ("$5.00-", "-5"),
        ("5.00 DR", "-5"),
        ("5.00dr", "-5"),
        ("5.00 CR", "5"),
        ("$1,234.50 CR", "1234.5"),
        ("-5.00", "-5"),
        ("5.00", "5"),
        ("(0)", "0"),
    ],
)
def test_a_sign_is_read_as_it_is_marked(text, value):
    assert number(text, MARKED) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *("(-5)", "-5-", "-(5)", "(5", "5)", "((5))", "()", "-", "(5)-", "5 CR DR", "-5 CR"),
        *("+5-", "($5 EUR)", "$(5) EUR", "$5 EUR", "(1,23)", "5 D", "5 D R", "(five)", "(5) 6"),
    ],
)
def test_what_says_two_things_of_its_sign_is_no_number(text):
    assert number(text, MARKED) is None


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["({})", "{}-", "{} -", "{} DR", "{}DR"]))
def test_a_marked_number_is_that_below_zero(value, shape):
    assert number(shape.format(value), MARKED) == -value


@pytest.mark.parametrize("text", ["(5)", "5-", "5 DR"])
def test_marks_that_are_not_declared_make_no_number(text):
    assert number(text) is None
