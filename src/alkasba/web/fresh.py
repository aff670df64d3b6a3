"""Answers that say of which run they are, so that the same is not sent twice."""

import hashlib
from importlib.metadata import version

from fastapi import Request, Response

from alkasba.derive.values import to_json
from alkasba.flows.serving import Edition

RELEASE = version("alkasba")
"""Another release may answer the same with other words."""


def tag_of(edition: Edition, request: Request, *more: str) -> str:
    """The ETag of what a request is answered: the same run, declarations, question and language."""
    asked = (RELEASE, edition.version, request.url.path, request.url.query, *more)
    return f'"{hashlib.sha256(repr(asked).encode()).hexdigest()[:24]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether who asks has the answer already."""
    known = request.headers.get("if-none-match", "")
    return known == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))


def headers_of(edition: Edition, tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Alkasba-Run": edition.run}


def unchanged(edition: Edition, tag: str) -> Response:
    """Nothing: it is what was sent before."""
    return Response(status_code=304, headers=headers_of(edition, tag))


def json_of(edition: Edition, tag: str, value: object) -> Response:
    """A value as JSON with all digits."""
    return Response(to_json(value), headers=headers_of(edition, tag), media_type="application/json")
