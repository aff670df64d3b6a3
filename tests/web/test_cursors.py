import base64
import json

import pytest
from fastapi import Request

from alkasba.errors import WrongValue
from alkasba.web.cursors import FARTHEST, Begin, cursor, read_cursor, sign_of


def request(query: str, path: str = "/a") -> Request:
    return Request(
        {
            "type": "http",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "server": None,
        }
    )


def written(*told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


def test_a_cursor_tells_what_was_written():
    begin = Begin("20260101-080000-abcdefab", 40)
    assert read_cursor("sign", cursor("sign", begin)) == begin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "é",
        "a" * 399,
        written("other", "m", 1),
        written("sign", "m", -1),
        written("sign", "m", FARTHEST + 1),
        written("sign", "m", True),
        written("sign", "m", 1.5),
        written("sign", 7, 1),
        written("sign", "m"),
        written("sign", "m", [1]),
    ],
)
def test_what_is_no_cursor_of_this_question_is_refused(text):
    with pytest.raises(WrongValue, match="no cursor of this question"):
        read_cursor("sign", text)


def test_a_sign_is_of_the_question_and_not_of_the_page():
    first = sign_of(request("category=Teas&limit=3"))
    assert sign_of(request("category=Teas&limit=9&after=x&model=m&offset=3")) == first
    assert sign_of(request("category=Oils&limit=3")) != first
    assert sign_of(request("category=Teas&limit=3", "/b")) != first
    assert sign_of(request("category=Teas&limit=3"), "T1") != first
