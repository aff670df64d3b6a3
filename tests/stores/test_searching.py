"""One contract for every index: the same hits, totals, counts, orders and pages."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from alkasba.derive.search.marking import highlights
from alkasba.errors import UnknownName, WrongValue
from alkasba.model.index import Field
from alkasba.model.searching import Choice, Facet, Order
from alkasba.model.table import Column
from tests.searched_shop import SearchedShop, counts, range_of
from tests.stores.conftest import INDEXES

ONE = Decimal(1)
pytestmark = pytest.mark.parametrize("index_url", INDEXES, indirect=True, scope="session")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("peppermint", {"TE-001", "OI-003"}),
        ("PEPPERMINT  leaves!", {"TE-001"}),
        ("sumac", {"SP-023"}),
        ("salvia", {"HE-007", "HE-008", "TE-008", "OI-007", "PL-002", "PL-005"}),
        ("Petroselinum", {"HE-018", "SE-003", "SE-004"}),
        ("TE-003", {"TE-003"}),
        ("te-003", {"TE-003"}),
        ("lambs lettuce", {"SE-012"}),
        ("lamb's lettuce", {"SE-012"}),
        ("zaatar", {"SP-024"}),
        ("espelette", {"SP-031"}),
        ("l'Espelette", {"SP-031"}),
        ("sampler", {"TE-037"}),
        ("samplers", {"TE-037"}),
        ("pepermint", {"TE-001", "OI-003"}),
        ("curcuma", {"SP-015"}),
        ("كُرْكُم", {"SP-015"}),
        ("الكركم", {"SP-015"}),
        ("huile essentielle de citron", {"OI-004"}),
        ("the sumac of the", {"SP-023"}),
    ],
)
def test_words_find_what_holds_all_of_them(
    searched: SearchedShop, asked: str, found: set[str]
) -> None:
    assert searched.find(asked).way == "all"
    assert set(searched.keys(asked)) == found
    assert searched.find(asked).found.total == len(found)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("sumca", "SP-023"),
        ("tumeric", "SP-015"),
        ("pepemint", "TE-001"),
        ("fenugrk", "SP-019"),
        ("sesane", "SP-022"),
        ("rooib", "TE-021"),
    ],
)
def test_words_that_nothing_holds_are_found_nearly(
    searched: SearchedShop, asked: str, first: str
) -> None:
    assert searched.find(asked).way == "alike"
    assert first in searched.keys(asked)[:3]


def test_the_first_letter_is_right(searched: SearchedShop) -> None:
    assert searched.keys("bumac") == []


def test_where_nothing_holds_all_words_some_will_do(searched: SearchedShop) -> None:
    answer = searched.find("sumac helicopter")
    assert answer.way == "any"
    assert "SP-023" in searched.keys("sumac helicopter")


def test_a_word_as_it_is_written_stands_above_others(searched: SearchedShop) -> None:
    assert searched.keys("lemon balm leaves")[0] == "TE-004"
    assert searched.keys("sumac")[0] == "SP-023"
    assert set(searched.keys("menthe")[:2]) <= searched.of(lambda d: "mint" in d["name"].lower())


def test_a_whole_name_stands_first(searched: SearchedShop) -> None:
    assert searched.keys("curry plant")[0] == "PL-008"
    assert searched.keys("Fig tree")[0] == "PL-014"


@pytest.mark.parametrize("text", ["", "   ", "?!", "«»"])
def test_without_words_all_is_found_by_key(searched: SearchedShop, text: str) -> None:
    assert searched.keys(text) == sorted(searched.documents)


@pytest.mark.parametrize("text", ["qqqqq", "* OR 1", 'NOT "', "{name} : x", "AND", "a:b^9 ~2 /x/"])
def test_signs_of_a_query_language_mean_nothing(searched: SearchedShop, text: str) -> None:
    assert searched.find(text).found.total == len(searched.keys(text))


def test_documents_are_told_with_every_digit(searched: SearchedShop) -> None:
    for hit in searched.find(limit=200).found.hits:
        assert hit.document == searched.documents[hit.id]
    (hit,) = searched.find("TE-003").found.hits
    assert isinstance(hit.document["list_price"], Decimal)


def test_facets_count_every_value(searched: SearchedShop) -> None:
    answer = searched.find()
    assert counts(answer, "category") == searched.counted(lambda d: d["category"])
    assert counts(answer, "subcategory") == searched.counted(lambda d: d.get("subcategory"))
    assert counts(answer, "supplier") == searched.counted(lambda d: d["supplier"]["code"])
    assert counts(answer, "is_discontinued") == searched.counted(
        lambda d: "yes" if d["is_discontinued"] else "no"
    )
    assert counts(answer, "launched_on") == searched.counted(
        lambda d: d["launched_on"][:7] if "launched_on" in d else None
    )
    prices = searched.counted(lambda d: range_of([3, 5, 10, 20, 50], d["list_price"]))
    assert counts(answer, "list_price") == prices
    steps = [step * 10**power for power in range(6) for step in (1, 2, 5)]
    days = searched.counted(lambda d: range_of(steps, d.get("shelf_life_days")))
    assert counts(answer, "shelf_life_days") == days


def test_values_come_the_most_frequent_first_months_and_ranges_as_they_follow(
    searched: SearchedShop,
) -> None:
    answer = searched.find()
    found = list(counts(answer, "category").items())
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
    months = list(counts(answer, "launched_on"))
    assert months == sorted(months)
    assert list(counts(answer, "list_price")) == [
        "..3",
        "3..5",
        "5..10",
        "10..20",
        "20..50",
        "50..",
    ]


def test_a_member_that_is_referred_to_is_told_by_its_name(searched: SearchedShop) -> None:
    named = {d["supplier"]["code"]: d["supplier"]["name"] for d in searched.documents.values()}
    told = {one.value: one.label for one in searched.find().found.facets["supplier"]}
    assert told == named


def test_what_is_chosen_narrows_all_but_its_own_facet(searched: SearchedShop) -> None:
    answer = searched.find(category=["Teas", "Oils"], list_price=["5..10"], limit=200)
    chosen = searched.of(lambda d: d["category"] in ("Teas", "Oils"))
    cheap = searched.of(lambda d: 5 <= d["list_price"] < 10)
    assert {hit.id for hit in answer.found.hits} == chosen & cheap
    assert answer.found.total == len(chosen & cheap)
    assert answer.found.matched == len(searched.documents)
    by_category = Counter(searched.documents[key]["category"] for key in cheap)
    assert counts(answer, "category") == by_category
    by_season = Counter(searched.documents[key]["season"] for key in chosen & cheap)
    assert counts(answer, "season") == by_season
    assert sum(counts(answer, "list_price").values()) == len(chosen)


@pytest.mark.parametrize(
    ("chosen", "holds"),
    [
        ({"list_price": ["3.40..3.50"]}, lambda d: d["list_price"] == Decimal("3.40")),
        ({"list_price": ["..3", "50.."]}, lambda d: not 3 <= d["list_price"] < 50),
        ({"list_price": ["-1000.."]}, lambda d: True),
        ({"is_discontinued": ["yes"]}, lambda d: d["is_discontinued"]),
        ({"is_discontinued": ["yes", "no"]}, lambda d: True),
        ({"launched_on": ["2022-09"]}, lambda d: d.get("launched_on", "")[:7] == "2022-09"),
        ({"launched_on": ["2018-12"]}, lambda d: d.get("launched_on", "")[:7] == "2018-12"),
        ({"supplier": ["S01", "S02"]}, lambda d: d["supplier"]["code"] in ("S01", "S02")),
        ({"category": ["teas"]}, lambda d: False),
        ({"shelf_life_days": ["0..100000000000000000"]}, lambda d: "shelf_life_days" in d),
        ({"category": [""]}, lambda d: True),
    ],
)
def test_a_choice_is_exact(searched: SearchedShop, chosen, holds) -> None:  # type: ignore[no-untyped-def]
    assert set(searched.keys(**chosen)) == searched.of(holds)


def test_numbers_are_sorted_as_numbers_and_what_has_none_comes_last(searched: SearchedShop) -> None:
    def by(name: str, turn: int) -> list[str]:
        def place(key: str) -> tuple[bool, Decimal | int, str]:
            value = searched.documents[key].get(name)
            return value is None, turn * (value or 0), key

        return sorted(searched.documents, key=place)

    assert searched.keys(order="list_price") == by("list_price", 1)
    assert searched.keys(order="-list_price") == by("list_price", -1)
    assert searched.keys(order="shelf_life_days") == by("shelf_life_days", 1)
    assert searched.keys(order="-shelf_life_days") == by("shelf_life_days", -1)


def test_names_are_sorted_whatever_their_case(searched: SearchedShop) -> None:
    names = [searched.documents[key]["name"].lower() for key in searched.keys(order="name")]
    assert names == sorted(names)
    suppliers = [
        searched.documents[key]["supplier"]["name"] for key in searched.keys(order="supplier")
    ]
    assert [
        name for at, name in enumerate(suppliers) if suppliers[at - 1 : at] != [name]
    ] == sorted(set(suppliers), key=lambda name: name.lower().replace("é", "e").replace("î", "i"))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"order": "list_price"},
        {"order": "-shelf_life_days"},
        {"order": "launched_on"},
        {"order": "name"},
        {"order": "-is_discontinued", "category": ["Oils"]},
    ],
)
def test_pages_by_cursor_are_the_whole_answer_cut(
    searched: SearchedShop, said: dict[str, object]
) -> None:
    pages: list[str] = []
    answer = searched.find(limit=7, **said)
    while True:
        pages += [hit.id for hit in answer.found.hits]
        if not answer.following:
            break
        answer = searched.find(limit=7, after=answer.following, **said)
    assert pages == searched.keys(**said)


def test_the_last_page_leads_nowhere(searched: SearchedShop) -> None:
    size = len(searched.documents)
    assert searched.find(limit=size).following == ""
    first = searched.find(limit=size - 1)
    assert searched.find(limit=size - 1, after=first.following).following == ""


def test_pages_of_words_by_cursor_and_by_number_are_the_same(searched: SearchedShop) -> None:
    every = searched.keys("leaves")
    assert len(every) > 20
    pages: list[str] = []
    answer = searched.find("leaves", limit=4)
    while True:
        pages += [hit.id for hit in answer.found.hits]
        if not answer.following:
            break
        answer = searched.find("leaves", limit=4, after=answer.following)
    assert pages == every
    numbered = [searched.keys("leaves", limit=4, offset=at) for at in range(0, len(every) + 4, 4)]
    assert [key for page in numbered for key in page] == every


def test_a_cursor_of_another_question_is_refused(searched: SearchedShop) -> None:
    following = searched.find("leaves", limit=4).following
    for said in ({"order": "name"}, {"category": ["Teas"]}):
        with pytest.raises(WrongValue, match="no cursor of this question"):
            searched.find("leaves", after=following, **said)
    with pytest.raises(WrongValue, match="no cursor of this question"):
        searched.find("mint", after=following)


def test_what_was_meant_is_marked(searched: SearchedShop) -> None:
    answer = searched.find("peppermint oil")
    (hit,) = answer.found.hits
    told = highlights(hit.document, answer.lookup, answer.way)
    assert told["name"] == "<mark>Peppermint</mark> essential <mark>oil</mark>"
    assert told["category"] == "<mark>Oils</mark>"


def test_names_are_offered_while_one_types(searched: SearchedShop) -> None:
    def offered(text: str) -> list[str]:
        return [
            hit.document["name"] for hit in searched.searching.suggest("products", text).found.hits
        ]

    assert set(offered("pepperm")) == {"Peppermint leaves", "Peppermint essential oil"}
    assert offered("green te")[0].startswith("Green tea")
    assert "Peppermint leaves" in offered("menthe poivr")
    assert "Sumac" in offered("سما")
    assert offered("") == offered("   ") == []


def test_one_document_is_had_by_its_key(searched: SearchedShop) -> None:
    assert searched.searching.member("products", "TE-003").document == searched.documents["TE-003"]
    for key in ("te-003", "TE-9", "*", "../_search", ""):
        with pytest.raises(UnknownName, match="none of products has this key"):
            searched.searching.member("products", key)


def test_a_language_alone_knows_its_own_forms(searched: SearchedShop) -> None:
    assert searched.keys("samplers", language="en") == ["TE-037"]
    assert searched.find("samplers", language="ar").way == "alike"


@pytest.mark.parametrize("word", ["xqz", "lavendxr", "menthx", "mint"])
def test_a_question_of_many_words_is_answered(searched: SearchedShop, word: str) -> None:
    text = " ".join(f"{word}{chr(97 + at)}{'q' * (at % 3)}" for at in range(20))
    searched.find(text)
    searched.find(" ".join(["mint sage basil thyme tea oil seeds pot rose lemon"] * 2))
    searched.searching.suggest("products", text)
    searched.searching.suggest("products", "mint sage basil thyme tea oil seeds pot rose le")


def test_half_a_word_of_many_names_is_answered(searched: SearchedShop) -> None:
    for text in ("ca", "po", "me", "th", "نع", "mi sa ba"):
        assert len(searched.searching.suggest("products", text).found.hits) <= 8


def test_a_column_that_is_declared_but_not_indexed_yet_has_no_values(
    searched: SearchedShop,
) -> None:
    colour = Field(Column("colour", "choice"))
    weight = Field(Column("weight", "number"))
    facets = (Facet("colour", "values", colour), Facet("weight", "ranges", weight, None, (ONE,)))
    asked = searched.find().lookup
    for field in (colour, weight):
        lookup = replace(asked, facets=facets, order=Order(field), limit=200)
        found = searched.searching.index.search(lookup, "all", seconds=30)
        assert [hit.id for hit in found.hits] == sorted(searched.documents)
        assert found.facets == {"colour": (), "weight": ()}
        after = replace(lookup, after=found.hits[5].place)
        rest = searched.searching.index.search(after, "all", seconds=30)
        assert rest.hits[0].id == found.hits[6].id
    chosen = replace(asked, choices=(Choice(facets[0], ("red",)),))
    assert searched.searching.index.search(chosen, "all", seconds=30).total == 0
