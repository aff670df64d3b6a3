"""Where the next page begins, for each way to page; a place is one text that can be kept."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from alkasba.errors import SourceError
from alkasba.sources.api.answer import Answer
from alkasba.sources.api.options import Api
from alkasba.sources.api.trouble import Place, changed
from alkasba.sources.paths import MISSING, find

COUNTED = ("page", "offset")
"""Pages that are counted: they shift when rows come or go while they are read."""
LINKED = ("link", "next")
DONE = (MISSING, None, "", False)
LINK = re.compile(r"<([^>]*)>([^<]*)")
PORTS = {"https": 443, "http": 80}


def first_place(api: Api) -> str:
    """Where reading begins."""
    return str(api.pages.first) if api.pages.by in COUNTED else ""


def parameters_at(api: Api, place: str) -> dict[str, str]:
    """The parameters that ask for the page at a place; an address brings its own."""
    pages = api.pages
    if pages.by in LINKED and place:
        return {}
    asked = {pages.size_parameter: str(pages.size)} if pages.size_parameter and pages.size else {}
    if place and pages.parameter:
        asked[pages.parameter] = place
    return asked


def next_place(api: Api, place: str, answer: Answer, where: Place) -> str:
    """Where the page after this answer begins; nothing where it was the last."""
    by = api.pages.by
    if by == "page":
        return str(int(place) + 1)
    if by == "offset":
        # What came counts, not what was asked for: many give less than that.
        return str(int(place) + len(answer.rows))
    if by == "cursor":
        return _cursor(api, answer, where)
    if by == "link":
        return _same_host(api, answer, _link(answer), where)
    if by == "next":
        return _same_host(api, answer, _told(answer, api.pages.next), where)
    return ""


def _cursor(api: Api, answer: Answer, where: Place) -> str:
    if api.pages.more and find(answer.body, api.pages.more) in DONE:
        return ""
    cursor = _told(answer, api.pages.next)
    if api.pages.more and not cursor:
        raise changed(
            f"it says that there is more, and nothing at '{api.pages.next}' says where.",
            where,
            "Correct next in pages.",
        )
    return cursor


def _told(answer: Answer, path: str) -> str:
    found = find(answer.body, path)
    return "" if found in DONE else str(found)


def _link(answer: Answer) -> str:
    """The address in the Link header that is called next."""
    for address, said in LINK.findall(answer.headers.get("link", "")):
        rel = re.search(r"""rel\s*=\s*["']?([^"';,]*)""", said, re.IGNORECASE)
        if rel and "next" in rel[1].lower().split():
            return str(address)
    return ""


def _same_host(api: Api, answer: Answer, link: str, where: Place) -> str:
    """The address of the next page; another host would be told our secrets."""
    if not link:
        return ""
    address = urljoin(answer.url, link)
    if origin_of(address) != origin_of(api.url):
        raise SourceError(
            "its next page is said to be on another host, which would be told the secrets.",
            where=str(where),
            next_step="Ask who runs the API; where it has moved, correct the url.",
        )
    return _public(api, address)


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: who is talked to."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0)


def _public(api: Api, address: str) -> str:
    """The address without the key, which some put into the links that they give."""
    if api.auth is None or not api.auth.parameter:
        return address
    parts = urlsplit(address)
    said = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in said if name != api.auth.parameter])
    return parts._replace(query=query).geturl()
