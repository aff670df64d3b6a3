"""What the contract in tests/stores/test_index.py cannot ask of an engine that is well."""

import json
from collections.abc import Callable

import httpx
import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.ports import Change
from alkasba.search.elastic import ElasticIndex
from alkasba.search.engine import Engine

Answer = Callable[[httpx.Request], httpx.Response]
CHANGES = [Change(f"P{n}", 1, b'{"n":1}') for n in range(4)]


def index(answer: Answer) -> ElasticIndex:
    client = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://engine")
    return ElasticIndex(Engine("http://engine", client))


def items(*told: tuple[int, dict[str, object]]) -> Answer:
    body = [{"index": {"status": status, **more}} for status, more in told]
    return lambda _: httpx.Response(200, json={"items": body})


def test_each_verdict_is_told_apart() -> None:
    error = {"type": "mapper_parsing_exception", "reason": "failed to parse [secret]"}
    cause = {"type": "illegal_argument_exception", "reason": "secret"}
    found = index(
        items(
            (201, {}),
            (409, {"error": {"type": "version_conflict_engine_exception"}}),
            (429, {"error": {"type": "es_rejected_execution_exception"}}),
            (400, {"error": error | {"caused_by": cause}}),
        )
    ).write("i", CHANGES)
    assert [one.kind for one in found] == ["done", "older", "later", "never"]
    assert found[3].why == "mapper_parsing_exception, illegal_argument_exception"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_an_engine_that_is_busy_is_away(status: int) -> None:
    with pytest.raises(StoreAway):
        index(lambda _: httpx.Response(status)).write("i", CHANGES)


@pytest.mark.parametrize("status", [401, 403, 400, 404])
def test_what_waiting_does_not_mend_is_an_error(status: int) -> None:
    with pytest.raises(StoreError) as error:
        index(lambda _: httpx.Response(status, text="<html>")).write("i", CHANGES)
    assert not isinstance(error.value, StoreAway)


def test_an_engine_that_is_cut_off_is_away() -> None:
    def cut(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("cut", request=request)

    with pytest.raises(StoreAway):
        index(cut).write("i", CHANGES)


def test_what_is_too_large_is_sent_in_halves() -> None:
    sizes = []

    def answer(request: httpx.Request) -> httpx.Response:
        ids = [
            json.loads(line)["index"]["_id"]
            for line in request.content.splitlines()
            if b"_id" in line
        ]
        sizes.append(len(ids))
        if len(ids) > 1 or ids == ["P2"]:
            return httpx.Response(413)
        return httpx.Response(200, json={"items": [{"index": {"status": 201}}]})

    found = index(answer).write("i", CHANGES)
    assert [one.kind for one in found] == ["done", "done", "never", "done"]
    assert sizes == [4, 2, 1, 1, 2, 1, 1]


def test_the_lines_are_those_of_the_bulk_interface() -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.path, request.content))
        return httpx.Response(200, json={"items": [{"index": {"status": 200}}] * 2})

    index(answer).write("i", [CHANGES[0], Change("ش", 9, None)])
    ((path, body),) = seen
    first, document, second = body.splitlines()
    assert path == "/i/_bulk"
    assert json.loads(first) == {"index": {"_id": "P0", "version": 1, "version_type": "external"}}
    assert document == b'{"n":1}'
    assert json.loads(second)["delete"]["_id"] == "ش"
