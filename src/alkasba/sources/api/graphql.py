"""GraphQL: what is posted, what an answer says of mistakes, and what it costs to ask."""

import re
from collections.abc import Callable, Mapping

from alkasba.errors import SourceError
from alkasba.sources.api.options import Api, Graphql
from alkasba.sources.api.paging import parameters_at
from alkasba.sources.api.trouble import AskAgain, Place, redacted
from alkasba.sources.paths import find

COST = "extensions.cost"
LONGEST = 60.0


def posted(api: Api, graphql: Graphql, place: str, since: Mapping[str, str]) -> dict[str, object]:
    """The query and its variables for the page at a place."""
    asked: dict[str, object] = dict(parameters_at(api, place))
    if api.pages.size_parameter in asked:
        asked[api.pages.size_parameter] = api.pages.size
    return {"query": graphql.text, "variables": {**graphql.variables, **asked, **since}}


def judge_errors(body: object, place: Place, values: tuple[str, ...]) -> None:
    """Raise what an answer says of mistakes; GraphQL tells them with status 200."""
    errors = find(body, "errors")
    if not isinstance(errors, list) or not errors:
        return
    codes = {str(find(error, "extensions.code")) for error in errors}
    if "THROTTLED" in codes:
        raise AskAgain("the cost that is left is too small", _missing(body), is_limit=True)
    if codes & {"INTERNAL_SERVER_ERROR", "TIMEOUT"}:
        raise AskAgain("it says that it failed inside")
    refused = codes & {"ACCESS_DENIED", "UNAUTHENTICATED", "FORBIDDEN"}
    named = " and ".join(place.secrets)
    raise SourceError(
        f"it refuses the query: {redacted(_message(errors[0]), values)}",
        where=f"{place}{_position(errors[0])}",
        next_step=f"Give the secret {named} the right to read this."
        if refused
        else "Correct the query, or the version in the url.",
    )


def _message(error: object) -> str:
    # What stands in quotes may be a value; names of fields stand there too, and are words.
    text = str(find(error, "message"))
    return re.sub(r"\"[^\"]*\"", lambda m: m[0] if re.fullmatch(r'"\w+"', m[0]) else '"..."', text)


def _position(error: object) -> str:
    line = find(error, "locations.0.line")
    return f", line {line} of the query" if str(line).isdecimal() else ""


def _missing(body: object) -> float | None:
    """Seconds until the cost of such a query is there again."""
    asked = _number(body, "requestedQueryCost")
    left = _number(body, "throttleStatus.currentlyAvailable")
    pace = _number(body, "throttleStatus.restoreRate")
    if asked is None or left is None or not pace:
        return None
    most = _number(body, "throttleStatus.maximumAvailable")
    lacking = min(asked, most or asked) - left
    return min(LONGEST, lacking / pace) if lacking > 0 else 0.0


def _number(body: object, path: str) -> float | None:
    try:
        return float(str(find(body, f"{COST}.{path}")))
    except ValueError:
        return None


def save_cost(body: object, pause: Callable[[float], None]) -> None:
    """Wait until another query like this one can be paid."""
    if seconds := _missing(body):
        pause(seconds)


def refuse_cut_lists(row: object, place: Place) -> None:
    """A list inside a row that goes on elsewhere would be lost without a word."""
    for name, part in _parts(row):
        if isinstance(part, dict) and find(part, "pageInfo.hasNextPage") is True:
            raise SourceError(
                f"a row holds more in '{name}' than one answer brings.",
                where=str(place),
                next_step=f"Raise first of {name} in the query, with a smaller size in pages.",
            )
        refuse_cut_lists(part, place)


def _parts(value: object) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return [("", part) for part in value] if isinstance(value, list) else []
