"""Types, forms and classes are proposed from what was seen; doubts are told."""

from dataclasses import replace

import pytest

from alkasba.model.seen import SeenColumn
from alkasba.propose.columns import propose_columns, told_together
from tests.propose.build import column, days, proposed, seen


@pytest.mark.parametrize(
    ("seen_column", "kind"),
    [
        (column("quantity", whole=1, point=1), "whole"),
        (column("order_id", whole=1, point=1), "whole"),
        (column("zip", whole=1, zeros=0.2, point=1), "code"),
        (column("price", point=1, decimals=2), "money"),
        (column("precio_unitario", point=1, decimals=2), "money"),
        (column("السعر", point=1, decimals=2), "money"),
        (column("金額", whole=1, point=1), "money"),
        (column("rating", point=1, decimals=1), "number"),
        (column("is_open", 2, one_or_zero=1, whole=1, few={"0": 50, "1": 50}), "flag"),
        (column("open", 2, flag=1, few={"oui": 50, "non": 50}), "flag"),
        (days("sold_on"), "day"),
        (days("sold_at", shape="moment"), "moment"),
        (column("note", 90, longest=200), "text"),
        (column("channel", 2, few={"web": 60, "shop": 40}), "choice"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_type_is_proposed(seen_column, kind):
    found = proposed(seen_column).type
    assert found == kind or (kind == "whole" and found == "code" and "id" in seen_column.name)


def test_numbers_with_a_plus_and_many_digits_are_telephones():
    plain = proposed(column("contacto", whole=1, point=1, telephone=1, country_code=1))
    parted = proposed(column("contacto", thousands_blank=1, telephone=1, country_code=1))
    assert {(one.type, one.personal) for one in (plain, parted)} == {("text", "contact")}
    assert not parted.form


def test_one_value_that_fits_no_type_is_a_reject_and_told():
    said = SeenColumn("on", "on", 40, 40, 40, forms={"day": 39})
    made = propose_columns(seen("group", said, rows=40))[0]
    assert made.type == "day"
    assert made.unsure == ["1 of its values is no day, and would be rejected"]


def test_of_few_values_all_must_fit_a_type():
    said = SeenColumn("on", "on", 10, 10, 10, forms={"day": 9})
    assert propose_columns(seen("group", said, rows=10))[0].type == "text"


def test_exponents_are_told_as_what_they_are():
    made = proposed(column("total", point=0.99, exponent=0.01, decimals=2))
    assert made.is_rounded
    assert made.unsure == ["some of it is written with an exponent; 4 decimals are kept"]


def test_a_choice_needs_many_rows():
    few = SeenColumn("a", "a", 10, 2, 10, few={"x": 5, "y": 5})
    assert propose_columns(seen("group", few, rows=10))[0].type == "text"


def test_day_or_month_first_is_a_doubt():
    both = SeenColumn("on", "on", 9, 9, 9, forms={"%d/%m/%Y": 9, "%m/%d/%Y": 9})
    one = proposed(both)
    assert one.type == "day"
    assert one.unsure == ["day or month first? %d/%m/%Y and %m/%d/%Y both read every value"]
    clear = SeenColumn("on", "on", 9, 9, 9, forms={"%d/%m/%Y": 9, "%m/%d/%Y": 4})
    assert (proposed(clear).form, proposed(clear).unsure) == ({"days": ["%d/%m/%Y"]}, [])


def test_values_that_do_not_fit_are_told():
    one = proposed(column("quantity", whole=0.99, point=0.99))
    assert one.unsure == ["1 of its values is no whole, and would be rejected"]


def test_a_decimal_comma_and_thousands():
    assert proposed(column("price", comma=1, decimals=2)).form == {"decimal": ","}
    french = column("price", comma=0.5, thousands_point=0.5, decimals=2)
    assert proposed(french).form == {"decimal": ",", "thousands": "."}
    english = column("price", point=0.5, thousands_comma=0.5, decimals=2)
    assert proposed(english).form == {"thousands": ","}
    doubtful = column("price", comma=1, thousands_comma=1, decimals=3)
    assert "does it part thousands?" in proposed(doubtful).unsure[0]


def test_too_many_decimals_are_rounded_and_told():
    one = proposed(column("price", point=1, decimals=9))
    assert one.is_rounded
    assert one.unsure == ["it has up to 9 decimals; 4 are kept"]


def test_persons_are_known_by_name_and_by_value():
    assert proposed(column("email")).personal == "contact"
    assert proposed(days("birth_date")).personal == "sensitive"
    hidden = proposed(column("user", e_mail=0)).personal
    assert hidden is None
    by_value = SeenColumn("sent_to", "sent_to", 9, 9, 9, forms={"e-mail": 9}, longest=20)
    assert proposed(by_value).personal == "contact"
    named = SeenColumn(
        "sales_rep", "sales_rep", 99, 2, 99, forms={"two names": 99}, few={"A B": 99}
    )
    assert (proposed(named).personal, proposed(named).choices) == ("contact", ())


def test_codes_written_as_floats():
    one = proposed(column("customer_id", point_zero=1, point=1))
    assert (one.type, one.drop_decimals) == ("code", True)


def test_a_format_is_shared_where_nobody_minds():
    group = seen(
        "group",
        column("price", comma=1, decimals=2),
        SeenColumn("sold", "sold", 100, 50, 100, forms={"%d/%m/%Y": 100}),
        days("seen_on"),
    )
    shared, own = told_together(propose_columns(group))
    assert shared == {"decimal": ","}
    assert own["sold"] == {"days": ["%d/%m/%Y"]}


def test_blank_words_are_declared():
    one = column("quantity", whole=1, point=1, blanks={"n/a": 3})
    assert told_together([proposed(one)])[0] == {"blank": ["n/a"]}
    assert proposed(column("country", blanks={"NA": 3})).blanks == ()


def test_what_the_origin_declares_settles_what_values_cannot():
    def said(what, name="thing", **forms):
        return proposed(replace(column(name, 2, **forms), said=what)).type

    assert said("text", whole=1) == "code"
    assert said("text", "quantity", whole=1) == "whole"
    assert said("text", day=1) == "day"
    assert said("flag", "state", whole=1, one_or_zero=1) == "flag"
    assert said("", "state", whole=1, one_or_zero=1) == "whole"
    assert said("code", whole=1) == "code"
    assert said("money", "p", whole=1) == "money"
    assert said("document", json=1) == "text"


@pytest.mark.parametrize(
    ("marks", "form"),
    [
        ({"(5)": 0.1}, {"negative": ["(5)"]}),
        ({"5-": 0.1, "(5)": 0.1}, {"negative": ["(5)", "5-"]}),
        ({"5 CR": 0.5, "5 DR": 0.5}, {"negative": ["5 DR"], "positive": ["5 CR"]}),
        ({"5 CR": 0.1}, {"negative": ["5 CR"]}),
    ],
)
def test_how_amounts_are_marked_goes_into_the_format(marks, form):
    forms = {"point": 100, **{mark: int(share * 100) for mark, share in marks.items()}}
    said = SeenColumn("amount", "amount", 100, 90, 100, forms=forms)
    (made,) = propose_columns(seen("group", said, rows=100))
    assert (made.type, made.form) == ("money", form)
    # Which of two words takes away, no value tells.
    assert bool(made.unsure) == any(mark.endswith("R") for mark in marks)
    assert told_together([made])[0] == form
