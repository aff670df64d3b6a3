"""What a source says to databases alone: the url, the secret, which rows count as later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from alkasba.address import Address, read_address
from alkasba.errors import WrongValue
from alkasba.model.entry import Entry
from alkasba.settings import Settings
from alkasba.sources.database.overlap import Overlap, read_overlap
from alkasba.sources.database.query import is_query, read_query

OF_FILES = (
    "files",
    "encoding",
    "delimiter",
    "quote",
    "header",
    "skip",
    "skip_to",
    "totals",
    "names",
    "rows",
)


@dataclass(frozen=True, slots=True)
class Declared:
    """One database as its source declares it; `queries` are its .sql files, by name."""

    address: Address
    secret: str = ""
    schema: str = ""
    since: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    overlap: Overlap = None
    queries: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def placed(self, settings: Settings, where: str, rows: Sequence[str]) -> "Declared":
        """With the paths of this shop, and its .sql files read."""
        resolve = partial(settings.resolve, where=f"{where}, url")
        if "" in rows:
            raise WrongValue(
                "a join reads from this database and does not say which table.",
                where=where,
                next_step='Add rows = "a table" to the join.',
            )
        queries = {
            name: read_query(Path(resolve(name)), name=name, dialect=self.address.dialect)
            for name in rows
            if is_query(name)
        }
        path = resolve(self.address.path) if self.address.path else ""
        return replace(self, address=replace(self.address, path=path), queries=queries)


def read_declared(entry: Entry) -> Declared:
    """The keys of a database, or the mistakes in them."""
    for name in OF_FILES:
        if name in entry.data:
            entry.wrong(name, "only files have this; a database has tables: [feeds.x] rows.")
    _check_feeds(entry)
    return Declared(
        _address(entry),
        secret=entry.text("secret"),
        schema=entry.text("schema"),
        since=_since(entry),
        overlap=_overlap(entry),
    )


def _address(entry: Entry) -> Address:
    url = entry.text("url")
    try:
        return read_address(url)
    except ValueError as error:
        entry.wrong("url", str(error))
        return Address("sqlite")


def _check_feeds(entry: Entry) -> None:
    feeds = entry.data.get("feeds")
    for table, feed in feeds.items() if isinstance(feeds, dict) else ():
        if isinstance(feed, dict) and not feed.get("rows"):
            entry.wrong(f"feeds.{table}.rows", 'say which table or view it reads: rows = "orders".')


def _since(entry: Entry) -> dict[str, str]:
    said = entry.take("since")
    if said is None:
        return {}
    if not isinstance(said, dict) or not all(isinstance(c, str) and c for c in said.values()):
        entry.wrong("since", 'say table = "column": since = { orders = "updated_at" }.')
        return {}
    return said


def _overlap(entry: Entry) -> Overlap:
    said = entry.take("overlap")
    if said is None:
        return None
    if "since" not in entry.data:
        entry.wrong("overlap", "there is nothing to overlap without since = { ... }.")
    try:
        return read_overlap(said)
    except ValueError as error:
        entry.wrong("overlap", str(error))
        return None
