"""The part of a shop that makes the members of one table, in a small warehouse of its own."""

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.derive.recommend import offered_sql
from alkasba.derive.search.documents import LAST, LastRun, documents_sql
from alkasba.derive.sql import literal
from alkasba.errors import WrongValue
from alkasba.flows.opening import OpenShop
from alkasba.flows.stream.learnt import join_learnt
from alkasba.model.expression import names
from alkasba.model.policy import Keeping
from alkasba.model.recommend import Learnt, learnt
from alkasba.model.search import searched, searched_part
from alkasba.model.shop import Shop
from alkasba.model.table import Table
from alkasba.settings import DEFAULTS, Setting
from alkasba.warehouse.working_copy import damaged

STREAM = "stream"
MEMORY = "100MB"
"""What the run of a round may hold where the owner says nothing: enough for a million members."""
MORE_MEMORY = "400MB"
"""What it may hold where that was too little."""
MEMORY_KEY = "warehouse.memory"


@dataclass(frozen=True, slots=True)
class Part:
    """A table that is searched, and the shop as far as it is made of it.

    `opened` keeps all it derives in `folder`, so that a round and a run never meet; `published` is
    what the last run has made. `learnt` is what the whole shop recommends, where that is told.
    """

    table: Table
    opened: OpenShop
    folder: Path
    published: Path
    learnt: Learnt | None = None

    @property
    def shop(self) -> Shop:
        return self.opened.shop

    @property
    def models(self) -> Path:
        """Where the whole shop keeps its models."""
        return self.folder.parents[1]

    def documents(self, db: DuckDBPyConnection) -> str:
        """SQL that gives id and document of each member in the warehouse of the round, which is
        attached to `db`; what the last run has reckoned is attached, too, where it is told."""
        return documents_sql(self.shop, self.table, _last_run(self, db))

    def with_more_memory(self) -> OpenShop:
        """The same shop, whose run may hold more."""
        settings = self.opened.settings
        values = {**settings.values, MEMORY_KEY: Setting(MORE_MEMORY, "the stream")}
        return replace(self.opened, settings=replace(settings, values=values))

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
        MEMORY_KEY: Setting(settings[MEMORY_KEY] or MEMORY, "the stream"),
        "warehouse.url": Setting(DEFAULTS["warehouse.url"], "the stream"),
        "privacy.vault": Setting(DEFAULTS["privacy.vault"], "the stream"),
        "privacy.key_file": Setting(DEFAULTS["privacy.key_file"], "the stream"),
    }
    own = replace(settings, folder=folder, values=values, owners=settings.home)
    part = OpenShop(replace(shop, folder=folder, policy=policy), own)
    table, published = part.shop.tables[name], opened.settings.warehouse_file
    is_learnt = table.search is not None and table.search.learnt
    return Part(table, part, folder, published, learnt(opened.shop) if is_learnt else None)


def _last_run(part: Part, db: DuckDBPyConnection) -> LastRun:
    """What the published warehouse holds of what the table's documents are to tell."""
    told = part.table.search.from_facts if part.table.search else {}
    if not (told or part.learnt) or not part.published.exists():
        return LastRun()
    try:
        db.execute(f"ATTACH {literal(str(part.published))} AS {LAST} (READ_ONLY)")
    except duckdb.Error:
        raise damaged(part.published) from None
    sql = (
        "SELECT column_name FROM duckdb_columns() "
        f"WHERE database_name = '{LAST}' AND table_name = {literal(part.table.name)}"
    )
    there = {name for (name,) in db.execute(sql).fetchall()}
    known = there.issuperset(part.table.key)
    columns = tuple(name for name in told if known and name in there)
    is_learnt_of = part.learnt is not None and known and _join_learnt(part, db, part.learnt, there)
    return LastRun(columns, "is_current" in there, is_learnt_of)


def _join_learnt(part: Part, db: DuckDBPyConnection, said: Learnt, there: set[str]) -> bool:
    """Put what the model says of members where their documents find it; whether there is any."""
    offer = said.recommend.offer
    if offer is not None and not there.issuperset(one.name for one in names(offer)):
        # Declared anew since the last run: nobody can tell what is on offer until the next one.
        return False
    return join_learnt(db, part.models, offered_sql(said, LAST))
