"""GraphQL: mistakes come with status 200, cost is waited for, nothing is cut off in silence."""

from typing import Any

import pytest

from alkasba.errors import SourceAway, SourceError
from tests.origins.graphql import connection
from tests.origins.server import Asked, Reply, reply
from tests.origins.shopify import Purse, Shopify
from tests.sources.api.build import Elsewhere, Make, numbered

TOML = """
url = "URL/graphql.json"
pages = { by = "cursor", size = 3 }
rows = "data.orders.nodes"
key = "id"
auth = { by = "bearer", secret = "TOKEN" }
[graphql]
query = "orders.graphql"
"""
QUERY = """query ($first: Int!, $after: String) {
  orders(first: $first, after: $after) {
    nodes { id name } pageInfo { hasNextPage endCursor }
  }
}"""


def asked(elsewhere: Make, answers: Any, query: str = QUERY) -> Elsewhere:
    api = elsewhere(answers, TOML, TOKEN="hush-4711")
    api.query = query
    return api


def test_pages_are_read_by_cursor(elsewhere: Make) -> None:
    api = asked(elsewhere, Shopify({"orders": connection(numbered(7))}))
    assert api.fetch() == numbered(7)
    told = [one.body["variables"] for one in api.origin.asked]
    assert told == [{"first": 3}, {"first": 3, "after": "3"}, {"first": 3, "after": "6"}]


def test_cost_is_waited_for_before_it_lacks(elsewhere: Make) -> None:
    shop = Shopify({"orders": connection(numbered(9))}, Purse(100, 100, 10), cost=60)
    api = asked(elsewhere, shop)
    api.on_pause = shop.purse.restore
    assert api.fetch() == numbered(9)
    assert api.pauses == [2.0, 6.0, 6.0]


def test_mistake_in_the_query_is_told_with_its_line(elsewhere: Make) -> None:
    api = asked(elsewhere, Shopify({"orders": connection(numbered(1))}), QUERY.replace("na", "no"))
    with pytest.raises(SourceError, match=r"line 3 of the query.*Field 'nome' doesn't exist"):
        api.fetch()


def error(message: str, code: str = "") -> Reply:
    told = {"message": message, "extensions": {"code": code}}
    return reply({"errors": [told], "data": None})


def test_refusal_names_the_secret_and_hides_it(elsewhere: Make) -> None:
    api = asked(elsewhere, lambda _: error('no "a b" for hush-4711', "ACCESS_DENIED"))
    with pytest.raises(SourceError, match=r'no "\.\.\." for \*\*\*') as told:
        api.fetch()
    assert "the secret TOKEN" in told.value.next_step


def test_failure_inside_is_asked_again(elsewhere: Make) -> None:
    api = asked(elsewhere, lambda _: error("oops", "INTERNAL_SERVER_ERROR"))
    with pytest.raises(SourceAway, match="failed inside"):
        api.fetch()
    assert len(api.origin.asked) == 5


def test_limit_without_figures_is_waited_for(elsewhere: Make) -> None:
    api = asked(elsewhere, lambda _: error("Throttled", "THROTTLED"))
    with pytest.raises(SourceAway, match="cost that is left"):
        api.fetch()
    assert len(api.pauses) == 19


def test_list_that_is_cut_inside_a_row_is_no_success(elsewhere: Make) -> None:
    def answers(_: Asked) -> Reply:
        lines = {"nodes": [{"id": 1}], "pageInfo": {"hasNextPage": True}}
        info = {"hasNextPage": False, "endCursor": None}
        return reply({"data": {"orders": {"nodes": [{"id": 1, "l": lines}], "pageInfo": info}}})

    with pytest.raises(SourceError, match="more in 'l' than one answer brings"):
        asked(elsewhere, answers).fetch()
