"""Errors as RFC 9457 tells them: what happened, where, and what to do next."""

from http import HTTPStatus

from fastapi import Response

from alkasba.derive.values import to_json
from alkasba.errors import (
    AlkasbaError,
    DeclarationError,
    NotAllowed,
    SettingsError,
    StoreError,
    StoreMoved,
    StoreSlow,
    UnknownName,
)

MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[AlkasbaError], int] = {
    StoreMoved: 409,
    StoreSlow: 504,
    StoreError: 503,
    UnknownName: 404,
    NotAllowed: 403,
    DeclarationError: 422,
    SettingsError: 500,
    AlkasbaError: 500,
}
"""The first kind that an error is of decides; who asks can mend what is below 500."""


def status_of(error: AlkasbaError) -> int:
    """The status with which an error is answered."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def problem(status: int, what: str, *, kind: str = "", where: str = "", next_step: str = "") -> str:
    """The problem as JSON; `type` is the error's name in the reference, or nothing.

    >>> problem(404, "no page.")
    '{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no page."}'
    """
    members = {
        "type": f"urn:alkasba:error:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": what,
        "where": where,
        "next_step": next_step,
    }
    return to_json({name: value for name, value in members.items() if value != ""})


NEXT: dict[type[AlkasbaError], str] = {
    DeclarationError: "Correct it. /api/v1/measures and /api/v1/tables list what there is.",
    AlkasbaError: "Try again in a moment.",
}
"""What to do next where an error does not say it itself."""


def next_step_of(error: AlkasbaError) -> str:
    """What who asks can do."""
    usual = next(step for kind, step in NEXT.items() if isinstance(error, kind))
    return error.next_step or usual


def answer_with(error: AlkasbaError) -> Response:
    """An error of ours as an answer."""
    status = status_of(error)
    text = problem(
        status,
        error.what,
        kind=type(error).__name__,
        where=error.where,
        next_step=next_step_of(error),
    )
    headers = {"Retry-After": "5"} if status == 503 else {}
    return Response(text, status, headers, MEDIA_TYPE)
