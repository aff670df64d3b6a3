"""Rejected rows are shown as written, and no personal value is shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.clean.rejects import has_personal_columns, mask_text, masked_columns
from tests.clean.build import clean, shop, source, table

PERSON = 'id = { type = "whole" }\nemail = { type = "text", personal = "contact" }'
PLAIN = 'id = { type = "whole" }\nnote = { type = "text" }'


def masked(columns, header, feed=""):
    """The names of the columns whose values are masked."""
    thing, origin = table(columns), source(feed)
    written = header.split(";")
    return {written[place] for place in masked_columns(shop(thing, origin), origin, written)}


def shown(columns, row, header, feed=""):
    """The one rejected row as it is shown."""
    (reject,) = clean(columns, [row], header=header, feed=feed).rejects()
    return json.loads(reject["row"])


def test_a_reject_says_where_what_and_what_next():
    (reject,) = clean(PLAIN, ["1;a", "x;b"], header="id;note").rejects()
    assert (reject["file"], reject["line"], reject["rule"]) == ("origin.csv", 3, "type:id")
    assert reject["reason"] == "id is not a whole number"
    assert reject["next_step"].startswith("Correct it in the origin")
    assert json.loads(reject["row"]) == {"id": "x", "note": "b"}


def test_good_rows_are_no_rejects():
    assert clean(PLAIN, ["1;a", "2;b"], header="id;note").rejects() == []


def test_a_personal_value_is_masked_and_a_blank_is_told():
    assert shown(PERSON, "x;ada@example.org", "id;email") == {"id": "x", "email": "***"}
    assert shown(PERSON, "x;", "id;email") == {"id": "x", "email": None}


def test_an_analytic_class_is_shown_as_in_the_warehouse():
    city = 'id = { type = "whole" }\ncity = { type = "text", personal = "location" }'
    assert shown(city, "x;Fez", "id;city") == {"id": "x", "city": "Fez"}


def test_an_identifier_is_masked():
    assert masked('id = { type = "code", personal = "identifier" }', "id;x") == {"id", "x"}


def test_the_key_of_a_person_is_masked_where_another_table_refers_to_it():
    customer = 'kind = "dimension"\nkey = ["code"]\n[columns]\n'
    customer += 'code = { type = "code", personal = "contact" }\n'
    customer += 'guide = { refers = "thing" }\nlevel = { type = "whole" }'
    assert masked(customer, "code;guide;level") == {"code", "guide"}


def test_where_an_origin_feeds_personal_columns_what_feeds_nothing_is_masked_too():
    assert masked(PERSON, "id;email;memo;x") == {"email", "memo", "x"}


def test_where_an_origin_feeds_no_personal_column_what_feeds_nothing_is_shown():
    assert masked(PLAIN, "id;note;memo") == set()


@pytest.mark.parametrize("header", ["E-Mail", "Customer Email", "phoneNumber", "Téléphone", "IBAN"])
def test_what_looks_personal_is_masked_wherever_it_stands(header):
    assert masked(PLAIN, f"id;note;{header}") == {header}


def test_a_column_declared_not_personal_is_shown_though_it_looks_so():
    columns = 'id = { type = "whole" }\nemail = { type = "text", personal = "none" }'
    assert masked(columns, "id;email") == set()


def test_a_personal_column_under_a_new_header_is_masked():
    assert masked(PERSON, "id;Contact") == {"Contact"}
    required = PERSON.replace("personal", "required = true, personal")
    assert shown(required, "1;ada@example.org", "id;Contact") == {"id": "1", "Contact": "***"}


def test_every_header_that_a_personal_column_has_had_is_masked():
    feed = 'columns = { email = ["Mail", "Contact"] }'
    assert masked(PERSON, "id;Mail;Contact", feed) == {"Mail", "Contact"}


def test_a_column_that_feeds_a_personal_and_a_plain_one_is_masked():
    columns = PERSON + '\nname = { type = "text" }'
    assert masked(columns, "id;who", 'columns = { email = "who", name = "who" }') == {"who"}


def test_a_row_taken_for_the_header_shows_no_value():
    required = PERSON.replace("personal", "required = true, personal")
    found = shown(required, "2;bob@example.org", "1;ada@example.org")
    assert found == {"column_1": "***", "column_2": "***"}


def test_no_reason_holds_a_value():
    columns = PERSON.replace('"text"', '"code", pattern = "[a-z]+@[a-z.]+"')
    found = clean(columns, ["1;ADA LOVELACE", "x;ADA LOVELACE"], header="id;email").rejects()
    assert [reject["rule"] for reject in found] == ["pattern:email", "type:id"]
    assert "LOVELACE" not in json.dumps(found)


LETTERS = st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=20)
SECRETS = LETTERS.map("§{}§".format)


@given(SECRETS)
def test_no_personal_value_is_ever_in_a_reject(secret):
    found = clean(PERSON, [f"x;{secret};{secret}"], header="id;email;memo").rejects()
    assert len(found) == 1
    row = json.loads(found[0]["row"])
    assert row == {"id": "x", "email": "***", "memo": "***"}
    assert secret not in found[0]["reason"] + found[0]["next_step"]


@pytest.mark.parametrize(("columns", "is_personal"), [(PERSON, True), (PLAIN, False)])
def test_an_origin_is_personal_by_what_it_feeds(columns, is_personal):
    thing, origin = table(columns), source("")
    assert has_personal_columns(shop(thing, origin), origin) is is_personal


def test_masking_a_text_keeps_its_shape():
    assert mask_text("Ada Blum;ada@example.org;12,50 €") == "xxx xxxx;xxx@xxxxxxx.xxx;99,99 €"


@given(st.text())
def test_masking_a_text_leaves_no_letter_and_no_digit(text):
    hidden = mask_text(text)
    assert len(hidden) == len(text)
    assert {letter for letter in hidden if letter.isalnum()} <= {"x", "9"}
