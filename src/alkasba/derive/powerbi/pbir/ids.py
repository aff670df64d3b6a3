"""The ids of pages, visuals and bookmarks: twenty signs of a name, the same in every build."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from alkasba.derive.powerbi.names import id_of
from alkasba.model.shop import Shop

SIGNS = 20


def sign(shop: Shop, *names: str) -> str:
    """Twenty signs that stand for a name."""
    return UUID(id_of(shop, "report", *names)).hex[:SIGNS]


@dataclass(slots=True)
class Ids:
    """The ids of what belongs to one page or dashboard. What is called alike is counted."""

    shop: Shop
    name: str
    seen: Counter[str] = field(default_factory=Counter)

    def page(self) -> str:
        return sign(self.shop, "page", self.name)

    def visual(self, name: str) -> str:
        """The id of a visual: another for each that is called so."""
        self.seen[name] += 1
        return sign(self.shop, "visual", self.name, name, str(self.seen[name]))

    def inside(self, *names: str) -> str:
        """The id of a part of the next visual that is called so."""
        count = str(self.seen[names[0]] + 1)
        return sign(self.shop, "part", self.name, *names, count)

    def report(self, name: str) -> str:
        """The id of what belongs to no page."""
        return sign(self.shop, name)
