from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.query import Question
from alkasba.errors import WrongValue
from alkasba.web.asked import MOST_PASSED, Part, part_of, question_of


def test_a_question_has_the_words_of_the_verb():
    question = question_of(["a,b"], ["month"], "x = 1", ["-a"], "last_year", "now", ["r=0.3"])
    assert question == Question(
        ("a", "b"),
        ("month",),
        "x = 1",
        ("-a",),
        compare="last_year",
        as_now=True,
        parameters=(("r", Decimal("0.3")),),
    )
    assert question_of(["a"], [], "", [], "", "then", []) == Question(("a",))


def test_a_question_without_a_measure_is_none():
    with pytest.raises(WrongValue, match="name a measure"):
        question_of([" , "], [], None, [], None, "then", [])


@given(st.integers(0, 40), st.integers(1, 9), st.none() | st.integers(1, 40))
def test_the_pages_of_an_answer_hold_each_row_once(rows, most, limit):
    kept, offset, has_more = [], 0, True
    while has_more:
        part = part_of(limit, offset, most)
        cut = part.cut(Question(("a",)))
        found = list(range(rows))[cut.offset : cut.offset + cut.limit]
        kept += found[: part.size]
        offset, has_more = part.offset + part.size, part.has_more(len(found))
    assert kept == list(range(rows))[:limit]


def test_nobody_passes_over_more_rows_than_there_may_be():
    assert not Part(MOST_PASSED, 10).has_more(11)


def test_a_page_beyond_the_limit_is_told():
    with pytest.raises(WrongValue, match="beyond limit 3"):
        part_of(3, 3, 10)


def paths_without_words(site):
    """Every address of the API that reads, with what the small shop has in place of names."""
    told = site.get("/api/v1/openapi.json").json()["paths"]
    judged_elsewhere = {"/api/v1/{index}", "/api/v1/dashboards/{name}"}
    return [
        (path, method)
        for path, methods in told.items()
        for method in methods
        if path not in judged_elsewhere
    ]


def test_no_address_of_the_api_takes_a_word_that_it_does_not_know(site):
    found = paths_without_words(site)
    assert len(found) > 15
    for path, method in found:
        asked = path.replace("{key}", "C4711").replace("{name}", "product")
        body = {"json": {"products": []}} if method == "post" else {}
        needed = "table=sale&rule=x&" if path.endswith("rejects") else ""
        refused = site.request(method, f"{asked}?{needed}limitt=5", **body)
        assert refused.status_code == 422, path
        told = refused.json()
        assert "no question has 'limitt'" in told["detail"] and told["where"] == path
        assert "Leave it out" in told["next_step"] and "C4711" not in refused.text


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/api/v1/recommendations/popular?categry=Teas", "category"),
        ("/api/v1/recommendations/popular?countri=BE", "country"),
        ("/api/v1/recommendations/customers/C0?diversty=1", "diversity"),
        ("/api/v1/product/T1/similar?prices=1..2", "price"),
        ("/api/v1/runs?limmit=1", "limit"),
    ],
)
def test_a_misspelt_word_is_told_which_may_be_meant(site, address, meant):
    refused = site.get(address)
    assert refused.status_code == 422
    assert f"Did you mean '{meant}'?" in refused.json()["detail"]
