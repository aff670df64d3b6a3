import base64
import json

import pytest

from alkasba.derive.cursors import cursor, read_cursor, sign_of
from alkasba.errors import WrongValue


@pytest.mark.parametrize("place", [(), ("P1",), (1.5, "P1", None), ("", 0, True)])
def test_a_place_is_read_as_it_was_written(place):
    assert read_cursor("sign", cursor("sign", *place)) == place


def test_a_cursor_can_stand_in_an_address():
    assert cursor("sign", "ÿþ?&=/+").replace("-", "").replace("_", "").isalnum()


def _as_cursor(told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "é",
        "?",
        "AAAA",
        _as_cursor(None),
        _as_cursor([]),
        _as_cursor(["another", 1]),
        _as_cursor({"sign": 1}),
        _as_cursor(["sign", [1]]),
        _as_cursor(["sign", {"a": 1}]),
        _as_cursor(["sign", "\ud800"]),
        _as_cursor(["sign", float("inf")]),
        _as_cursor(["sign", float("nan")]),
        _as_cursor(["sign", 2**63]),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_what_is_no_cursor_of_this_question_is_refused(text):
    with pytest.raises(WrongValue, match="no cursor of this question"):
        read_cursor("sign", text)


def test_each_question_has_its_own_sign():
    assert sign_of("a", ["b"]) != sign_of("a", ["c"]) != sign_of("a", [], ["c"])
    assert sign_of("a") == sign_of("a")
