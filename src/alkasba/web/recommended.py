"""The pages of what the model believes of one product, and of one person under a pseudonym."""

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from alkasba.derive.figures import figures
from alkasba.derive.web.telling import called, when
from alkasba.derive.web.words import SIGNS, say
from alkasba.flows.recommend.asking import Recommender, declared
from alkasba.flows.recommend.extra import brought
from alkasba.flows.recommend.suggested import (
    ANONYMOUS,
    ARM,
    FEW_BOUGHT,
    NEW,
    NO_SALES,
    OBJECTS,
    RESTRICTED,
    Item,
    Wanted,
)
from alkasba.web.addresses import address_of
from alkasba.web.api_recommend import LONGEST_KEY, only_for_people, recommender
from alkasba.web.cards import Cell, Grid
from alkasba.web.visit import Visit, Visited

router = APIRouter(include_in_schema=False)
PRODUCTS, CUSTOMERS = "/recommendations/products", "/recommendations/customers"
SHOWN, FOUND = 20, 50
WORD, LONGEST_WORD = "number", 200
Key = Annotated[str, Path(max_length=LONGEST_KEY)]
Recommends = Annotated[Recommender, Depends(recommender)]
REASONS = {
    NEW: "reason_new",
    ANONYMOUS: "reason_anonymous",
    OBJECTS: "reason_objects",
    RESTRICTED: "reason_restricted",
    ARM: "reason_arm",
}
OF_NOTHING = {NO_SALES: "nothing_sold", FEW_BOUGHT: "few_bought"}
"""Why nothing can be shown; what else there is, the place of the list says."""
OF_A_PERSON = {"Cache-Control": "no-store"}
"""A browser that others use, too, keeps nothing of what one person buys."""


def believing() -> ModuleType:
    """What looks at a model; its packages are not everywhere."""
    return brought("believing")


@router.get(PRODUCTS)
def products(
    visit: Visited, found: Recommends, q: Annotated[str, Query(max_length=LONGEST_WORD)] = ""
) -> Response:
    """Products that are found by a part of their name, or by their key."""
    asked = found.at(visit.edition)

    def made() -> dict[str, Any]:
        named = believing().find_products(asked, q, FOUND)
        rows = [[product_cell(visit, key, name), Cell(key)] for key, name in named]
        heads = [Cell(say(visit.language, word)) for word in ("a_product", "product_key")]
        note = say(visit.language, "first_of", rows=FOUND) if len(named) == FOUND else ""
        sections = [_section(visit, "found_products", Grid([heads], rows) if rows else None, note)]
        title = say(visit.language, "find_product")
        return _framed(visit, title, [], sections) | {"search": q}

    return visit.page("recommended.html", made, asked.version, sees_people(visit))


@router.get(PRODUCTS + "/{key:path}")
def product(visit: Visited, found: Recommends, key: Key) -> Response:
    """What is believed of a product: what resembles it, and what is bought with it."""
    asked, language, shop = found.at(visit.edition), visit.language, visit.edition.shop
    category = declared(shop).recommend.category
    one = believing().of_product(asked, key, Wanted(limit=SHOWN))

    def made() -> dict[str, Any]:
        few = say(language, "fewer_than", people=asked.least_people)
        facts = [
            (say(language, "product_key"), one.key),
            *([(called(shop, str(category), language), one.category)] if one.category else []),
            (say(language, "on_offer"), figures([one.is_offered], "", SIGNS[language])[0]),
            (say(language, "known_people"), few if one.people is None else _count(one.people)),
        ]
        alike = "similar_products" if one.is_offered else "substitutes"
        sections = [
            _section(visit, alike, _likeness(visit, one.similar.items)),
            _section(visit, "source_together", _met(visit, one.together.items)),
        ]
        return _framed(visit, one.name, facts, sections)

    def _count(people: int) -> str:
        return SIGNS[language].write(people, 0)

    return visit.page("recommended.html", made, asked.version, sees_people(visit))


async def said_number(request: Request) -> str:
    """The number that a form sends in its body."""
    words = parse_qs((await request.body()).decode(errors="replace"))
    return words.get(WORD, [""])[0].strip()[:LONGEST_KEY]


@router.post(CUSTOMERS, dependencies=[Depends(only_for_people)])
def by_number(
    visit: Visited, found: Recommends, number: Annotated[str, Depends(said_number)]
) -> Response:
    """Lead from the number of a person to the page of her pseudonym: no address holds a number."""
    key = found.at(visit.edition).key_of(number) if number else "-"
    address = address_of(f"{CUSTOMERS}/{key}", visit.lang)
    return Response(status_code=303, headers=OF_A_PERSON | {"Location": address})


