"""Columns whose names look like personal data."""

import re

SIGNS = {
    "e-mail": r"e_?mail|courriel",
    "telephone": r"phone|telephone|mobile|fax",
    "birth": r"birth|naissance|dob",
    "address": r"address|adresse|street|postal_?code|postcode|zip_?code",
    "name of a person": r"(first|last|full|sur|family|contact|middle|maiden)_?name|nom_de_famille",
    "bank account": r"iban|bic|card_?number|account_?number",
    "identity": r"ssn|passport|national_id|tax_id",
    "network address": r"ip_?address|mac_?address",
    "secret": r"password|passwd",
}
PATTERNS = {sign: re.compile(rf"(^|_)({words})($|_|s$)") for sign, words in SIGNS.items()}


def looks_personal(name: str) -> str | None:
    """What kind of personal data a column of this name would hold, or None.

    >>> looks_personal("customer_email")
    'e-mail'
    >>> looks_personal("mail_order") is None
    True
    """
    lowered = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return next((sign for sign, pattern in PATTERNS.items() if pattern.search(lowered)), None)
