"""What a thing comes from and what hangs on it follows the declaration, and nothing else."""

from dataclasses import replace

import pytest

from alkasba.derive.lineage import FILE_NAME, Graph, Node, fields_of, lineage, lineage_of, overview
from alkasba.errors import UnknownName
from alkasba.model.dashboard import Dashboard
from alkasba.model.source import Feed, Field, Join, Source
from tests.derive import build
from tests.derive.web.build import tile

FEED = Feed(
    "orders",
    "sale",
    {
        "order_id": Field("order_id", ("Order No", "Order")),
        "channel": Field("channel", value="web"),
        "sold_on": Field("sold_on", file=r"(\d+)"),
        "price": Field("price", ("prices.amount",)),
    },
    joins={"prices": Join("prices", "price_list", {"a": "b"})},
)
SHOP = replace(
    build.shop(),
    sources={
        "orders": Source("orders", "csv", ("*.csv",), feeds={"sale": FEED}),
        "price_list": Source("price_list", "csv", ("*.csv",)),
    },
    dashboards={
        "sales": Dashboard(
            "sales",
            {"en": "Sales"},
            tiles=(
                tile("bar", "margin", by="product.supplier.name", where="channel = 'web'"),
                tile("line", "orders", by="month", target="pieces"),
            ),
        )
    },
)


def words(nodes):
    return {node.word for node in nodes}


def before(word):
    return words(lineage(SHOP).before(word))


@pytest.mark.parametrize(
    ("word", "made_of"),
    [
        ("column:sale.net", {"column:sale.quantity", "column:sale.price"}),
        ("measure:margin", {"measure:net_sales", "measure:cost"}),
        ("measure:web_sales", {"column:sale.net", "column:sale.channel"}),
        # What is reached by a reference is made of the reference, too.
        (
            "measure:cost",
            {"column:sale.quantity", "column:sale.product", "column:product.unit_cost"},
        ),
        # Rows without a key are told apart by their day.
        ("measure:lines", {"column:sale.sold_on"}),
        ("measure:turnover", {"measure:cost", "measure:stock_value"}),
        ("column:sale.order_id", {"field:orders/Order No", "field:orders/Order"}),
        ("column:sale.sold_on", {f"field:orders/{FILE_NAME}"}),
        ("column:sale.price", {"field:price_list/amount"}),
        ("column:sale.quantity", {"field:orders/quantity"}),
        # What the feed writes itself comes from nowhere.
        ("column:sale.channel", set()),
        ("tile:sales/2", {"measure:orders", "measure:pieces", "column:sale.sold_on"}),
    ],
)
def test_a_thing_is_made_of_what_its_declaration_names(word, made_of):
    assert before(word) == made_of


def test_a_tile_is_made_of_its_measures_of_what_cuts_them_and_of_what_filters_them():
    assert before("tile:sales/1") == {
        "measure:margin",
        "column:sale.product",
        "column:product.supplier",
        "column:supplier.name",
        "column:sale.channel",
    }


def test_the_members_of_a_dimension_that_nothing_feeds_come_from_those_that_refer_to_it():
    assert {"column:sale.product", "column:stock.product"} <= before("column:product.product_id")


def test_around_a_thing_is_all_before_and_after_it_and_nothing_beside():
    found = words(lineage_of(SHOP, "measure:net_sales").nodes.values())
    assert {"source:orders", "field:orders/quantity", "column:sale.net"} <= found
    assert {"measure:margin", "measure:average_order", "tile:sales/1"} <= found
    assert not {"measure:orders", "column:stock.on_hand", "tile:sales/2"} & found


def test_the_whole_shop_is_told_by_sources_tables_and_dashboards():
    found = overview(SHOP)
    assert words(found.before("table:sale")) == {
        "source:orders",
        "source:price_list",
        "table:product",
        "table:customer",
    }
    assert words(found.before("dashboard:sales")) == {
        "table:sale",
        "table:product",
        "table:supplier",
    }
    assert {node.kind for node in found.nodes.values()} == {"source", "table", "dashboard"}


def test_what_nothing_is_made_of_is_there_all_the_same():
    assert "column:supplier.land" in lineage(SHOP).nodes
    assert lineage_of(SHOP, "column:supplier.land").edges == ()


def test_there_is_no_circle():
    graph = lineage(SHOP)
    for word in graph.nodes:
        assert word not in words(graph.ends(word, before=True))


def test_a_circle_would_end():
    nodes = {word: Node("column", "t", word) for word in ("a", "b")}
    graph = Graph(nodes, (("a", "b"), ("b", "a")))
    assert words(graph.ends("a", before=True)) == {"column:t.a", "column:t.b"}


@pytest.mark.parametrize("word", ["measure:net_salse", "tile:sales/3", "nothing", "", "source:x"])
def test_an_unknown_thing_is_refused_with_a_next_step(word):
    with pytest.raises(UnknownName) as caught:
        lineage_of(SHOP, word)
    assert "measure:NAME" in caught.value.next_step


def test_a_misspelt_thing_is_told_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'measure:net_sales'"):
        lineage_of(SHOP, "measure:net_salse")


def test_a_field_has_every_header_that_it_has_had():
    assert fields_of(FEED, "order_id") == [("orders", "Order No"), ("orders", "Order")]


def test_a_parameter_is_no_part_of_what_comes_from_where():
    found = lineage_of(build.shop_with_a_rate(), "measure:kept")
    assert "measure:net_sales" in found.nodes
    assert not any("rate" in word for word in found.nodes)
