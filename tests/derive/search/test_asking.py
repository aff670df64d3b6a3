import base64
import json
from pathlib import Path
from typing import Any

import pytest

from alkasba.derive.search.asking import Asked, cursor, lookup_of, read_cursor
from alkasba.derive.search.searchable import Searchable
from alkasba.errors import DeclarationError, UnknownName, WrongValue
from alkasba.model.searching import Hit, Span
from tests.derive.search.build import searchable


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> Searchable:
    return searchable(tmp_path_factory.mktemp("asked"))


def chosen(products: Searchable, name: str, *values: str) -> Any:
    (choice,) = lookup_of(products, Asked(chosen={name: values})).choices
    return choice.spans or choice.values


def test_what_is_chosen_is_read_as_its_facet_counts(products: Searchable) -> None:
    assert chosen(products, "category", "Tea", "Tea", "Herb") == ("Tea", "Herb")
    assert chosen(products, "is_organic", "yes") == (True,)
    assert chosen(products, "price", "2.50..10", "..1", "10..") == (
        Span("2.50", "10"),
        Span(None, "1"),
        Span("10", None),
    )
    assert chosen(products, "added_on", "2026-12") == (Span("2026-12-01", "2027-01-01"),)


@pytest.mark.parametrize(
    ("asked", "kind", "what"),
    [
        (Asked(chosen={"colour": ["red"]}), WrongValue, "no question to product has 'colour'"),
        (Asked(chosen={"categry": ["Tea"]}), WrongValue, "Did you mean 'category'?"),
        (Asked(chosen={"price": ["cheap"]}), WrongValue, "a range such as"),
        (Asked(chosen={"price": [".."]}), WrongValue, "a range such as"),
        (Asked(chosen={"price": ["1..x"]}), WrongValue, "a number"),
        (Asked(chosen={"price": ["NaN..2"]}), WrongValue, "a number"),
        (Asked(chosen={"price": ["..1e99999"]}), WrongValue, "a number"),
        (Asked(chosen={"price": ["1e-99999999.."]}), WrongValue, "a number"),
        (Asked(chosen={"price": [f"1{'0' * 30}.."]}), WrongValue, "a number"),
        (Asked(chosen={"price": ["٥.."]}), WrongValue, "a number"),
        (Asked(chosen={"added_on": ["٢٠٢٦-03"]}), WrongValue, "a month"),
        (Asked(chosen={"is_organic": ["maybe"]}), WrongValue, "yes or no"),
        (Asked(chosen={"added_on": ["2026-13"]}), WrongValue, "a month"),
        (Asked(chosen={"added_on": ["9999-12"]}), WrongValue, "a month"),
        (Asked(chosen={"category": ["x"] * 51}), WrongValue, "more than 50 values"),
        (Asked(offset=20, after="x"), WrongValue, "not after both"),
        (Asked(order="prcie"), UnknownName, "Did you mean 'price'?"),
        (Asked(order="cost"), UnknownName, "no column to sort by"),
        (Asked(offset=9_990), WrongValue, "a page may begin after 9979 hits"),
        (Asked(language="de"), WrongValue, "the index knows no 'de'"),
        (Asked(" ".join(f"w{n}" for n in range(21))), WrongValue, "more than 20 words"),
    ],
)
def test_a_mistake_is_told_with_what_to_write(
    products: Searchable, asked: Asked, kind: type[DeclarationError], what: str
) -> None:
    with pytest.raises(kind) as caught:
        lookup_of(products, asked)
    assert what in caught.value.what
    assert caught.value.where
    assert caught.value.next_step


def test_a_cursor_leads_on_in_its_own_question(products: Searchable) -> None:
    lookup = lookup_of(products, Asked("mint"))
    text = cursor(lookup, "alike", Hit("P1", {}, 1.5, (1.5, "P1")))
    assert read_cursor(lookup, text) == ("alike", (1.5, "P1"))
    assert lookup_of(products, Asked("mint", after=text)).after == (1.5, "P1")
    with pytest.raises(WrongValue, match="no cursor of this question"):
        lookup_of(products, Asked("sage", after=text))


@pytest.mark.parametrize(
    "text",
    ["", "x", "é", "W10", "bnVsbA", "A" * 4000, base64.b64encode(b"[" * 3000).decode()],
)
def test_what_is_no_cursor_is_refused(products: Searchable, text: str) -> None:
    with pytest.raises(WrongValue, match="no cursor"):
        read_cursor(lookup_of(products, Asked("mint")), text)


@pytest.mark.parametrize("place", [[], [1.5], [1.5, {}], [1.5, ["P1"]], [1.5, "P1", "P2"]])
def test_a_cursor_with_another_place_is_refused(products: Searchable, place: list[Any]) -> None:
    lookup = lookup_of(products, Asked("mint"))
    sign = json.loads(base64.urlsafe_b64decode(cursor(lookup, "all", Hit("", {}, 0, ())) + "=="))[0]
    text = base64.urlsafe_b64encode(json.dumps([sign, "all", *place]).encode()).decode()
    with pytest.raises(WrongValue, match="no cursor"):
        read_cursor(lookup, text)


def test_a_word_that_is_typed_has_no_facets(products: Searchable, tmp_path: Path) -> None:
    assert lookup_of(products, Asked("mi"), is_typed=True).facets == ()
    assert len(lookup_of(products, Asked("mi")).facets) == 6
