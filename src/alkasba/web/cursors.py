"""Where the next page of suggestions begins, as its address carries it."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from fastapi import Request

from alkasba.errors import WrongValue

OF_THE_PAGE = ("limit", "offset", "after", "model")
"""Words of an address that say which part of a list is asked for, and not which list."""
FARTHEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Begin:
    """The model of the page before, and the place in its list at which the next one begins."""

    model: str
    place: int


def cursor(sign: str, begin: Begin) -> str:
    """A place in the list of a question, told by the question's sign."""
    told = json.dumps([sign, begin.model, begin.place]).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def read_cursor(sign: str, text: str) -> Begin:
    """The place that a cursor tells; raises WrongValue for that of another question.

    >>> read_cursor("s", cursor("s", Begin("20260101", 20)))
    Begin(model='20260101', place=20)
    """
    try:
        signed, model, place = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        signed, model, place = "", "", -1
    is_place = type(place) is int and 0 <= place <= FARTHEST
    if signed != sign or not isinstance(model, str) or not is_place:
        raise WrongValue(
            "this is no cursor of this question.",
            where="after",
            next_step="Ask for the first page again, without it.",
        )
    return Begin(model, place)


def sign_of(request: Request, *more: str) -> str:
    """What tells a question from others; `more` is what its address does not say."""
    said = [pair for pair in request.query_params.multi_items() if pair[0] not in OF_THE_PAGE]
    told = (request.url.path, said, more)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]
