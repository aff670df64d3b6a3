"""Rows are told apart by what the declaration says, and nothing more of them is kept."""

import pytest

from alkasba.errors import SourceChanged
from alkasba.sources.api.options import Api
from alkasba.sources.api.rows import key_of, told_rows
from alkasba.sources.api.trouble import Place

PLACE = Place("orders", "shop.example")


def test_key_may_have_several_parts_and_lie_deep() -> None:
    row = {"order": {"id": "a"}, "line": "2"}
    assert key_of(row, KEY) == key_of({"line": "2", "order": {"id": "a"}}, KEY)
    assert key_of(row, KEY) != key_of(row | {"line": "3"}, KEY)
    assert key_of(row, []) is None


KEY = ["order.id", "line"]


def test_row_without_its_key_is_told() -> None:
    with pytest.raises(SourceChanged, match="nothing at sku"):
        told_rows(Api("x", key=("sku",)), [{"id": 1}], PLACE)


def test_what_is_left_out_may_still_tell_rows_apart() -> None:
    api = Api("x", key=("email",), leave_out=("email",))
    ((key, text),) = told_rows(api, [{"id": "1", "email": "mina@shop.example"}], PLACE)
    assert (key is not None, text) == (True, '{"id":"1"}')


def test_half_a_character_stays_an_escape() -> None:
    ((_, text),) = told_rows(Api("x"), [{"name": "a\ud800"}], PLACE)
    assert text == '{"name":"a\\ud800"}'


def test_row_that_is_nested_too_deep_is_told() -> None:
    row: dict[str, object] = {}
    for _ in range(5000):
        row = {"in": row}
    with pytest.raises(SourceChanged, match="nested too deep"):
        told_rows(Api("x"), [row], PLACE)
