"""The JSON API of what else is wanted: /api/v1/recommendations, and what goes with a product."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, isnan
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from alkasba.errors import NotAllowed, UnknownName, WrongValue, did_you_mean
from alkasba.flows.recommend.asking import Asking, Recommender
from alkasba.flows.recommend.suggested import MOST_ITEMS, Suggested, Wanted
from alkasba.flows.serving import Edition, Serving
from alkasba.warehouse.readers import NotAtHand
from alkasba.web import examples_recommend as examples
from alkasba.web.api import NO_NAMES, Served, served
from alkasba.web.asked import ONLY_KNOWN, Names, check_words
from alkasba.web.cursors import Begin, cursor, read_cursor, sign_of
from alkasba.web.examples import answers
from alkasba.web.fresh import headers_of, is_known, json_of, tag_of, unchanged
from alkasba.web.rights import Rights

router = APIRouter(prefix="/api/v1", tags=["recommendations"], default_response_class=Response)
MOST_PASSED = 1_000
LONGEST_KEY, LONGEST_BASKET, LONGEST_CURSOR = 200, 200, 400
NOT_KEPT = {"Cache-Control": "no-store"}
Key = Annotated[str, Path(max_length=LONGEST_KEY)]
Data = dict[str, Any]
Ask = Callable[[Asking, Wanted], Suggested]


class Basket(BaseModel):
    """Products that somebody has before him, the last one last."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [examples.BASKET]}}
    products: Annotated[
        list[Annotated[str, Field(max_length=LONGEST_KEY)]], Field(max_length=LONGEST_BASKET)
    ]
    visitor: Annotated[
        str, Field(max_length=LONGEST_KEY, description="Who it is, to be in an experiment.")
    ] = ""


# What only looks at the request is asynchronous: else each would wait for a thread of its own.
async def recommender(request: Request) -> Recommender:
    """What answers for the shop's models."""
    found: Recommender = request.app.state.recommender
    return found


async def only_for_people(request: Request) -> None:
    """Refuse whoever may not ask about a single person."""
    rights: Rights = request.app.state.rights
    if not rights.may_see_people(request.headers):
        raise NotAllowed(
            "this token may not ask about a person.",
            where=request.url.path.rpartition("/")[0],
            next_step="Send the token of serve.people_secret; the shop's owner knows it.",
        )


class Part(BaseModel):
    """Which part of a list is asked for, and what may be in it.

    One model, since each parameter that is declared by itself costs as much as a part of a list.
    """

    limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = 20
    offset: Annotated[int, Field(ge=0, le=MOST_PASSED, description="Items passed over.")] = 0
    category: Annotated[Names, Field(examples=[["Teas"]])] = NO_NAMES
    price: Annotated[
        str, Field(max_length=60, description="From, to; the second left out.", examples=["5..10"])
    ] = ""
    bought: Annotated[
        Literal["any", "new", "again"], Field(description="What was bought before: too, not, only.")
    ] = "any"
    diversity: Annotated[
        float, Field(ge=0, le=1, description="What likeness to the items before costs.")
    ] = 0.0
    model: Annotated[
        str, Field(max_length=60, description="The model of the page before; another is a 409.")
    ] = ""
    after: Annotated[
        str, Field(max_length=LONGEST_CURSOR, description="Where the page before ended.")
    ] = ""

    def wanted(self) -> Wanted:
        """The same as the model of recommendations is asked."""
        ends, categories = ends_of(self.price), tuple(self.category)
        return Wanted(self.limit, self.offset, categories, ends, self.bought, self.diversity)


def ends_of(text: str) -> tuple[float, float]:
    """The ends of a range of prices.

    >>> ends_of("5..10"), ends_of("..3.5"), ends_of("")
    ((5.0, 10.0), (-inf, 3.5), (-inf, inf))
    """
    if not text:
        return (-inf, inf)
    least, dots, most = text.partition("..")
    try:
        ends = (float(least) if least else -inf, float(most) if most else inf)
    except ValueError:
        ends = (float("nan"), inf)
    if not dots or isnan(ends[0]) or isnan(ends[1]) or ends[0] > ends[1]:
        raise WrongValue(
            f"'{text}' is no range of prices.",
            where="price",
            next_step="Write the least and the most: 5..10, 5.. or ..10",
        )
    return ends


Recommends = Annotated[Recommender, Depends(recommender)]


