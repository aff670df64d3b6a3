"""A drawing has every thing once, no box on another, and every line goes to the right."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.lineage import Graph, Node, lineage, overview
from alkasba.derive.web.layout import BOX_HEIGHT, BOX_WIDTH, depths, lay_out
from tests.derive import build

SHOP = build.shop()
NUMBERS = re.compile(r"-?[\d.]+")


def graph(*edges, kind="measure"):
    nodes = {word: Node(kind, "t", word) for edge in edges for word in edge}
    return Graph(nodes, edges)


def overlaps(one, other):
    return abs(one.x - other.x) < BOX_WIDTH and abs(one.y - other.y) < BOX_HEIGHT


def ends(line):
    numbers = list(map(float, NUMBERS.findall(line)))
    return numbers[:2], numbers[-2:]


@pytest.mark.parametrize("drawn", [lineage(SHOP), overview(SHOP)])
def test_no_box_lies_on_another_and_all_are_inside(drawn):
    drawing = lay_out(drawn)
    boxes = drawing.boxes
    assert {box.node.word for box in boxes} == set(drawn.nodes)
    assert not [1 for at, one in enumerate(boxes) for other in boxes[:at] if overlaps(one, other)]
    assert all(0 <= box.x <= drawing.width - BOX_WIDTH for box in boxes)
    assert all(0 <= box.y <= drawing.height - BOX_HEIGHT for box in boxes)


@pytest.mark.parametrize("drawn", [lineage(SHOP), overview(SHOP)])
def test_every_line_goes_to_the_right_from_box_to_box(drawn):
    drawing = lay_out(drawn)
    places = {(box.x, box.y + BOX_HEIGHT / 2) for box in drawing.boxes}
    assert len(drawing.lines) == len(drawn.edges)
    for line in drawing.lines:
        (x, y), end = ends(line)
        assert (x - BOX_WIDTH, y) in places
        assert tuple(end) in places
        assert x < end[0]


def test_what_is_made_of_its_like_stands_further_right():
    found = depths(graph(("net", "margin"), ("cost", "margin"), ("margin", "rate")))
    assert found == {"net": 0, "cost": 0, "margin": 1, "rate": 2}


def test_the_same_graph_is_the_same_drawing():
    assert lay_out(lineage(SHOP)) == lay_out(lineage(SHOP))


def test_lines_that_need_not_cross_do_not():
    crossed = graph(("a", "y"), ("b", "x"))
    heights = {box.node.name: box.y for box in lay_out(crossed).boxes}
    assert (heights["a"] < heights["b"]) == (heights["y"] < heights["x"])


def test_nothing_is_a_drawing_of_nothing():
    assert lay_out(Graph({}, ())).boxes == ()


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
def test_any_graph_even_a_circle_is_drawn(edges):
    drawn = graph(*(edge for edge in edges if edge[0] != edge[1]))
    assert len(lay_out(drawn).boxes) == len(drawn.nodes)