@router.get(CUSTOMERS + "/{key}", dependencies=[Depends(only_for_people)])
def customer(visit: Visited, found: Recommends, key: Key) -> Response:
    """What is believed of a person: what she bought, what she may want, and who says so."""
    asked, language = found.at(visit.edition), visit.language
    one = believing().of_person(asked, key, Wanted(limit=SHOWN))

    def made() -> dict[str, Any]:
        # With nothing in the list there is nothing that is popular either.
        words = REASONS if one.suggested.items else REASONS | OF_NOTHING
        word = words.get(one.suggested.reason)
        reason = say(language, word) if word else ""
        sections = [
            _section(visit, "may_want", _wanted(visit, one.suggested.items), reason),
            _section(visit, "was_bought", _bought(visit, one.bought)),
        ]
        return _framed(visit, say(language, "a_customer"), [], sections)

    page = visit.page("recommended.html", made, asked.version, sees_people(visit))
    page.headers.update(OF_A_PERSON)
    return page


def product_cell(visit: Visit, key: str, name: str) -> Cell:
    """A product by its name, which leads to what is believed of it."""
    return Cell(name, href=address_of(f"{PRODUCTS}/{key}", visit.lang))


def sees_people(visit: Visit) -> str:
    """Something where who asks may see people: the page is another one then."""
    headers = visit.request.headers
    return "people" if visit.request.app.state.rights.may_see_people(headers) else ""


def search_form(visit: Visit) -> dict[str, Any]:
    """Where a product is looked for by its name, and a person by her number."""
    return {
        "products_address": PRODUCTS,
        "customers_address": address_of(CUSTOMERS, visit.lang),
        "sees_people": bool(sees_people(visit)),
        "search": "",
    }


def _framed(
    visit: Visit, title: str, facts: list[tuple[str, str]], sections: list[dict[str, Any]]
) -> dict[str, Any]:
    return search_form(visit) | {
        "title": title,
        "back_to": address_of("/recommendations", visit.lang),
        "facts": facts,
        "sections": sections,
    }


def _section(visit: Visit, word: str, grid: Grid | None, note: str = "") -> dict[str, Any]:
    return {"name": word, "title": say(visit.language, word), "grid": grid, "note": note}


def _grid(visit: Visit, words: Sequence[str], figures_from: int, rows: list[list[Cell]]) -> Grid:
    heads = [Cell(say(visit.language, word), at >= figures_from) for at, word in enumerate(words)]
    return Grid([heads], rows)


def _likeness(visit: Visit, items: Sequence[Item]) -> Grid | None:
    rows = [
        [product_cell(visit, one.key, one.name), Cell(_number(visit, one.score), True)]
        for one in items
    ]
    return _grid(visit, ("a_product", "likeness"), 1, rows) if rows else None


def _met(visit: Visit, items: Sequence[Item]) -> Grid | None:
    rows = [
        [
            product_cell(visit, one.key, one.name),
            Cell(_number(visit, float(one.more["lift"])), True),
            Cell(SIGNS[visit.language].write(int(one.more["people"]), 0), True),
        ]
        for one in items
    ]
    return _grid(visit, ("a_product", "lift", "known_people"), 1, rows) if rows else None


def _wanted(visit: Visit, items: Sequence[Item]) -> Grid | None:
    rows = [
        [
            product_cell(visit, one.key, one.name),
            Cell(say(visit.language, f"source_{one.source}")),
            Cell(", ".join(_reasons(visit, one)) or "–"),
            # Chances of a few per cent would all look alike with two decimals.
            Cell(SIGNS[visit.language].write(one.score, 4), True),
        ]
        for one in items
    ]
    return _grid(visit, ("a_product", "who_speaks", "because", "score"), 3, rows) if rows else None


def _reasons(visit: Visit, item: Item) -> Iterator[str]:
    for one in item.because:
        yield f"{one.name} ({figures([one.share], '%', SIGNS[visit.language])[0]})"


def _bought(visit: Visit, bought: Sequence[Any]) -> Grid | None:
    rows = [
        [
            product_cell(visit, one.key, one.name),
            Cell(when(one.last, visit.language)),
            Cell(SIGNS[visit.language].write(round(one.times), 0), True),
        ]
        for one in bought
    ]
    return _grid(visit, ("a_product", "last_bought", "baskets"), 2, rows) if rows else None


def _number(visit: Visit, value: float) -> str:
    return SIGNS[visit.language].write(value, 2)
