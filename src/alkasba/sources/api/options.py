"""What the declaration of an API says, and every mistake in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from alkasba.errors import WrongValue
from alkasba.model.entry import Entry
from alkasba.settings import Settings
from alkasba.sources.api.options_auth import LOOPBACK, Auth, read_auth

SPAN = re.compile(r"(\d+) ?(second|minute|hour|day)s?")
KEEPS = ("now", "days")


@dataclass(frozen=True, slots=True)
class Pages:
    """How an answer leads to the next one; names of parameters, and places in the answer."""

    by: str = "none"
    parameter: str = ""
    size: int = 0
    size_parameter: str = ""
    first: int = 0
    next: str = ""
    more: str = ""
    at_most: int = 10_000


PAGES = {
    "page": Pages("page", "page", 100, "per_page", 1),
    "offset": Pages("offset", "skip", 100, "limit", 0),
    "cursor": Pages("cursor", "cursor", 100, "limit", next="meta.next"),
    "link": Pages("link", "", 100, "per_page"),
    "next": Pages("next", "", 0, "", next="next"),
    "none": Pages(),
}
"""What is usual for each way to page."""


@dataclass(frozen=True, slots=True)
class Since:
    """Only what was changed later is asked for, and a little more: the overlap."""

    field: str
    parameter: str
    overlap: timedelta = timedelta()
    write: str = "{}"


@dataclass(frozen=True, slots=True)
class Graphql:
    """A query in a file of the shop; `text` is what stands in it."""

    query: str
    variables: Mapping[str, object] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """An API as it is declared."""

    url: str
    pages: Pages = Pages()
    rows: str = ""
    total: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: Auth | None = None
    since: Since | None = None
    key: tuple[str, ...] = ()
    keep: str = "now"
    leave_out: tuple[str, ...] = ()
    per_second: float = 0
    timeout: int = 30
    graphql: Graphql | None = None

    def placed(self, settings: Settings, where: str, rows: Sequence[str]) -> "Api":
        """With the places of the settings put in, and the query read from its file."""
        api = replace(self, url=settings.put_places(self.url, where=f"{where}, url"))
        if fault := _fault_of(api.url, api.auth):
            raise WrongValue(fault, where=f"{where}, url", next_step="Correct it, or its place.")
        if api.graphql is None:
            return api
        query = Path(settings.resolve(api.graphql.query, where=f"{where}, graphql.query"))
        return replace(api, graphql=replace(api.graphql, text=_query(query, where)))


def _query(path: Path, where: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise WrongValue(
            f"the file of the query cannot be read: {path.name}.",
            where=f"{where}, graphql.query",
            next_step="Write the query there, or correct its place.",
        ) from None


def read_api(entry: Entry) -> Api:
    """The options of an API; what is wrong is noted in the entry."""
    graphql = _graphql(entry)
    rows = entry.text("rows")
    api = Api(
        url=_url(entry),
        pages=_pages(entry, rows, is_graphql=graphql is not None),
        rows=rows,
        total=entry.text("total"),
        parameters=_texts(entry, "parameters"),
        headers=_texts(entry, "headers"),
        auth=read_auth(entry),
        since=_since(entry),
        key=entry.words("key"),
        keep=entry.one_of("keep", KEEPS, default="now"),
        leave_out=entry.words("leave_out"),
        per_second=_per_second(entry),
        timeout=entry.whole("timeout", default=30),
        graphql=graphql,
    )
    _check(entry, api)
    if api.url and not api.url.startswith("{") and (fault := _fault_of(api.url, api.auth)):
        entry.wrong("url", fault)
    return api


def _check(entry: Entry, api: Api) -> None:
    if entry.data.get("files"):
        entry.wrong("files", "an API has no files; its rows come from url.")
    if api.timeout < 1:
        entry.wrong("timeout", "at least 1 second is needed.")
    if api.since and not api.key:
        entry.wrong("key", 'since asks for rows again; say what tells them apart: key = "id".')
    if api.since and api.keep != "now":
        entry.wrong("keep", "since and keep do not go together: since has no row of other days.")
    named = {name.lower() for name in api.headers}
    if named & {"authorization", "cookie"}:
        entry.wrong("headers", 'no secret stands in a declaration; use auth = { by = "bearer" }.')


def _url(entry: Entry) -> str:
    url = entry.text("url")
    if not url:
        entry.wrong("url", 'say where the API is: url = "https://shop.example/api/orders".')
    return url


def _fault_of(url: str, auth: Auth | None) -> str:
    """What is wrong with an address, its places put in."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "it is no address."
    if parts.scheme not in ("https", "http") or not host:
        return "an address starts with https:// and names a host."
    if "@" in parts.netloc:
        return "no secret stands in a declaration; use auth."
    if auth and parts.scheme == "http" and host not in LOOPBACK:
        return "secrets are only sent to https."
    return ""


