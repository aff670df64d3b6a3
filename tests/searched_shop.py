"""The example's products in an index, to be searched; what must be found is reckoned beside."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from alkasba.derive.search.asking import Asked
from alkasba.example.generate import make_shop
from alkasba.flows.opening import OpenShop, open_shop
from alkasba.flows.searching import Answer, Searching
from alkasba.flows.stream.message import change_of
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.producing import Topics
from alkasba.flows.stream.running import consume, produce
from alkasba.privacy.pseudonym import make_key
from alkasba.search.finding import read_document
from alkasba.stream import open_log

FACETS = (
    'facets = ["category", "subcategory", "supplier", "list_price", "season", "launched_on", '
    '"is_discontinued", "shelf_life_days", "stock_now"]'
)
SECONDS = 30.0
ASKED = ("order", "limit", "offset", "after", "language")
Document = dict[str, Any]


@dataclass(slots=True)
class SearchedShop:
    """A shop whose products are indexed; `documents` is what must be found, by key."""

    opened: OpenShop
    searching: Searching
    documents: dict[str, Document]

    def find(self, text: str = "", **said: Any) -> Answer:
        """What is found; facets by name, each a list of values."""
        chosen = {name: value for name, value in said.items() if name not in ASKED}
        asked = {name: value for name, value in said.items() if name in ASKED}
        return self.searching.find("products", Asked(text, chosen, **asked))

    def keys(self, text: str = "", **said: Any) -> list[str]:
        """The keys of what is found, in its order."""
        return [hit.id for hit in self.find(text, **{"limit": 200, **said}).found.hits]

    def of(self, holds: Callable[[Document], bool]) -> set[str]:
        """The keys of the documents of which something holds."""
        return {key for key, document in self.documents.items() if holds(document)}

    def counted(self, of: Callable[[Document], Any]) -> Counter[Any]:
        """How many documents have each value."""
        values = map(of, self.documents.values())
        return Counter(value for value in values if value is not None)


def told_shop(folder: Path) -> OpenShop:
    """The example shop, its products told to a log in files."""
    make_shop(folder, size="s")
    make_key(folder / "alkasba.key")
    table = folder / "tables/product.toml"
    lines = table.read_text(encoding="utf-8").splitlines()
    told = [FACETS if line.startswith("facets =") else line for line in lines]
    table.write_text("\n".join(told), encoding="utf-8")
    opened = open_shop(folder)
    list(produce(opened))
    return opened


def searched_shop(opened: OpenShop, url: str) -> SearchedShop:
    """The products that were told, in an index at this address."""
    values = {
        name: replace(value, value=url) if name == "search.url" else value
        for name, value in opened.settings.values.items()
    }
    own = replace(opened, settings=replace(opened.settings, values=values))
    consume(own, once=True)
    return SearchedShop(own, Searching(lambda: own, SECONDS), documents_of(opened))


def documents_of(opened: OpenShop) -> dict[str, Document]:
    """What the log holds."""
    (part,) = parts_of(opened)
    received = open_log(opened.settings).read_all(Topics.of(part).members)
    changes = (change_of(one.message) for one in received)
    return {one.id: read_document(one.document.decode()) for one in changes if one.document}


def counts(answer: Answer, facet: str) -> dict[str, int]:
    """What a facet counts, by value."""
    return {one.value: one.count for one in answer.found.facets[facet]}


def range_of(bounds: list[int], value: Decimal | int | None) -> str | None:
    """The range that a number lies in."""
    if value is None:
        return None
    ends = ["", *map(str, bounds), ""]
    at = sum(value >= bound for bound in bounds)
    return f"{ends[at]}..{ends[at + 1]}"
