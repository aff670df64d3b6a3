"""Columns that look personal are noticed by their names, in English and French."""

import pytest

from alkasba.model.personal import looks_personal


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("email", "e-mail"),
        ("customer_email", "e-mail"),
        ("EmailAddress", "e-mail"),
        ("emails", "e-mail"),
        ("E-Mail", "e-mail"),
        ("Customer E-Mail", "e-mail"),
        ("courriel", "e-mail"),
        ("phone", "telephone"),
        ("HomePhone", "telephone"),
        ("phone_number", "telephone"),
        ("phonenumber", "telephone"),
        ("Téléphone", "telephone"),
        ("fax", "telephone"),
        ("birth_date", "birth"),
        ("birthdate", "birth"),
        ("Birthday", "birth"),
        ("date_de_naissance", "birth"),
        ("dob", "birth"),
        ("address", "address"),
        ("shipping_address", "address"),
        ("AddressLine1", "address"),
        ("postal_code", "address"),
        ("PostalCode", "address"),
        ("code_postal", "address"),
        ("zip", None),
        ("zipcode", "address"),
        ("first_name", "name of a person"),
        ("LastName", "name of a person"),
        ("surname", "name of a person"),
        ("contact_name", "name of a person"),
        ("Prénom", "name of a person"),
        ("iban", "bank account"),
        ("card_number", "bank account"),
        ("ssn", "identity"),
        ("ip_address", "network address"),
        ("password", "secret"),
        ("customer.email", "e-mail"),
    ],
)
def test_a_name_tells_what_it_would_hold(name, sign):
    assert looks_personal(name) == sign


@pytest.mark.parametrize(
    "name",
    [
        "mail_order",
        "mailing",
        "microphone_count",
        "product_name",
        "name",
        "company_name",
        "label",
        "bicycle",
        "aerobic",
        "faxed_on_time",
        "birthplace_count",
        "addressed",
        "streetwear",
        "",
        "telephony_cost",
        "ibanez",
        "file_name",
        "order_id",
        "net_sales",
        "wholesale",
        "emailed",
    ],
)
def test_a_false_friend_is_left_alone(name):
    assert looks_personal(name) is None
