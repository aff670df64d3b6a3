"""What a declaration says of an API, and every mistake in it at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from alkasba.errors import WrongValue
from alkasba.settings import Setting, Settings
from alkasba.sources.api.options import PAGES, Since
from tests.sources.api.build import declared


def test_an_address_is_enough() -> None:
    api, wrong = declared('url = "https://shop.example/orders"')
    assert wrong == []
    assert (api.pages, api.timeout, api.keep, api.auth) == (PAGES["none"], 30, "now", None)


def test_everything_that_can_be_said() -> None:
    api, wrong = declared("""
url = "https://shop.example/orders"
pages = { by = "cursor", next = "paging.after", parameter = "after", size = 50, at_most = 7 }
rows = "data.items"
total = "header:X-Total"
parameters = { status = "any", limit = 3, open = true }
headers = { Accept = "application/json" }
since = { field = "updated_at", parameter = "after", overlap = "90 minutes" }
key = ["id", "line"]
rate = { per_second = 0.5 }
timeout = 5
leave_out = ["card"]
""")
    assert wrong == []
    assert (api.pages.next, api.pages.size, api.pages.at_most) == ("paging.after", 50, 7)
    assert api.parameters == {"status": "any", "limit": "3", "open": "true"}
    assert api.since == Since("updated_at", "after", timedelta(minutes=90))
    assert (api.key, api.per_second, api.leave_out) == (("id", "line"), 0.5, ("card",))


def test_graphql_pages_stand_beside_its_rows() -> None:
    api, wrong = declared("""
url = "https://shop.example/graphql.json"
pages = { by = "cursor" }
rows = "data.orders.nodes"
[graphql]
query = "queries/orders.graphql"
variables = { first = 3 }
""")
    assert wrong == []
    assert (api.pages.parameter, api.pages.size_parameter) == ("after", "first")
    assert api.pages.next == "data.orders.pageInfo.endCursor"
    assert api.pages.more == "data.orders.pageInfo.hasNextPage"


@pytest.mark.parametrize(
    ("toml", "wrong"),
    [
        ("", "url: say where the API is"),
        ('url = "ftp://shop.example"', "url: an address starts with https://"),
        ('url = "https://[x"', "url: it is no address"),
        ('url = "https://me:pw@shop.example"', "url: no secret stands in a declaration"),
        ('files = ["x"]', "files: an API has no files"),
        ('pages = { by = "pgae" }', "pages.by: 'pgae' is not one of"),
        ('pages = { by = "page", sise = 3 }', "pages.sise: unknown key 'sise'. Did you mean"),
        ('pages = { by = "page", size = -1 }', "pages.size: it is never below 0"),
        ("pages = { at_most = 0 }", "pages.at_most: at least one page"),
        ("timeout = 0", "timeout: at least 1 second"),
        ('since = { field = "a", parameter = "b" }', "key: since asks for rows again"),
        ('key = "a"\nsince = { field = "a" }', "since.parameter: since needs both"),
        ('key = "a"\nsince = { field = "a", parameter = "b", overlap = "1 moon" }', "write it"),
        ('key = "a"\nsince = { field = "a", parameter = "b", write = "x" }', "since.write: say"),
        ('key = "a"\nkeep = "days"\nsince = { field = "a", parameter = "b" }', "keep: since and"),
        ('keep = "weeks"', "keep: 'weeks' is not one of"),
        ("rate = { per_second = 0 }", "rate.per_second: a number above 0"),
        ('headers = { Authorization = "Bearer x" }', "headers: no secret stands"),
        ("[graphql]\nvariables = { a = 1 }", "graphql.query: name the file"),
        ('pages = { by = "page" }\n[graphql]\nquery = "x"', "pages.by: GraphQL pages by cursor"),
    ],
)
def test_mistakes_are_told(toml: str, wrong: str) -> None:
    text = toml if toml.startswith("url") or not toml else f'url = "https://shop.example"\n{toml}'
    assert any(wrong in one for one in declared(text)[1]), declared(text)[1]


def settings(folder: Path) -> Settings:
    return Settings(folder, {}, {"shop": Setting("http://shop.example", "alkasba.toml")})


def test_places_are_put_into_the_address(tmp_path: Path) -> None:
    api, _ = declared('url = "{shop}/orders"')
    assert api.placed(settings(tmp_path), "sources/a.toml", []).url == "http://shop.example/orders"


def test_secrets_go_to_https_only_wherever_the_place_is(tmp_path: Path) -> None:
    api, wrong = declared('url = "{shop}/orders"\nauth = { by = "bearer", secret = "X" }')
    assert wrong == []
    with pytest.raises(WrongValue, match="secrets are only sent to https"):
        api.placed(settings(tmp_path), "sources/a.toml", [])


def test_query_is_read_from_its_file(tmp_path: Path) -> None:
    api, _ = declared('url = "{shop}/graphql"\n[graphql]\nquery = "q.graphql"')
    with pytest.raises(WrongValue, match=r"the query cannot be read: q\.graphql"):
        api.placed(settings(tmp_path), "sources/a.toml", [])
    (tmp_path / "q.graphql").write_text("{ shop }")
    placed = api.placed(settings(tmp_path), "sources/a.toml", [])
    assert placed.graphql is not None
    assert placed.graphql.text == "{ shop }"
