"""What an answer means that is none."""

from datetime import UTC, datetime

import httpx
import pytest

from alkasba.errors import SourceError
from alkasba.sources.api.trouble import (
    Absent,
    AskAgain,
    Place,
    judge_status,
    redacted,
)

PLACE = Place("orders", "shop.example/orders, page 3", ("SHOP_TOKEN",))
NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


def judge(code: int, **headers: str) -> None:
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    judge_status(httpx.Response(code, headers=told), PLACE, NOW)


@pytest.mark.parametrize("code", [200, 201, 304])
def test_success_is_success(code: int) -> None:
    judge(code)


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504, 507, 520, 524, 599])
def test_what_passes_by_itself(code: int) -> None:
    with pytest.raises(AskAgain):
        judge(code)


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("12", 12.0),
        ("Sun, 01 Nov 2026 08:00:30 GMT", 30.0),
        ("Sun, 01 Nov 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(told: str, wait: float | None) -> None:
    with pytest.raises(AskAgain) as again:
        judge(429, Retry_After=told)
    assert again.value.wait == wait


@pytest.mark.parametrize("code", [401, 403])
def test_refusal_says_which_secret_to_look_at(code: int) -> None:
    with pytest.raises(SourceError) as told:
        judge(code)
    assert "Check the secret SHOP_TOKEN" in told.value.next_step
    assert told.value.where == "sources/orders.toml, shop.example/orders, page 3"


@pytest.mark.parametrize("code", [400, 404, 410])
def test_nothing_there(code: int) -> None:
    with pytest.raises(Absent):
        judge(code)


@pytest.mark.parametrize("code", [402, 405, 422, 300])
def test_what_somebody_has_to_repair(code: int) -> None:
    with pytest.raises(SourceError):
        judge(code)


def test_words_of_the_origin_are_short_and_hold_no_secret() -> None:
    text = redacted("token hush-4711\n is " + "x" * 500, ["hush-4711", ""])
    assert text.startswith("token *** is xxx")
    assert len(text) == 200
