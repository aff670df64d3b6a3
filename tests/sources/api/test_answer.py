"""What is no page of rows is told apart, without a word of what it holds."""

from dataclasses import replace

import pytest

from alkasba.errors import SourceAway, SourceChanged, SourceError
from alkasba.sources.api.answer import without
from tests.origins.server import Reply, reply, web_page
from tests.sources.api.build import Make, numbered

JSON = {"Content-Type": "application/json"}
PERSON = "Mina Okafor"


def test_web_page_is_told_apart(elsewhere: Make) -> None:
    with pytest.raises(SourceError, match="a web page, not with data"):
        elsewhere(lambda _: web_page(Reply())).fetch()


def test_web_page_that_says_it_is_json_is_told_apart(elsewhere: Make) -> None:
    with pytest.raises(SourceError, match="a web page"):
        elsewhere(lambda _: replace(web_page(Reply()), headers=JSON)).fetch()


@pytest.mark.parametrize(
    "body", [f'[{{"name": "{PERSON}",,}}]', "NaN", f"oops {PERSON}", '[{"a": 1}]]', "[01]"]
)
def test_wrong_json_is_told_without_what_it_holds(elsewhere: Make, body: str) -> None:
    with pytest.raises(SourceError, match="is no JSON") as told:
        elsewhere(lambda _: Reply(body.encode(), headers=JSON)).fetch()
    assert PERSON not in f"{told.value} {told.value.next_step}"


@pytest.mark.parametrize(
    "body", ["", "[", '[{"name": "Mi', '[{"id": 1}, ', '[{"id"', "[tru", '["\\u00', "[-"]
)
def test_half_a_body_is_asked_for_again(elsewhere: Make, body: str) -> None:
    api = elsewhere(lambda _: Reply(body.encode(), headers=JSON))
    with pytest.raises(SourceAway, match="ends in the middle"):
        api.fetch()
    assert len(api.origin.asked) == 5


def test_half_a_letter_is_asked_for_again(elsewhere: Make) -> None:
    body = '[{"name": "é'.encode()[:-1]
    with pytest.raises(SourceAway, match="ends in the middle"):
        elsewhere(lambda _: Reply(body, headers=JSON)).fetch()


def test_bytes_that_are_no_text_are_told(elsewhere: Make) -> None:
    with pytest.raises(SourceError, match="no UTF-8"):
        elsewhere(lambda _: Reply(b'[{"name": "\xe9"}]', headers=JSON)).fetch()


@pytest.mark.parametrize(
    ("body", "rows", "words"),
    [
        ({"items": [], "meta": {}}, "data", "no rows at 'data'"),
        ({"data": None}, "data", "no rows at 'data'"),
        ({"data": []}, "", "its answer is no list"),
        ([PERSON], "", "no list of objects"),
        ({"data": PERSON}, "data", "no list of objects"),
    ],
)
def test_another_shape_is_told_by_its_names(elsewhere: Make, body, rows, words) -> None:
    with pytest.raises(SourceChanged, match=words) as told:
        elsewhere(lambda _: reply(body), f'rows = "{rows}"').fetch()
    assert PERSON not in f"{told.value} {told.value.next_step}"


def test_names_of_the_answer_help_to_correct_the_path(elsewhere: Make) -> None:
    with pytest.raises(SourceChanged) as told:
        elsewhere(lambda _: reply({"items": [], "meta": {}}), 'rows = "data"').fetch()
    assert "'items', 'meta'" in told.value.next_step


@pytest.mark.parametrize("total", ["count", "header:X-Total"])
def test_total_that_is_nowhere_is_told(elsewhere: Make, total: str) -> None:
    with pytest.raises(SourceChanged, match="no number of rows"):
        elsewhere(lambda _: reply(numbered(1)), f'total = "{total}"').fetch()


def test_numbers_are_kept_digit_by_digit(elsewhere: Make) -> None:
    body = b'[{"price": 1.10, "id": 12345678901234567890123}]'
    api = elsewhere(lambda _: Reply(body, headers=JSON))
    api.fetch()
    assert api.texts() == ['{"price":1.10,"id":12345678901234567890123}']


def test_what_is_left_out_is_left_out_of_lists_too() -> None:
    row = {"id": 1, "lines": [{"card": 1, "sku": "a"}, {"sku": "b"}], "bank": {"iban": "x"}}
    left = without(row, ["lines.card", "bank", "nothing.here"])
    assert left == {"id": 1, "lines": [{"sku": "a"}, {"sku": "b"}]}