def _pages(entry: Entry, rows: str, *, is_graphql: bool) -> Pages:
    part = entry.part("pages")
    usual = PAGES[part.one_of("by", PAGES, default="none")]
    if is_graphql and usual.by == "cursor":
        usual = _of_connection(usual, rows)
    pages = Pages(
        by=usual.by,
        parameter=part.text("parameter", default=usual.parameter),
        size=part.whole("size", default=usual.size),
        size_parameter=part.text("size_parameter", default=usual.size_parameter),
        first=part.whole("first", default=usual.first),
        next=part.text("next", default=usual.next),
        more=part.text("more", default=usual.more),
        at_most=part.whole("at_most", default=usual.at_most),
    )
    for name in ("size", "first"):
        if getattr(pages, name) < 0:
            part.wrong(name, "it is never below 0.")
    if pages.at_most < 1:
        part.wrong("at_most", "at least one page is needed.")
    if is_graphql and pages.by not in ("cursor", "none"):
        part.wrong("by", "GraphQL pages by cursor.")
    part.finish()
    return pages


def _of_connection(usual: Pages, rows: str) -> Pages:
    """Beside the rows of a connection stands what says where its next page begins."""
    place = f"{rows.rpartition('.')[0]}.pageInfo"
    return replace(
        usual,
        parameter="after",
        size_parameter="first",
        next=f"{place}.endCursor",
        more=f"{place}.hasNextPage",
    )


def _since(entry: Entry) -> Since | None:
    part = entry.part("since")
    if not part.data:
        return None
    since = Since(
        field=part.text("field"),
        parameter=part.text("parameter"),
        overlap=_span(part, "overlap"),
        write=part.text("write", default="{}"),
    )
    for name in ("field", "parameter"):
        if not getattr(since, name):
            part.wrong(name, "since needs both a field of the rows and a parameter.")
    if "{}" not in since.write:
        part.wrong("write", "say where the moment goes: updated_at:>='{}'.")
    part.finish()
    return since


def _span(entry: Entry, name: str) -> timedelta:
    text = entry.text(name, default="0 seconds")
    found = SPAN.fullmatch(text)
    if found is None:
        entry.wrong(name, "write it like 30 minutes, 1 hour, 2 days.")
        return timedelta()
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _per_second(entry: Entry) -> float:
    part = entry.part("rate")
    value = part.take("per_second")
    part.finish()
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        part.wrong("per_second", "a number above 0 is needed.")
        return 0
    return float(value)


def _texts(entry: Entry, name: str) -> dict[str, str]:
    part = entry.part(name)
    return {key: _written(part.value(key)) for key in part.data}


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _graphql(entry: Entry) -> Graphql | None:
    part = entry.part("graphql")
    if not part.data:
        return None
    if not (query := part.text("query")):
        part.wrong("query", 'name the file of the query: query = "queries/orders.graphql".')
    variables = part.part("variables").data
    part.finish()
    return Graphql(query, variables)
