"""A bare text becomes a value of one of the nine types, or nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from alkasba.clean.types import folded, plain_format, plain_text, typed_literal, value_of
from alkasba.model.source import Field, Format
from alkasba.model.table import TYPES, Column
from tests.clean.build import of_text, workbench

CHANNEL = Column(
    "channel",
    "choice",
    choices=("web", "Café", "shop"),
    spellings={"web": ("www", "En ligne"), "shop": ("boutique",)},
)


def read(text, column, *, drop_decimals=False, **form):
    declared = Format(**form)
    field = Field(column.name, drop_decimals=drop_decimals, format=declared)
    plain = plain_text("t", column, field)
    return of_text(value_of(plain, column, declared, "Europe/Paris"), text)


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_stays_nothing_in_every_type(kind):
    assert read(None, Column("x", kind, choices=("a",))) is None


def test_a_code_is_kept_as_it_is_written():
    assert read("00a7B", Column("code", "code")) == "00a7B"
    assert read("17850.0", Column("code", "code")) == "17850.0"


def test_a_code_takes_its_declared_case():
    assert read("a7b", Column("code", "code", case="upper")) == "A7B"
    assert read("A7B", Column("code", "code", case="lower")) == "a7b"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17850.0", "17850"),
        ("17850.000", "17850"),
        ("17850", "17850"),
        ("1.05", "1.05"),
        ("A.0B", "A.0B"),
        ("10.0.0", "10.0"),
    ],
)
def test_decimals_of_a_code_are_dropped_where_declared(text, value):
    assert read(text, Column("code", "code"), drop_decimals=True) == value


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("web", "web"),
        ("WEB", "web"),
        ("Www", "web"),
        ("EN LIGNE", "web"),
        ("cafe", "Café"),
        ("CAFÉ", "Café"),
        ("boutique", "shop"),
        ("webb", None),
        ("en  ligne", None),
    ],
)
def test_a_choice_is_found_whatever_its_case_and_accents(text, choice):
    assert read(text, CHANNEL) == choice


def test_a_choice_with_a_quote_is_a_choice():
    assert read("L'HERBE", Column("x", "choice", choices=("l'herbe",))) == "l'herbe"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("YES", True),
        ("1", True),
        ("n", False),
        ("False", False),
        ("0", False),
        ("2", None),
        ("oui", None),
    ],
)
def test_a_flag_is_read_from_the_usual_words(text, value):
    assert read(text, Column("x", "flag")) is value


def test_a_flag_is_read_from_the_declared_words_and_no_others():
    words = {"yes": ("Oui",), "no": ("Non", "Ñ")}
    found = [read(text, Column("x", "flag"), **words) for text in ("OUI", "non", "ñ", "yes")]
    assert found == [True, False, False, None]


def test_an_amount_keeps_its_declared_decimals():
    assert str(read("1.5", Column("x", "money", decimals=2))) == "1.50"
    assert str(read("1.5", Column("x", "number", decimals=6))) == "1.500000"


def test_an_amount_is_rounded_half_away_from_zero():
    cents = Column("x", "money", decimals=2, round=True)
    found = [read(text, cents) for text in ("1.005", "-1.005", "1.0049999")]
    assert found == [Decimal("1.01"), Decimal("-1.01"), Decimal("1.00")]


def test_days_and_moments_are_read_in_the_shops_zone():
    assert read("2025-01-31T23:30:00Z", Column("x", "day")) == date(2025, 2, 1)
    found = read("2025-02-01 00:30", Column("x", "moment"))
    assert found.astimezone(UTC) == datetime(2025, 1, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "column", "found"),
    [
        (5, Column("x", "whole"), 5),
        (Decimal("0.10"), Column("x", "money", decimals=2), Decimal("0.10")),
        ("2025-01-31", Column("x", "day"), date(2025, 1, 31)),
        ("it's", Column("x", "text"), "it's"),
        (True, Column("x", "flag"), True),
    ],
)
def test_a_declared_value_is_a_literal_of_the_columns_type(value, column, found):
    assert of_text(typed_literal(value, column), None) == found


def test_today_is_the_day_of_the_run():
    db = workbench()
    db.execute("SET VARIABLE run_day = '2026-01-15'")
    sql = f"SELECT {typed_literal('today', Column('x', 'day'))}"
    assert db.execute(sql).fetchall() == [(date(2026, 1, 15),)]


def test_folding_takes_case_and_accents_away():
    assert of_text(folded("t"), "ÉTÉ Çà") == "ete ca"


def test_what_the_origin_types_is_read_plainly_whatever_is_declared_of_texts():
    form = plain_format(
        Format(decimal=",", thousands=".", days=("%d/%m/%Y",), blank=("-1",), yes=("0",), no=("1",))
    )
    assert (form.decimal, form.thousands, form.days) == (".", "", ())
    assert form.blank == ("-1",)
    assert "true" in form.yes and "0" in form.yes and "0" not in form.no
    assert "false" in form.no and "1" in form.no and "1" not in form.yes
