"""What an answer that nobody has declared looks like: its rows, its total, how pages may follow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from alkasba.model.personal import looks_personal
from alkasba.sources.api.options import PAGES, Pages
from alkasba.sources.paths import Number, find, text_of
from alkasba.sources.structure import arrays

DEEPEST = 2
OF_ROWS = ("data", "items", "results", "rows", "records", "value", "entries", "list", "content")
TOTALS = (
    *("total", "total_count", "totalCount", "total_items", "totalItems", "total_results"),
    *("totalResults", "total_records", "totalRecords", "totalElements", "count"),
)
TOTAL_HEADERS = ("X-WP-Total", "X-Total-Count", "X-Total", "Total-Count")
PAGE_HEADERS = ("X-WP-TotalPages", "X-Total-Pages")
LINKS = ("next", "href", "next_url", "nextUrl", "next_link", "nextLink", "@odata.nextLink")
CURSORS = {
    "next_cursor": "cursor",
    "nextCursor": "cursor",
    "cursor": "cursor",
    "next": "cursor",
    "after": "after",
    "endCursor": "after",
    "next_page_token": "page_token",
    "nextPageToken": "pageToken",
    "next_token": "next_token",
    "nextToken": "nextToken",
    "continuation": "continuation",
}
"""What an answer calls the place of its next page -> the parameter that asks for it."""

OFFSETS = ("skip", "offset", "start", "from")
PAGE_NUMBERS = ("page", "current_page", "currentPage", "pageNumber", "page_number")
PAGE_COUNTS = ("pages", "total_pages", "totalPages", "last_page", "lastPage", "page_count")
SIZES = ("per_page", "perPage", "page_size", "pageSize", "limit", "size", "take")
KEYS = ("id", "_id", "ID", "Id", "uuid", "guid", "sku", "code", "key", "number")
NEVER = ("secret", "bank account", "identity")
"""What is personal in such a way that nobody wants it on a disk."""


def rows_in(body: object, name: str) -> str | None:
    """The path of the rows; nothing where there are none. `name` is what the address ends in."""
    if isinstance(body, list):
        return "" if any(isinstance(row, dict) for row in body) else None
    if not isinstance(body, dict):
        return None
    found = sorted(arrays(body), key=lambda pair: (_rank(pair[0], name), -pair[1]))
    return found[0][0] if found else None


def _rank(path: str, name: str) -> int:
    last = path.rpartition(".")[2]
    if last == name:
        return 0
    return 1 if last in OF_ROWS else 2


def total_in(body: object, headers: Mapping[str, str], rows: int) -> str:
    """Where an answer says how many rows there are in all; nothing where it does not say."""
    for header in TOTAL_HEADERS:
        if headers.get(header.lower(), "").isdecimal():
            return f"header:{header}"
    for path, value in _values(body):
        last = path.rpartition(".")[2]
        # A count that is that of the rows at hand says nothing of all.
        at_least = rows + 1 if last == "count" else rows
        if last in TOTALS and (count := _whole(value)) is not None and count >= at_least:
            return path
    return ""


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if isinstance(value, Number) and text.isdecimal() else None


def _values(body: object, path: str = "", depth: int = DEEPEST) -> Iterator[tuple[str, object]]:
    """The single values around the rows, not far below the top; those at the top come first."""
    if not isinstance(body, dict):
        return
    for key, value in body.items():
        if not isinstance(value, dict | list):
            yield f"{path}{key}", value
    for key, value in body.items():
        if isinstance(value, dict) and depth:
            yield from _values(value, f"{path}{key}.", depth - 1)


def pages_of(body: object, headers: Mapping[str, str], *, has_more: bool) -> Iterator[Pages]:
    """The ways in which pages may follow each other, the likeliest first.

    `has_more` says that there are more rows than these, or that nothing tells.
    """
    if 'rel="next"' in headers.get("link", "") or "rel=next" in headers.get("link", ""):
        yield PAGES["link"]
    told = list(_values(body))
    yield from _links(told)
    if not has_more:
        return
    yield from _cursors(told)
    named = {path.rpartition(".")[2]: value for path, value in told}
    size = next((name for name in SIZES if name in named), "")
    for name in OFFSETS:
        if _whole(named.get(name)) is not None:
            yield _sized(replace(PAGES["offset"], parameter=name), size or "limit")
    counts_pages = any(header.lower() in headers for header in PAGE_HEADERS)
    number = next((name for name in PAGE_NUMBERS if _whole(named.get(name)) is not None), "")
    if number or counts_pages or any(name in named for name in PAGE_COUNTS):
        first = 0 if number and _whole(named[number]) == 0 else 1
        yield _sized(replace(PAGES["page"], first=first), size or "per_page")
    # What the answer does not say is tried.
    yield PAGES["page"]
    for name in ("offset", "skip"):
        yield replace(PAGES["offset"], parameter=name)


def _sized(pages: Pages, name: str) -> Pages:
    return replace(pages, size_parameter=name)


def _links(told: Sequence[tuple[str, object]]) -> Iterator[Pages]:
    for path, value in told:
        keys = path.split(".")
        is_link = isinstance(value, str) and value.startswith(("https://", "http://", "/", "?"))
        is_next = keys[-1] in LINKS and (keys[-1] != "href" or keys[-2:-1] == ["next"])
        if is_link and (is_next or path == "@odata.nextLink"):
            yield replace(PAGES["next"], next=path)


def _cursors(told: Sequence[tuple[str, object]]) -> Iterator[Pages]:
    for path, value in told:
        last = path.rpartition(".")[2]
        text = text_of(value)
        if last not in CURSORS or not text or text in ("true", "false") or "/" in text[:8]:
            continue
        for parameter in dict.fromkeys((CURSORS[last], last)):
            yield replace(PAGES["cursor"], next=path, parameter=parameter)


def key_in(rows: Sequence[Mapping[str, object]]) -> str:
    """The name of what tells rows apart; nothing where no usual one does."""
    for name in KEYS:
        texts = [text_of(find(dict(row), name)) for row in rows]
        if None not in texts and len(set(texts)) == len(texts):
            return name
    return ""


def never_kept(rows: Sequence[object], path: str = "") -> dict[str, None]:
    """The paths of passwords, bank accounts and the like, wherever they stand in the rows."""
    found: dict[str, None] = {}
    for row in rows:
        for key, value in row.items() if isinstance(row, dict) else ():
            here = f"{path}{key}"
            if looks_personal(key) in NEVER:
                found[here] = None
            elif isinstance(value, dict | list):
                inner = value if isinstance(value, list) else [value]
                found |= never_kept(inner, f"{here}.")
    return found


def name_of(url: str) -> str:
    """What an address ends in: the name of what stands there.

    >>> name_of("https://shop.example/api/products.json?limit=5")
    'products'
    """
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return last or (parts.hostname or "rows").partition(".")[0]
