"""Asks an address that nobody has declared, a few times, and finds out how to read all of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

import httpx
from duckdb import DuckDBPyConnection

from alkasba.errors import SourceAway, SourceError
from alkasba.ports import OriginFile, Secret
from alkasba.sources.api.answer import Answer, body_of, page_of, without
from alkasba.sources.api.options import PAGES, Api, Pages
from alkasba.sources.api.options_auth import LOOPBACK, Auth
from alkasba.sources.api.paging import first_place, next_place, parameters_at
from alkasba.sources.api.request import Asker, Means
from alkasba.sources.api.shape import (
    CURSORS,
    OFFSETS,
    SIZES,
    key_in,
    name_of,
    never_kept,
    pages_of,
    rows_in,
    total_in,
)
from alkasba.sources.api.trouble import NotAllowed, Place
from alkasba.sources.file_shapes import Limits, shapes_of
from alkasba.sources.looking import Looked, land_group, name_groups
from alkasba.sources.paths import dump

MOST_ASKED = 14
"""So many requests are made, however little the answers tell."""
OF_PAGING = {"page", *OFFSETS, *SIZES, *CURSORS.values()}
SECRET_LIKE = re.compile(
    r"(^|[_-])key$|apikey|token|secret|passw|signature|^sig$|^auth", re.IGNORECASE
)
KNOWN = {"/wp-json/wc/": "woocommerce", "/admin/api/": "shopify"}
"""What stands in the path of a shop system -> the ready shop that reads it."""
HELP = (
    "Name the secret that it wants: --secret NAME, and how it is told where that is no bearer "
    "token: --auth basic:USER, header:NAME or parameter:NAME."
)


class NoRows(Exception):
    """What was answered is no JSON, but may be a file; `kind` is what it says it is."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@dataclass(slots=True)
class Look:
    """One look at one address; `auth` says who asks."""

    url: str
    secret: Secret = field(repr=False)
    auth: Auth | None = None
    means: Means = field(default_factory=Means)
    asked: int = 0

    def look(self, db: DuckDBPyConnection, scratch: Path, limits: Limits) -> Looked:
        """The rows of the first pages, landed with those that are nested in them."""
        asker = Asker.of("", self._api(), self.secret, self.means, is_patient=False)
        try:
            return self._looked(asker, db, scratch, limits)
        except NotAllowed as error:
            error.next_step = HELP if self.auth is None else error.next_step
            raise
        except SourceAway as error:
            error.next_step = "Check the address and the network, or look again later."
            raise
        except RecursionError:
            raise SourceError(
                "a row is nested too deep.",
                where=str(asker.place(self.url, 1)),
                next_step="Declare it by hand, and leave that part out: leave_out.",
            ) from None
        finally:
            asker.client.close()

    def _api(self) -> Api:
        parts = urlsplit(self.url)
        said = dict(parse_qsl(parts.query, keep_blank_values=True))
        kept = {name: value for name, value in said.items() if name not in OF_PAGING}
        return Api(parts._replace(query="", fragment="").geturl(), parameters=kept, auth=self.auth)

    def _looked(
        self, asker: Asker, db: DuckDBPyConnection, scratch: Path, limits: Limits
    ) -> Looked:
        api, rows, total, doubts = self._recognised(asker)
        left = tuple(never_kept(rows))
        api = replace(api, key=tuple(filter(None, [key_in(rows)])), leave_out=left)
        rows = [without(row, left) for row in rows]
        name = name_of(api.url)
        looked = Looked(api.url, None, urlsplit(api.url).hostname or name, notes=_notes(api.url))
        if left:
            doubts.append(f"never written down, being too private: {', '.join(left)}")
        scratch.mkdir(parents=True, exist_ok=True)
        path = scratch / f"{name}.json"
        path.write_text("[" + ",\n".join(map(dump, rows)) + "]", "utf-8", "backslashreplace")
        file = OriginFile(path.name, path, "", path.stat().st_size)
        for group in shapes_of("json", file, scratch, scratch, limits):
            if group.rows_in.startswith("_"):
                continue  # Links to other answers are no rows of the shop.
            group.paths.append(path)
            land_group(group, db, scratch, limits)
            group.kind, group.declared = "api", _declared(api)
            group.is_part = total is None or len(rows) < total
            group.unsure += doubts if not group.rows_in else []
            looked.groups.append(group)
        name_groups(looked.groups)
        return looked

    def _recognised(
        self, asker: Asker
    ) -> tuple[Api, list[dict[str, object]], int | None, list[str]]:
        """How the address is read, its first rows, how many there are, and what is unsure."""
        body, first = self._first(asker)
        api = replace(asker.api, rows=_rows_in(body, asker.place(asker.api.url, 1)))
        count = len(page_of(api, first, body, asker.place(api.url, 1)).rows)
        api = replace(api, total=total_in(body, first.headers, count))
        answer = page_of(api, first, body, asker.place(api.url, 1))
        has_more = answer.total is None or answer.total > count
        for pages in pages_of(body, first.headers, has_more=has_more):
            for size in dict.fromkeys((pages.size, 0)):
                tried = replace(api, pages=replace(pages, size=size))
                rows = self._two_pages(asker, tried)
                if rows:
                    return tried, rows, answer.total, []
                if rows is not None:
                    break
        api = replace(api, pages=PAGES["none"])
        return api, list(answer.rows), answer.total, list(_doubts(answer))

    def _first(self, asker: Asker) -> tuple[object, httpx.Response]:
        def read(response: httpx.Response, place: Place) -> tuple[object, httpx.Response]:
            kind = response.headers.get("content-type", "").partition(";")[0].strip()
            if not kind.endswith(("json", "html")) and response.content.lstrip()[:1] not in b"[{<":
                raise NoRows(kind)
            return body_of(response, place), response

        self.asked += 1
        return asker.ask(asker.api.url, asker.api.parameters, read)

    def _two_pages(self, asker: Asker, api: Api) -> list[dict[str, object]] | None:
        """The rows of two pages, none where the second does not go on; None where it refuses."""
        if self.asked + 2 > MOST_ASKED:
            return []
        try:
            place = first_place(api)
            first = self._page(asker, api, place, 1)
            if first.total is not None and len(first.rows) >= first.total:
                return list(first.rows)
            place = next_place(api, place, first, asker.place(api.url, 1))
            second = self._page(asker, api, place, 2) if place else None
        except SourceError:
            return None
        known = set(map(dump, first.rows))
        if second is None or not second.rows or known & set(map(dump, second.rows)):
            return []
        return [*first.rows, *second.rows]

    def _page(self, asker: Asker, api: Api, place: str, page: int) -> Answer:
        self.asked += 1
        is_link = api.pages.by in ("link", "next") and bool(place)
        asked = {} if is_link else {**api.parameters, **parameters_at(api, place)}
        url = place if is_link else api.url

        def read(response: httpx.Response, where: Place) -> Answer:
            return page_of(api, response, body_of(response, where), where)

        return asker.ask(url, asked, read, page=page)


