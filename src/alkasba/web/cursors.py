"""Where the next page of suggestions begins, as its address carries it."""

from dataclasses import dataclass

from fastapi import Request

from alkasba.derive import cursors

OF_THE_PAGE = ("limit", "offset", "after", "model")
"""Words of an address that say which part of a list is asked for, and not which list."""
FARTHEST = 10_000_000
"""Where new products have turns of their own, a place tells how far both have come."""


@dataclass(frozen=True, slots=True)
class Begin:
    """The model of the page before, and the place in its list at which the next one begins."""

    model: str
    place: int


def cursor(sign: str, begin: Begin) -> str:
    """A place in the list of a question, told by the question's sign."""
    return cursors.cursor(sign, begin.model, begin.place)


def read_cursor(sign: str, text: str) -> Begin:
    """The place that a cursor tells; raises WrongValue for that of another question.

    >>> read_cursor("s", cursor("s", Begin("20260101", 20)))
    Begin(model='20260101', place=20)
    """
    match cursors.read_cursor(sign, text):
        case (str(model), int(place)) if type(place) is int and 0 <= place <= FARTHEST:
            return Begin(model, place)
    raise cursors.no_cursor()


def sign_of(request: Request, *more: str) -> str:
    """What tells a question from others; `more` is what its address does not say."""
    said = [pair for pair in request.query_params.multi_items() if pair[0] not in OF_THE_PAGE]
    return cursors.sign_of(request.url.path, said, more)
