"""The part of a shop that makes the members of one table, in a small warehouse of its own."""

from dataclasses import dataclass, replace
from pathlib import Path

from alkasba.derive.search.documents import documents_sql
from alkasba.errors import WrongValue
from alkasba.flows.opening import OpenShop
from alkasba.model.policy import Keeping
from alkasba.model.search import searched, searched_part
from alkasba.model.shop import Shop
from alkasba.model.table import Table
from alkasba.settings import DEFAULTS, Setting

STREAM = "stream"
MEMORY = "150MB"
"""What the run of a round may hold where the owner says nothing: it goes on for months."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table that is searched, and the shop as far as it is made of it.

    `opened` keeps all it derives in `folder`, so that a round and a run never meet.
    """

    table: Table
    opened: OpenShop
    folder: Path

    @property
    def shop(self) -> Shop:
        return self.opened.shop

    @property
    def documents(self) -> str:
        """SQL that gives id and document of each member."""
        return documents_sql(self.shop, self.table)

    @property
    def source(self) -> str:
        """The sources that feed it, as messages name them."""
        return "+".join(feed.source for feed in self.shop.feeds_of(self.table.name))


def parts_of(opened: OpenShop) -> list[Part]:
    """A part for each table that can be searched; raises WrongValue where there is none."""
    found = [_part(opened, name) for name in searched(opened.shop)]
    if not found:
        raise WrongValue(
            "no table can be searched yet, so there is nothing to stream.",
            where="tables",
            next_step="Add [search] to the table of your products: tables/product.toml.",
        )
    return found


def _part(opened: OpenShop, name: str) -> Part:
    shop, settings = searched_part(opened.shop, name), opened.settings
    folder = settings.build / STREAM / name
    # What a round has fetched is of no use after the next one; rounds go on for months.
    policy = replace(shop.policy, extracts=Keeping(days=0))
    values = {
        **settings.values,
        "warehouse.memory": Setting(settings["warehouse.memory"] or MEMORY, "the stream"),
        "warehouse.url": Setting(DEFAULTS["warehouse.url"], "the stream"),
        "privacy.vault": Setting(DEFAULTS["privacy.vault"], "the stream"),
        "privacy.key_file": Setting(DEFAULTS["privacy.key_file"], "the stream"),
    }
    own = replace(settings, folder=folder, values=values, owners=settings.home)
    part = OpenShop(replace(shop, folder=folder, policy=policy), own)
    return Part(part.shop.tables[name], part, folder)
