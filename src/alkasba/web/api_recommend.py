"""The JSON API of what else is wanted: /api/v1/recommendations, and what goes with a product."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isnan
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from alkasba.errors import NotAllowed, UnknownName, WrongValue, did_you_mean
from alkasba.flows.recommend.asking import Asking, Recommender
from alkasba.flows.recommend.suggested import MOST_ITEMS, Suggested, Wanted
from alkasba.flows.serving import Serving
from alkasba.web import examples_recommend as examples
from alkasba.web.api import NO_NAMES, Served, served
from alkasba.web.asked import Names
from alkasba.web.examples import answers
from alkasba.web.fresh import headers_of, is_known, json_of, tag_of, unchanged
from alkasba.web.rights import Rights

router = APIRouter(prefix="/api/v1", tags=["recommendations"], default_response_class=Response)
MOST_PASSED = 1_000
LONGEST_KEY, LONGEST_BASKET = 200, 200
Key = Annotated[str, Path(max_length=LONGEST_KEY)]
Data = dict[str, Any]


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


async def wanted(
    limit: Annotated[int, Query(ge=1, le=MOST_ITEMS)] = 20,
    offset: Annotated[int, Query(ge=0, le=MOST_PASSED, description="Items passed over.")] = 0,
    category: Annotated[Names, Query(examples=[["Teas"]])] = NO_NAMES,
    price: Annotated[
        str, Query(max_length=60, description="From, to; the second left out.", examples=["5..10"])
    ] = "",
    bought: Annotated[
        Literal["any", "new", "again"], Query(description="What was bought before: too, not, only.")
    ] = "any",
    diversity: Annotated[
        float, Query(ge=0, le=1, description="What likeness to the items before costs.")
    ] = 0.0,
) -> Wanted:
    """Which part of the list is asked for, and what may be in it."""
    return Wanted(limit, offset, tuple(category), ends_of(price), bought, diversity)


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
Asked = Annotated[Wanted, Depends(wanted)]
OfModel = Annotated[
    str, Query(max_length=60, description="The model of the page before; another is a 409.")
]


@dataclass(frozen=True, slots=True)
class Question:
    """A request for a list, and what every list has in common."""

    request: Request
    served: Serving
    recommender: Recommender
    wanted: Wanted
    model: str

    def answer(self, ask: Callable[[Asking, Wanted], Suggested], *more: str) -> Response:
        """A list of one model and one run, unless who asks has it already."""
        with self.served.edition() as edition:
            asking = self.recommender.at(edition, self.model)
            if is_known(self.request, tag := tag_of(edition, self.request, asking.version, *more)):
                return unchanged(edition, tag)
            found = ask(asking, self.wanted)
            told = {"run": edition.run} | found.data() | {"next": next_page(self.request, found)}
            # There is no decimal in it, so that it need not be written value by value.
            text = json.dumps(told, ensure_ascii=False, allow_nan=False)
            return Response(text, headers=headers_of(edition, tag), media_type="application/json")


async def question(
    request: Request, found: Recommends, asked: Asked, model: OfModel = ""
) -> Question:
    """What every list is asked with."""
    return Question(request, served(request), found, asked, model)


Asks = Annotated[Question, Depends(question)]


def next_page(request: Request, answer: Suggested) -> str | None:
    """The address of the next page; it says of which model it has to be."""
    if answer.following is None:
        return None
    url = request.url.include_query_params(offset=answer.following, model=answer.model)
    return f"{url.path}?{url.query}"


@router.get(
    "/recommendations/popular",
    summary="What is wanted most",
    responses=answers(examples.POPULAR),
)
def popular(
    asks: Asks, country: Annotated[str, Query(max_length=LONGEST_KEY, examples=["BE"])] = ""
) -> Response:
    """What most people have bought lately; in a country, where enough of them did."""
    return asks.answer(lambda asking, wanted: asking.popular(wanted, country))


@router.get(
    "/recommendations/model",
    summary="How good and how old the model is",
    responses=answers(examples.MODEL),
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
def customer(asks: Asks, key: Key) -> Response:
    """What a person may want next: new to her, and what she buys again.

    `key` is her number as your shop writes it, or the pseudonym that the warehouse has. Who is not
    known gets what is popular, and so does who objected; `reason` says which.
    """
    return asks.answer(lambda asking, wanted: asking.person(key, wanted))


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
    return asks.answer(lambda asking, wanted: asking.basket(keys, wanted, who), who, *keys)


@router.get(
    "/{products}/{key:path}/similar",
    summary="What resembles a product",
    responses=answers(examples.SIMILAR),
)
def similar(asks: Asks, products: str, key: Key) -> Response:
    """Products that could take its place: wanted by the same people, and alike by what they are.

    `products` is what the declaration calls them, as the addresses of searching do.
    """
    return asks.answer(lambda asking, wanted: asking.like(named(asking, products, key), wanted))


@router.get(
    "/{products}/{key:path}/together",
    summary="What is bought with a product",
    responses=answers(examples.TOGETHER),
)
def together(asks: Asks, products: str, key: Key) -> Response:
    """Products that are bought with it more often than by chance, by enough people: `lift` says
    how many times more often, `people` how many did."""
    return asks.answer(lambda asking, wanted: asking.together(named(asking, products, key), wanted))


def named(asking: Asking, products: str, key: str) -> str:
    """The key, where the address calls the products as the shop does."""
    if products != asking.products:
        raise UnknownName(
            f"nothing is recommended of '{products}'.{did_you_mean(products, [asking.products])}",
            where="the address",
            next_step=f"Write /api/v1/{asking.products}/KEY/similar",
        )
    return key
