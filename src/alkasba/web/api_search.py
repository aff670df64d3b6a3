"""The JSON API of what is indexed: /api/v1/products, and one of them."""

import hashlib
from collections import defaultdict
from time import perf_counter
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from starlette.datastructures import QueryParams

from alkasba.derive.search.asking import Asked
from alkasba.derive.search.marking import highlights
from alkasba.derive.search.telling import told_document
from alkasba.derive.values import to_json
from alkasba.errors import UnknownName, WrongValue
from alkasba.flows.searching import Answer, Searching
from alkasba.model.search import ASKED
from alkasba.model.searching import Hit
from alkasba.web import examples_search as examples
from alkasba.web.asked import ONLY_KNOWN
from alkasba.web.examples import answers
from alkasba.web.fresh import is_known

router = APIRouter(prefix="/api/v1", tags=["search"], default_response_class=Response)
LONGEST_QUESTION = 500
LONGEST_CURSOR = 4_000
LONGEST_KEY = 2_000
MOST_HITS = 100
PRIVATE = "private, no-cache"
Name = Annotated[str, Path(max_length=100, examples=["products"])]
Words = Annotated[str, Query(max_length=LONGEST_QUESTION, examples=["mint"])]
Language = Annotated[
    str, Query(alias="lang", description="The language of the words; any of the shop's if unsaid.")
]
Data = dict[str, Any]


def searching(request: Request) -> Searching:
    """What answers searches of this shop."""
    found: Searching = request.app.state.searching
    return found


Searched = Annotated[Searching, Depends(searching)]


@router.get("/{index}", summary="Search what is indexed", responses=answers(examples.SEARCH))
def search(
    request: Request,
    searched: Searched,
    index: Name,
    q: Words = "",
    order: Annotated[str, Query(max_length=100, examples=["-list_price"])] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_HITS)] = 20,
    offset: Annotated[int, Query(ge=0, description="Hits passed over; 10,000 with the page.")] = 0,
    after: Annotated[
        str, Query(max_length=LONGEST_CURSOR, description="Where the page before ended.")
    ] = "",
    language: Language = "",
) -> Response:
    """Documents that hold all words; where none does, words that are nearly these, then some.

    Each facet of the index is a word of the address, as often as there are values:
    `?q=mint&category=Teas&category=Oils&list_price=5..10`. Of numbers these are ranges, the second
    end left out; of days months, `2026-03`; of flags yes or no. `next` leads to the next page.
    """
    began = perf_counter()
    asked = Asked(q, chosen_in(request.query_params), order, limit, offset, after, language)
    found = searched.find(index, asked)
    return answered(request, found.data() | {"next": next_page(request, found)}, began)


@router.get(
    "/{index}/suggest",
    summary="What somebody may be about to write",
    responses=answers(examples.SUGGEST),
    dependencies=ONLY_KNOWN,
)
def suggest(
    request: Request,
    searched: Searched,
    index: Name,
    q: Annotated[str | None, Query(max_length=LONGEST_QUESTION, examples=["pepp"])] = None,
    language: Language = "",
) -> Response:
    """The names of what begins like these words. Without `q` it is the document of that key."""
    began = perf_counter()
    if q is None:
        return _called_suggest(request, searched, index)
    found = searched.suggest(index, q, language)
    items = [suggested(found, hit) for hit in found.found.hits]
    return answered(request, {"index": index, "items": items}, began)


def _called_suggest(request: Request, searched: Searching, index: str) -> Response:
    """The document of that key; where there is none, somebody has left out what is written."""
    searched.named(index)
    try:
        return member(request, searched, index, "suggest")
    except UnknownName:
        raise WrongValue(
            "what is written so far is needed.",
            where="q",
            next_step=f"Write /api/v1/{index}/suggest?q=...",
        ) from None


@router.get(
    "/{index}/{key:path}",
    summary="One document",
    responses=answers(examples.MEMBER),
    dependencies=ONLY_KNOWN,
)
def member(request: Request, searched: Searched, index: Name, key: str) -> Response:
    """The document of a key, as it is indexed now."""
    began = perf_counter()
    if allowed := _other_methods(request):
        raise HTTPException(405, headers={"Allow": allowed})
    known = searched.named(index)
    hit = searched.member(index, key[:LONGEST_KEY])
    return answered(
        request, {"key": hit.id, "document": told_document(known.plan, hit.document)}, began
    )


def _other_methods(request: Request) -> str:
    """The methods of an address that somebody only reads and another part answers otherwise."""
    told = request.app.openapi()["paths"].get(request.url.path, {})
    return ", ".join(method.upper() for method in told)


def chosen_in(said: QueryParams) -> dict[str, list[str]]:
    """What an address chooses of each facet."""
    chosen: dict[str, list[str]] = defaultdict(list)
    for name, value in said.multi_items():
        if name not in ASKED:
            chosen[name].append(value)
    return chosen


def suggested(answer: Answer, hit: Hit) -> Data:
    """A hit as a name, and what in it was meant."""
    label = answer.lookup.label.name if answer.lookup.label else ""
    marks = highlights(hit.document, answer.lookup, answer.way)
    return {"key": hit.id, "name": answer.name_of(hit), "highlight": marks.get(label, "")}


def next_page(request: Request, answer: Answer) -> str | None:
    """The address of the next page; its cursor holds where this one ended."""
    if not answer.following:
        return None
    said = request.query_params.multi_items()
    kept = [(name, value) for name, value in said if name not in ("offset", "after")]
    return f"{request.url.path}?{urlencode([*kept, ('after', answer.following)])}"


def headers_of(content: bytes) -> dict[str, str]:
    """What is sent along with this content: an index changes without a run."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return {"ETag": tag, "Cache-Control": PRIVATE}


def answered(request: Request, value: Data, began: float) -> Response:
    """A value as JSON, unless who asks has it already."""
    headers = headers_of(to_json(value).encode())
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    took = {"took_ms": round((perf_counter() - began) * 1000, 1)}
    return Response(to_json(value | took), headers=headers, media_type="application/json")
