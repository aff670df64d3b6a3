"""Where the next page of an answer begins: a place in the list of one question, as text."""

import base64
import binascii
import hashlib
import json
from math import isfinite
from typing import Any

from alkasba.errors import WrongValue

WIDEST = 2**63


def sign_of(*told: object) -> str:
    """What tells a question from others, by all that decides its list."""
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def cursor(sign: str, *place: Any) -> str:
    """A place in the list of a question, told by the question's sign."""
    told = json.dumps([sign, *place]).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def read_cursor(sign: str, text: str) -> tuple[Any, ...]:
    """The place that a cursor tells, of plain values; raises WrongValue for another question's.

    >>> read_cursor("s", cursor("s", "20260101", 20))
    ('20260101', 20)
    """
    try:
        told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise no_cursor() from None
    match told:
        case [signed, *place] if signed == sign and all(map(_is_plain, place)):
            return tuple(place)
    raise no_cursor()


def _is_plain(value: object) -> bool:
    """Whether every store could have told it: no half of a letter, no number without end."""
    match value:
        case str():
            return not any("\ud800" <= one < "\ue000" for one in value)
        case float():
            return isfinite(value)
        case int():
            return -WIDEST <= value < WIDEST
    return value is None


def no_cursor() -> WrongValue:
    """What is answered to who sends something else in its place."""
    return WrongValue(
        "this is no cursor of this question.",
        where="after",
        next_step="Ask for the first page again, without it.",
    )
