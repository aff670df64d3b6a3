"""The page of the lineage: what a thing comes from and what hangs on it, drawn and as a list."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Response

from alkasba.derive.lineage import KINDS, Graph, Node, lineage, lineage_of, overview
from alkasba.derive.web.layout import BOX_HEIGHT, BOX_WIDTH, Drawing, lay_out
from alkasba.derive.web.telling import called, title_of, title_of_dashboard, title_of_table
from alkasba.derive.web.words import say
from alkasba.model.shop import Shop
from alkasba.web.addresses import node_address, own_page
from alkasba.web.visit import Named, Visit, Visited

router = APIRouter(include_in_schema=False)
LONGEST = 24
"""Letters of a name that find room in a box; the whole name is told beside it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A node as people read it; `x` and `y` are where its box stands."""

    kind: str
    of: str
    name: str
    href: str
    page: str
    is_chosen: bool = False
    x: float = 0
    y: float = 0

    @property
    def short(self) -> str:
        return self.name if len(self.name) <= LONGEST else f"{self.name[: LONGEST - 1]}…"

    @property
    def above(self) -> str:
        """The small line in its box: what it is, and of what."""
        told = " · ".join(part for part in (self.kind, self.of) if part)
        return told if len(told) <= LONGEST + 6 else f"{told[: LONGEST + 5]}…"


@dataclass(frozen=True, slots=True)
class Group:
    """Choices of one kind, under one heading."""

    title: str
    choices: list[tuple[str, str]]


@router.get("/lineage")
def lineage_page(visited: Visited, of: Named = "") -> Response:
    """The whole shop, or what belongs to one thing of it."""
    return visited.page("lineage.html", lambda: _values(visited, of))


def _values(visited: Visit, of: str) -> dict[str, Any]:
    shop, language = visited.edition.shop, visited.language
    graph = lineage_of(shop, of) if of else overview(shop)
    drawing = lay_out(graph)
    return {
        "of": of,
        "title": say(language, "lineage"),
        "name": "" if not of else thing_of(visited, graph.nodes[of]).name,
        "page": "" if not of else thing_of(visited, graph.nodes[of]).page,
        "groups": choices(shop, language),
        "drawing": drawing,
        "things": _things(visited, drawing, of),
        "box": (BOX_WIDTH, BOX_HEIGHT),
        "before": _list(visited, graph, of, before=True) if of else _pairs(visited, graph),
        "after": _list(visited, graph, of, before=False) if of else [],
    }


def thing_of(visited: Visit, node: Node) -> Thing:
    """A node in the words of who looks."""
    shop, language = visited.edition.shop, visited.language
    lang = visited.lang
    return Thing(
        say(language, f"kind_{node.kind}"),
        _of(shop, node, language),
        name_of_node(shop, node, language),
        node_address(node, lang),
        own_page(node, lang),
    )


def _of(shop: Shop, node: Node, language: str) -> str:
    if node.kind == "tile":
        return title_of_dashboard(shop.dashboards[node.of], language)
    if node.of in shop.tables and node.kind in ("column", "measure"):
        return title_of_table(shop, shop.tables[node.of], language)
    return node.of


def name_of_node(shop: Shop, node: Node, language: str) -> str:
    """What people call a thing; a field is called as its origin writes it."""
    match node.kind:
        case "tile":
            return title_of(shop, shop.dashboards[node.of].tiles[int(node.name) - 1], language)
        case "dashboard":
            return title_of_dashboard(shop.dashboards[node.name], language)
        case "table":
            return title_of_table(shop, shop.tables[node.name], language)
        case "field" | "source":
            return node.name
    return called(shop, node.name, language)


def _things(visited: Visit, drawing: Drawing, of: str) -> list[Thing]:
    found = []
    for box in drawing.boxes:
        told = thing_of(visited, box.node)
        is_chosen = box.node.word == of
        place = (is_chosen, box.x, box.y)
        found.append(Thing(told.kind, told.of, told.name, told.href, told.page, *place))
    return found


def _list(visited: Visit, graph: Graph, of: str, *, before: bool) -> list[tuple[str, list[Thing]]]:
    """All that a thing comes from, or all that hangs on it, by kind."""
    nodes = graph.ends(of, before=before)
    nodes.sort(key=lambda node: KINDS.index(node.kind), reverse=before)
    return [
        (say(visited.language, f"kind_{kind}"), [thing_of(visited, node) for node in alike])
        for kind, alike in groupby(nodes, key=lambda node: node.kind)
    ]


def _pairs(visited: Visit, graph: Graph) -> list[tuple[str, list[Thing]]]:
    """For each thing of the whole shop what it is directly made of."""
    return [
        (thing_of(visited, node).name, [thing_of(visited, one) for one in graph.before(word)])
        for word, node in graph.nodes.items()
        if graph.before(word)
    ]


def choices(shop: Shop, language: str) -> list[Group]:
    """All that can be looked at, by kind and by what it belongs to."""
    nodes = [*overview(shop).nodes.values(), *lineage(shop).nodes.values()]
    kinds = ("source", "table", "dashboard", "measure", "column", "tile")
    groups = []
    for kind in kinds:
        alike = dict.fromkeys(node for node in nodes if node.kind == kind)
        named = [(node.word, _choice(shop, node, language)) for node in alike]
        groups.append(Group(say(language, f"kind_{kind}"), named))
    return [group for group in groups if group.choices]


def _choice(shop: Shop, node: Node, language: str) -> str:
    name, of = name_of_node(shop, node, language), _of(shop, node, language)
    return f"{of} · {name}" if of else name
