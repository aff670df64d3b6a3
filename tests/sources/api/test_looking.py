"""A few requests find out how to read an address; none of them tells or writes a secret."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from alkasba.errors import AlkasbaError, SourceAway, SourceError
from alkasba.sources.api.looking import MOST_ASKED, Look, NoRows, read_where
from alkasba.sources.api.options_auth import Auth
from alkasba.sources.file_shapes import Limits
from alkasba.sources.looking import Looked
from tests.origins.paged import cursors, dummyjson, woocommerce
from tests.origins.server import Answers, Asked, Origin, Reply, reply, serve, web_page

ROWS = [{"id": i, "name": f"n{i}", "lines": [{"sku": f"s{i}", "n": i}]} for i in range(250)]


def looked(origin: Origin, path: str, scratch: Path, auth: Auth | None = None) -> Looked:
    with duckdb.connect() as db:
        look = Look(origin.url + path, lambda name: "t0ken", auth)
        return look.look(db, scratch, Limits())


def pages(answers: Answers, path: str, scratch: Path) -> dict[str, Any]:
    """What a source would say of its pages, and how often was asked for it."""
    with serve(answers) as origin:
        first = looked(origin, path, scratch).groups[0].declared
        told = {name: first[name] for name in ("rows", "total", "key") if name in first}
        return {"pages": first.get("pages", {"by": "none"}), **told, "asked": len(origin.asked)}


def by_next(asked: Asked) -> Reply:
    page = int(asked.query.get("page", 1))
    end = page * 10
    link = f"http://{asked.headers['host']}{asked.path}?page={page + 1}" if end < 250 else None
    return reply({"count": 250, "next": link, "results": ROWS[end - 10 : end]})


def by_page(asked: Asked) -> Reply:
    page = int(asked.query.get("page", 1))
    if "per_page" in asked.query:
        return reply({"error": "unknown parameter per_page"}, status=400)
    return reply(ROWS[(page - 1) * 20 : page * 20])


def by_start(asked: Asked) -> Reply:
    start = int(asked.query.get("offset", 0))
    return reply({"items": ROWS[start : start + 50], "total": 250})


KEY = {"key": "id"}


@pytest.mark.parametrize(
    ("answers", "path", "found"),
    [
        (dummyjson(products=ROWS), "/products", {"pages": {"by": "offset"}, "rows": "products"}),
        (woocommerce(orders=ROWS), "/orders", {"pages": {"by": "link"}}),
        (cursors(ROWS), "/orders", {"pages": {"by": "cursor"}, "total": "meta.total"}),
        (cursors(ROWS, has_total=False), "/orders", {"pages": {"by": "cursor"}, "rows": "data"}),
        (by_next, "/orders/", {"pages": {"by": "next"}, "rows": "results", "total": "count"}),
        (by_page, "/orders", {"pages": {"by": "page", "size": 0}}),
        (by_start, "/orders", {"pages": {"by": "offset", "parameter": "offset"}}),
        (lambda _: reply(ROWS), "/all", {"pages": {"by": "none"}}),
    ],
)
def test_how_pages_follow_is_found_out(
    answers: Answers, path: str, found: dict[str, Any], tmp_path: Path
) -> None:
    told = pages(answers, path, tmp_path)
    assert told | found | KEY == told
    assert told["asked"] <= MOST_ASKED


def test_nested_rows_are_groups_of_their_own(tmp_path: Path) -> None:
    with serve(dummyjson(products=ROWS)) as origin:
        first, nested = looked(origin, "/products", tmp_path).groups
    assert (first.kind, first.rows, first.is_part) == ("api", 200, True)
    assert (nested.rows_in, nested.rows, nested.declared) == ("lines", 200, first.declared)


def test_parameters_that_say_which_rows_stay_and_those_of_pages_go(tmp_path: Path) -> None:
    with serve(dummyjson(products=ROWS)) as origin:
        declared = looked(origin, "/products?limit=5&status=any", tmp_path).groups[0].declared
    assert declared["url"] == f"{origin.url}/products"
    assert declared["parameters"] == {"status": "any"}


def test_rows_that_cannot_all_be_had_are_told(tmp_path: Path) -> None:
    with serve(lambda _: reply({"items": ROWS[:9], "total": 250})) as origin:
        group = looked(origin, "/x", tmp_path).groups[0]
    assert "it has 250 rows and gives 9" in group.unsure[0]
    with serve(lambda _: reply(ROWS[:9])) as origin:
        group = looked(origin, "/x", tmp_path / "other").groups[0]
    assert "nothing tells whether these 9 rows are all" in group.unsure[0]


def test_what_is_too_private_never_lands(tmp_path: Path) -> None:
    rows = [{"id": i, "password": "p4ss", "bank": {"iban": "p4ss"}} for i in range(3)]
    with serve(lambda _: reply({"items": rows, "total": 3})) as origin:
        group = looked(origin, "/users", tmp_path).groups[0]
    assert group.declared["leave_out"] == ["password", "bank.iban"]
    assert "password" not in group.names
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"p4ss" in content for content in kept)


def test_a_known_shop_system_is_told(tmp_path: Path) -> None:
    with serve(woocommerce(orders=ROWS)) as origin:
        (note,) = looked(origin, "/wp-json/wc/v3/orders", tmp_path).notes
    assert f"alkasba init DIR --from woocommerce --url {origin.url}" in note


@pytest.mark.parametrize(
    ("told", "kind", "what"),
    [
        (reply({}, status=404), SourceError, "nothing at this address"),
        (reply({}, status=503), SourceAway, "asked once"),
        (web_page(Reply()), SourceError, "a web page"),
        (reply({"a": 1}), SourceError, "no list of objects"),
        (reply([]), SourceError, "no list of objects"),
        (Reply(b'[{"a": ' * 300 + b"1" + b"}]" * 300), SourceError, "too deep"),
        (Reply(b'{"a": [', headers={"Content-Type": "application/json"}), SourceAway, "ends in"),
    ],
)
def test_what_has_no_rows_is_told(
    told: Reply, kind: type[AlkasbaError], what: str, tmp_path: Path
) -> None:
    with serve(lambda _: told) as origin, pytest.raises(kind, match=what) as caught:
        looked(origin, "/x", tmp_path)
    assert "127.0.0.1/x" in str(caught.value)
    assert "sources/" not in str(caught.value)


def test_what_may_be_a_file_is_no_api(tmp_path: Path) -> None:
    csv = Reply(b"id,name\n1,a\n", headers={"Content-Type": "text/csv; charset=utf-8"})
    with serve(lambda _: csv) as origin, pytest.raises(NoRows) as caught:
        looked(origin, "/x", tmp_path)
    assert caught.value.kind == "text/csv"


def test_who_asks_is_asked_for_and_then_told(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Reply:
        is_known = asked.headers.get("authorization") == "Bearer t0ken"
        return reply(ROWS[:3]) if is_known else reply({}, status=401)

    with serve(answer) as origin:
        with pytest.raises(SourceError, match="refuses") as caught:
            looked(origin, "/x", tmp_path)
        assert "--secret NAME" in caught.value.next_step
        declared = looked(origin, "/x", tmp_path, Auth("bearer", "SHOP_TOKEN")).groups[0].declared
    assert declared["auth"] == {"by": "bearer", "secret": "SHOP_TOKEN"}


@pytest.mark.parametrize(
    ("where", "secret", "way", "auth"),
    [
        ("https://h/x", "S", "", Auth("bearer", "S")),
        ("https://h/x", "S", "basic:me", Auth("basic", "S", user="me")),
        ("https://h/x", "S", "header:X-Key", Auth("key", "S", header="X-Key")),
        ("https://h/x", "S", "parameter:k", Auth("key", "S", parameter="k")),
        ("https://h/x?api_key=p4ss&a=b", "", "", Auth("key", "API_KEY", parameter="api_key")),
        ("https://me:p4ss@h/x", "", "", Auth("basic", "API_PASSWORD", user="me")),
        ("https://h/x?a=b&keyword=mint&page_token=c", "", "", None),
    ],
)
def test_who_asks(where: str, secret: str, way: str, auth: Auth | None) -> None:
    url, badge, values, warning = read_where(where, secret, way)
    assert badge == auth
    assert "p4ss" not in url + warning
    assert bool(warning) == bool(values) == ("p4ss" in where)


@pytest.mark.parametrize(
    ("where", "way", "what"),
    [
        ("https://h/x", "magic", "no way to say"),
        ("https://h/x", "basic", "no way to say"),
        ("http://shop.example/x", "", "only sent to https"),
    ],
)
def test_a_secret_is_not_told_anyhow(where: str, way: str, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        read_where(where, "S", way)
