"""What an answer says: its rows, its total, and where the next page begins."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from alkasba.errors import SourceError
from alkasba.sources.api.options import Api
from alkasba.sources.api.trouble import AskAgain, Place, changed
from alkasba.sources.documents import DECODER
from alkasba.sources.paths import MISSING, find

HEADER = "header:"


@dataclass(frozen=True, slots=True)
class Answer:
    """A page: its rows, what it says of all of them, and the body for what else it holds."""

    rows: Sequence[dict[str, object]]
    body: object
    url: str
    headers: Mapping[str, str]
    total: int | None = None
    is_unchanged: bool = False


def body_of(answer: httpx.Response, place: Place) -> object:
    """The JSON of an answer; raises AskAgain where its end is missing."""
    content = answer.content.lstrip()
    kind = answer.headers.get("content-type", "")
    if "html" in kind or content[:1] == b"<":
        raise SourceError(
            "it answers with a web page, not with data.",
            where=str(place),
            next_step="Open the address in a browser: a login, a notice, or the wrong url?",
        )
    try:
        text = content.decode("utf-8-sig")
        return DECODER.decode(text)
    except UnicodeDecodeError as error:
        if "unexpected end" in error.reason:
            raise AskAgain("its answer ends in the middle") from None
        raise _no_json("it holds bytes that are no UTF-8", place) from None
    except json.JSONDecodeError as error:
        if _is_cut(error):
            raise AskAgain("its answer ends in the middle") from None
        raise _no_json(f"line {error.lineno}, sign {error.colno}", place) from None
    except (ValueError, RecursionError):
        raise _no_json("a number or a depth that JSON does not have", place) from None


def _is_cut(error: json.JSONDecodeError) -> bool:
    """Whether more text could have made it right."""
    rest = error.doc[error.pos :].rstrip()
    if not rest or error.msg.startswith("Unterminated string"):
        return True
    is_escape = error.msg.startswith("Invalid \\u") and len(rest) < len("u0000")
    return is_escape or any(word.startswith(rest) for word in ("true", "false", "null", "-"))


def _no_json(what: str, place: Place) -> SourceError:
    return SourceError(
        f"its answer is no JSON ({what}).",
        where=str(place),
        next_step="Check the url, and whether it needs headers = { Accept = ... }.",
    )


def page_of(api: Api, response: httpx.Response, body: object, place: Place) -> Answer:
    """The page that an answer is; raises SourceChanged where it has another shape."""
    found = find(body, api.rows)
    if found is MISSING or found is None:
        raise changed(
            f"there are no rows at '{api.rows}' in its answer.",
            place,
            f"It has {_names(body)}; correct rows.",
        )
    if not api.rows and isinstance(found, dict):
        raise changed(
            "its answer is no list of rows.", place, f"It has {_names(body)}; say which one: rows."
        )
    rows = [row for row in (found if isinstance(found, list) else [found]) if isinstance(row, dict)]
    if (isinstance(found, list) and len(rows) < len(found)) or not isinstance(found, list | dict):
        raise changed(f"what stands at '{api.rows}' is no list of objects.", place, "Correct rows.")
    total = _total(api, response, body, place)
    return Answer(rows, body, str(response.url), response.headers, total)


def _names(body: object) -> str:
    """The names in an answer, never what they hold."""
    if isinstance(body, dict):
        return ", ".join(f"'{name[:40]}'" for name in list(body)[:8]) or "nothing"
    return "a list" if isinstance(body, list) else "one value"


def _total(api: Api, response: httpx.Response, body: object, place: Place) -> int | None:
    if not api.total:
        return None
    if api.total.startswith(HEADER):
        told: object = response.headers.get(api.total.removeprefix(HEADER), MISSING)
    else:
        told = find(body, api.total)
    try:
        return int(str(told))
    except ValueError:
        raise changed(
            f"there is no number of rows at '{api.total}'.",
            place,
            "Correct total, or leave it out: then pages are read until one is empty.",
        ) from None


def without(row: dict[str, object], paths: Sequence[str]) -> dict[str, object]:
    """The row without what is left out; a path goes through lists.

    >>> without({"id": 1, "bank": {"iban": "x", "name": "y"}}, ["bank.iban"])
    {'id': 1, 'bank': {'name': 'y'}}
    """
    for path in paths:
        _drop(row, path.split("."))
    return row


def _drop(value: object, keys: Sequence[str]) -> None:
    if isinstance(value, list):
        for part in value:
            _drop(part, keys)
    elif isinstance(value, dict) and len(keys) == 1:
        value.pop(keys[0], None)
    elif isinstance(value, dict) and keys[0] in value:
        _drop(value[keys[0]], keys[1:])