def _rows_in(body: object, place: Place) -> str:
    found = rows_in(body, name_of(f"https://{place.address.partition(',')[0]}"))
    if found is None:
        raise SourceError(
            "no list of objects stands in its answer, so that nothing can be rows.",
            where=str(place),
            next_step="Name the address of a list; open this one in a browser to find it.",
        )
    return found


def _doubts(answer: Answer) -> Iterator[str]:
    count = len(answer.rows)
    if answer.total is None:
        yield f"nothing tells whether these {count} rows are all; if not, declare its pages"
    elif answer.total > count:
        yield (
            f"it has {answer.total} rows and gives {count}; how it is asked for the others was "
            "not found, so declare its pages"
        )


def _notes(url: str) -> list[str]:
    for path, name in KNOWN.items():
        if path in url:
            shop = url.partition(path)[0]
            return [f"this is {name}, which is known: alkasba init DIR --from {name} --url {shop}"]
    return []


def _declared(api: Api) -> dict[str, object]:
    """What a source says of it, without what is usual."""
    declared: dict[str, object] = {"url": api.url}
    if api.pages.by != "none":
        declared["pages"] = _pages(api.pages)
    declared |= {"rows": api.rows} if api.rows else {}
    declared |= {"total": api.total} if api.total else {}
    declared |= {"key": api.key[0]} if api.key else {}
    declared |= {"parameters": dict(api.parameters)} if api.parameters else {}
    declared |= {"leave_out": list(api.leave_out)} if api.leave_out else {}
    if api.auth:
        names = ("by", "secret", "user", "header", "parameter")
        declared["auth"] = {n: getattr(api.auth, n) for n in names if getattr(api.auth, n)}
    return declared


def _pages(pages: Pages) -> dict[str, object]:
    usual = PAGES[pages.by]
    names = ("parameter", "size", "size_parameter", "first", "next")
    other = {n: getattr(pages, n) for n in names if getattr(pages, n) != getattr(usual, n)}
    return {"by": pages.by} | other


def read_where(where: str, secret: str, auth: str) -> tuple[str, Auth | None, dict[str, str], str]:
    """The address without any secret, who asks, secrets that stood in it, and a warning of them."""
    parts = _parts(where)
    values: dict[str, str] = {}
    said: list[tuple[str, str]] = []
    badge = _auth(secret, auth) if secret else None
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if SECRET_LIKE.search(name) and name not in OF_PAGING:
            secret = secret or "API_KEY"
            values[secret] = value
            badge = Auth("key", secret, parameter=name)
        else:
            said.append((name, value))
    if parts.password is not None:
        secret = secret or "API_PASSWORD"
        values[secret], badge = parts.password, Auth("basic", secret, user=parts.username or "")
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], query=urlencode(said))
    warning = (
        "the address holds a secret, and your shell may remember it. It is written nowhere: put "
        f"it into the environment as {secret} before you run"
    )
    if badge and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SourceError(
            "secrets are only sent to https.", where=bare.geturl(), next_step="Write https://."
        )
    return bare.geturl(), badge, values, warning if values else ""


def _parts(where: str) -> SplitResult:
    try:
        parts = urlsplit(where)
        host = parts.hostname
    except ValueError:
        host = None
    if not host:
        raise SourceError(
            "this is no address.", where="WHERE", next_step="Write https://shop.example/api/orders."
        )
    return parts


def _auth(secret: str, way: str) -> Auth:
    by, _, what = (way or "bearer").partition(":")
    ways = {
        "bearer": Auth("bearer", secret),
        "basic": Auth("basic", secret, user=what),
        "header": Auth("key", secret, header=what),
        "parameter": Auth("key", secret, parameter=what),
    }
    if by not in ways or (by != "bearer" and not what):
        raise SourceError(
            f"'{way}' is no way to say who asks.",
            where="--auth",
            next_step="Write bearer, basic:USER, header:NAME or parameter:NAME.",
        )
    return ways[by]
