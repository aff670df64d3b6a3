"""Columns whose names look like personal data."""

import re
import unicodedata

SIGNS = {
    "e-mail": r"e_?mail|courriel",
    "telephone": r"(tele|mobile_?)?phone(_?number)?|mobile|fax",
    "birth": r"birth(_?date|_?day)?|naissance|dob",
    "network address": r"ip_?address|mac_?address",
    "address": r"address|adresse|street|postal_?code|code_?postal|postcode|zip_?code",
    "name of a person": r"(first|last|full|sur|family|contact|middle|maiden)_?name"
    r"|nom_de_famille|prenom",
    "bank account": r"iban|bic|card_?number|account_?number",
    "identity": r"ssn|passport|national_id|tax_id",
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
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    lowered = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain)).lower()
    return next((sign for sign, pattern in PATTERNS.items() if pattern.search(lowered)), None)
