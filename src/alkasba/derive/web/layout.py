"""Places the things of a lineage on a drawing: one column for each step, lines from left to right.

The same graph is always the same drawing: nothing in it is random.
"""

from dataclasses import dataclass

from alkasba.derive.lineage import KINDS, Graph, Node

BOX_WIDTH, BOX_HEIGHT = 180, 44
GAP_ACROSS, GAP_DOWN = 56, 12
MARGIN = 8
SWEEPS = 6
"""How often the order is bettered, once from each side; more changes nothing that one sees."""


@dataclass(frozen=True, slots=True)
class Box:
    """A thing and the upper left corner of its box."""

    node: Node
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes, and lines as the path of each, from the right of one box to the left of another."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]


def lay_out(graph: Graph) -> Drawing:
    """The graph as a drawing."""
    layers = _ordered(graph, _layers(graph))
    tallest = max(map(len, layers), default=0)
    boxes: dict[str, Box] = {}
    for across, layer in enumerate(layers):
        above = (tallest - len(layer)) * (BOX_HEIGHT + GAP_DOWN) / 2
        for down, word in enumerate(layer):
            x = MARGIN + across * (BOX_WIDTH + GAP_ACROSS)
            y = MARGIN + above + down * (BOX_HEIGHT + GAP_DOWN)
            boxes[word] = Box(graph.nodes[word], x, y)
    return Drawing(
        2 * MARGIN + len(layers) * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS,
        2 * MARGIN + tallest * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN,
        tuple(boxes.values()),
        tuple(_line(boxes[first], boxes[second]) for first, second in graph.edges),
    )


def _line(first: Box, second: Box) -> str:
    x, y = first.x + BOX_WIDTH, first.y + BOX_HEIGHT / 2
    end_x, end_y = second.x, second.y + BOX_HEIGHT / 2
    bend = GAP_ACROSS / 2
    return f"M{x:g} {y:g}C{x + bend:g} {y:g} {end_x - bend:g} {end_y:g} {end_x:g} {end_y:g}"


def _layers(graph: Graph) -> list[list[str]]:
    """The things by step: those of a kind, what is made of its like after what it is made of."""
    steps = depths(graph)
    places = sorted({(KINDS.index(node.kind), steps[word]) for word, node in graph.nodes.items()})
    layers: list[list[str]] = [[] for _ in places]
    for word, node in graph.nodes.items():
        layers[places.index((KINDS.index(node.kind), steps[word]))].append(word)
    return layers


def depths(graph: Graph) -> dict[str, int]:
    """How many things of its own kind each is made of, one after the other."""
    alike: dict[str, list[str]] = {word: [] for word in graph.nodes}
    for first, second in graph.edges:
        if graph.nodes[first].kind == graph.nodes[second].kind:
            alike[second].append(first)
    found: dict[str, int] = {}

    def depth(word: str) -> int:
        if word not in found:
            # Set before it is known, so that a circle would end.
            found[word] = 0
            found[word] = max((depth(one) + 1 for one in alike[word]), default=0)
        return found[word]

    for word in graph.nodes:
        depth(word)
    return found


def _ordered(graph: Graph, layers: list[list[str]]) -> list[list[str]]:
    """Each layer in the order of what it is connected with, so that few lines cross."""
    near: dict[str, list[str]] = {word: [] for word in graph.nodes}
    for first, second in graph.edges:
        near[first].append(second)
        near[second].append(first)
    ordered = [list(layer) for layer in layers]
    for sweep in range(SWEEPS):
        places = range(len(ordered)) if sweep % 2 == 0 else reversed(range(len(ordered)))
        for at in places:
            others = {
                word: _height(down, layer) for layer in ordered for down, word in enumerate(layer)
            }
            own = {word: down for down, word in enumerate(ordered[at])}
            ordered[at].sort(key=lambda word: (_mean(near[word], others, own[word]), own[word]))
    return ordered


def _height(down: int, layer: list[str]) -> float:
    """How far from the middle of its layer a thing stands."""
    return down - (len(layer) - 1) / 2


def _mean(near: list[str], heights: dict[str, float], own: int) -> float:
    return sum(heights[one] for one in near) / len(near) if near else float(own)
