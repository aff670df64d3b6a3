"""What is told of a request that cannot be read: what in it is wrong, where, and what to send."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from alkasba.errors import did_you_mean
from alkasba.web.problem import MEDIA_TYPE, problem

AS_JSON = "Send {...}, and with it the header Content-Type: application/json."
ADDRESSES = "All addresses, with what they take: /api/v1/openapi.json"
NO_JSON, NO_OBJECT, MISSING, EXTRA = (
    "json_invalid",
    "model_attributes_type",
    "missing",
    "extra_forbidden",
)
"""What pydantic and FastAPI call a mistake."""
TOO_MUCH: dict[type[BaseException], tuple[str, str]] = {
    RecursionError: (
        "lists or objects of the body lie too deep within each other.",
        "Send them as the example shows: /api/v1/openapi.json",
    ),
    ValueError: (
        "a number of the body has more digits than can be read.",
        "Send it shorter, or as a text.",
    ),
}
"""What is JSON by its form, and is not read all the same."""


def told_of_words(request: Request, error: RequestValidationError) -> Response:
    """A word of the address, or a part of the body, that is not what it should be."""
    found = error.errors()
    # Who misspelt a name is told of the name, not of the one that is missing for it.
    first = next((one for one in found if one["type"] == EXTRA), found[0])
    is_of_body = first["loc"][0] == "body"
    if is_of_body and first["type"] == NO_JSON:
        return _no_json(str(error.body), first)
    if is_of_body and len(first["loc"]) == 1:
        return _no_body(request, first)
    where = ".".join(map(str, first["loc"][1:]))
    if first["type"] == EXTRA:
        name, known = str(first["loc"][-1]), _known(request)
        what = f"the body has no '{name}'.{did_you_mean(name, known)}"
        return _refused(422, what, where, f"Leave it out, or write one of: {', '.join(known)}.")
    return _refused(422, f"{first['msg']}.", where, "Correct it and ask again.")


def told_of_http(request: Request, error: HTTPException) -> Response:
    """What never came to an answer: no such address, another method, a body that is not read.

    The address itself is not told again: it may hold the number of a person.
    """
    status, headers = error.status_code, error.headers or {}
    if status == HTTPStatus.BAD_REQUEST and error.__cause__ is not None:
        return _unread(error.__cause__)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        what, step = f"it does not answer {request.method}.", f"It answers {headers.get('Allow')}."
        return _refused(status, what, "address", step, headers)
    if status == HTTPStatus.NOT_FOUND:
        return _refused(status, "there is no such address.", "address", ADDRESSES, headers)
    return _refused(status, f"{error.detail}.", "", ADDRESSES, headers)


def _no_json(body: str, mistake: Mapping[str, Any]) -> Response:
    """Where the reading stopped, never what stands there: it may be a value of a person."""
    before = body[: int(mistake["loc"][-1])]
    line, sign = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    why = str(mistake.get("ctx", {}).get("error", "")).lower()
    where, step = f"body, line {line}, sign {sign}", f"Correct it there. {AS_JSON}"
    return _refused(400, f"the body is no JSON: {why}.", where, step)


def _no_body(request: Request, mistake: Mapping[str, Any]) -> Response:
    """A body that is not there, or is no object."""
    if mistake["type"] == MISSING:
        return _refused(422, "a body is needed.", "body", AS_JSON)
    if mistake["type"] != NO_OBJECT:
        return _refused(422, f"{mistake['msg']}.", "body", "Correct it and ask again.")
    # curl -d alone sends a form, and so does many a library where nothing is said.
    where = "body" if _comes_as_json(request) else "Content-Type"
    return _refused(422, "an object of JSON is needed.", where, AS_JSON)


def _comes_as_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _unread(cause: BaseException) -> Response:
    """A body that FastAPI gave up on; its own error tells why."""
    if isinstance(cause, UnicodeDecodeError):
        where = f"body, byte {cause.start + 1}"
        return _refused(400, "the body is no UTF-8.", where, "Send JSON as UTF-8.")
    kinds = (told for kind, told in TOO_MUCH.items() if isinstance(cause, kind))
    what, step = next(kinds, ("the body cannot be read.", AS_JSON))
    return _refused(400, what, "body", step)


def _known(request: Request) -> list[str]:
    """What the body of an address may hold."""
    field = getattr(request.scope["route"], "body_field", None)
    return list(getattr(field.field_info.annotation, "model_fields", ())) if field else []


def _refused(
    status: int, what: str, where: str, step: str, headers: Mapping[str, str] | None = None
) -> Response:
    text = problem(status, what, where=where, next_step=step)
    return Response(text, status, dict(headers or {}), MEDIA_TYPE)