@dataclass(frozen=True, slots=True)
class Question:
    """A request for a list, and what every list has in common."""

    request: Request
    served: Serving
    recommender: Recommender
    wanted: Wanted
    model: str
    after: str

    async def answer(self, ask: Ask) -> Response:
        """A list of one model and one run, unless who asks has it already.

        It is made at once, which costs less than to wait for a thread; where a model or a run has
        to be read first, a thread does that, and others are answered meanwhile.
        """
        try:
            asks = self._begun()
            with self.served.edition_at_hand() as edition:
                return asks._of(edition, self.recommender.at_hand(edition, asks.model), ask)
        except NotAtHand:
            return await run_in_threadpool(self.answer_slowly, ask)

    def answer_slowly(self, ask: Ask, *more: str) -> Response:
        """The same in a thread, for what takes long; `more` is what the address does not say."""
        asks = self._begun(*more)
        with self.served.edition() as edition:
            return asks._of(edition, self.recommender.at(edition, asks.model), ask, *more)

    def _begun(self, *more: str) -> "Question":
        """The question from the place on that its cursor tells, if it has one."""
        if not self.after:
            return self
        if self.wanted.offset:
            raise WrongValue(
                "a page begins after so many items or after a cursor, not after both.",
                where="offset, after",
                next_step="Leave out one of them.",
            )
        begin = read_cursor(sign_of(self.request, *more), self.after)
        if self.wanted.diversity:
            # What is put in another order is counted as it is shown.
            wanted = replace(self.wanted, offset=begin.place)
        else:
            wanted = replace(self.wanted, passed=begin.place)
        return replace(self, wanted=wanted, model=begin.model)

    def _of(self, edition: Edition, asking: Asking, ask: Ask, *more: str) -> Response:
        tag = tag_of(edition, self.request, asking.version, *more)
        is_posted = self.request.method == "POST"
        # Only what is got can be unchanged (RFC 9110, 13.1.2).
        if not is_posted and is_known(self.request, tag):
            return unchanged(edition, tag)
        found = ask(asking, self.wanted)
        following = next_page(self.request, found, *more)
        told = {"run": edition.run} | found.data() | {"next": following}
        # There is no decimal in it, so that it need not be written value by value.
        text = json.dumps(told, ensure_ascii=False, allow_nan=False)
        headers = headers_of(edition, tag) | (NOT_KEPT if is_posted else {})
        return Response(text, headers=headers, media_type="application/json")


async def question(request: Request, found: Recommends, part: Annotated[Part, Query()]) -> Question:
    """What every list is asked with."""
    # Here, and not as a dependency of its own, which would cost more than what it looks at.
    check_words(request)
    wanted = part.wanted()
    return Question(request, served(request), found, wanted, part.model, part.after)


Asks = Annotated[Question, Depends(question)]


def next_page(request: Request, answer: Suggested, *more: str) -> str | None:
    """The address of the next page; its cursor holds where this one ended, and in which model."""
    if answer.following is None:
        return None
    said = request.query_params.multi_items()
    kept = [(name, value) for name, value in said if name not in ("offset", "model", "after")]
    after = cursor(sign_of(request, *more), Begin(answer.model, answer.place))
    return f"{request.url.path}?{urlencode([*kept, ('after', after)])}"


@router.get(
    "/recommendations/popular",
    summary="What is wanted most",
    responses=answers(examples.POPULAR),
)
async def popular(
    asks: Asks, country: Annotated[str, Query(max_length=LONGEST_KEY, examples=["BE"])] = ""
) -> Response:
    """What most people have bought lately; in a country, where enough of them did, else
    everywhere, and `reason` says so."""
    return await asks.answer(lambda asking, wanted: asking.popular(wanted, country))


@router.get(
    "/recommendations/model",
    summary="How good and how old the model is",
    responses=answers(examples.MODEL),
    dependencies=ONLY_KNOWN,
)
def model_told(request: Request, served: Served, found: Recommends) -> Response:
    """What the model was learnt from, how well it does on purchases that it had not seen, how old
    it is."""
    with served.edition() as edition:
        asking = found.at(edition)
        told = asking.told()
        if is_known(
            request, tag := tag_of(edition, request, asking.version, told["refused_since"])
        ):
            return unchanged(edition, tag)
        return json_of(edition, tag, {"run": edition.run} | told)


@router.get(
    "/recommendations/customers/{key}",
    summary="What a person may want",
    responses=answers(examples.CUSTOMER) | examples.REFUSED,
    dependencies=[Depends(only_for_people)],
)
async def customer(asks: Asks, key: Key) -> Response:
    """What a person may want next: new to her, and what she buys again.

    `key` is her number as your shop writes it, or the pseudonym that the warehouse has. Who is not
    known gets what is popular, and so does who objected or whose processing is restricted;
    `reason` says which. Where nothing is suggested it says why, and behind a colon what to do.
    """
    return await asks.answer(lambda asking, wanted: asking.person(key, wanted))


@router.post(
    "/recommendations/basket",
    summary="What goes with a basket",
    responses=answers(examples.OF_BASKET),
)
def basket(asks: Asks, body: Basket) -> Response:
    """What goes with the products that somebody has before him, or has looked at.

    Nothing has to be known of the person, and nothing of the basket is kept.
    """
    keys, who = tuple(body.products), body.visitor
    return asks.answer_slowly(lambda asking, wanted: asking.basket(keys, wanted, who), who, *keys)


@router.get(
    "/{products}/{key:path}/similar",
    summary="What resembles a product",
    responses=answers(examples.SIMILAR),
)
async def similar(asks: Asks, products: str, key: Key) -> Response:
    """Products that could take its place: wanted by the same people, and alike by what they are.

    Of one that is not on offer itself they are its substitutes: `basis` says so, and those of its
    own category come first. `products` is what the declaration calls them, as the addresses of
    searching do.
    """
    return await asks.answer(
        lambda asking, wanted: asking.like(named(asking, products, key), wanted)
    )


@router.get(
    "/{products}/{key:path}/together",
    summary="What is bought with a product",
    responses=answers(examples.TOGETHER),
)
async def together(asks: Asks, products: str, key: Key) -> Response:
    """Products that are bought with it more often than by chance, by enough people: `lift` says
    how many times more often, `people` how many did."""
    return await asks.answer(
        lambda asking, wanted: asking.together(named(asking, products, key), wanted)
    )


def named(asking: Asking, products: str, key: str) -> str:
    """The key, where the address calls the products as the shop does."""
    if products != asking.products:
        raise UnknownName(
            f"nothing is recommended of '{products}'.{did_you_mean(products, [asking.products])}",
            where="the address",
            next_step=f"Write /api/v1/{asking.products}/KEY/similar",
        )
    return key
