"""Searching what is indexed, with the words of a person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from alkasba.derive.search.asking import Asked, cursor, lookup_of, read_cursor
from alkasba.derive.search.marking import highlights
from alkasba.derive.search.searchable import Searchable, searchable_of
from alkasba.derive.search.telling import told_document, told_facets
from alkasba.errors import UnknownName, did_you_mean
from alkasba.flows.opening import OpenShop
from alkasba.flows.stream.part import parts_of
from alkasba.flows.synonyms import lines_of, signs_of_synonyms
from alkasba.model.search import ROUTES, searched
from alkasba.model.searching import Found, Hit, Lookup, Way
from alkasba.ports import Index
from alkasba.search import open_index

WRITTEN: tuple[Way, ...] = ("all", "alike", "any")
"""All words as they are; where nothing holds them, also misspelt or half written; then some."""
TYPED: tuple[Way, ...] = ("typing", "alike")
SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and in which way; `following` is the cursor of the next page."""

    searchable: Searchable
    lookup: Lookup
    way: Way
    found: Found
    following: str

    def data(self) -> dict[str, Any]:
        """The answer for programs."""
        return {
            "index": self.searchable.plan.alias,
            "way": self.way,
            "total": self.found.total,
            "items": list(map(self._item, self.found.hits)),
            "facets": told_facets(self.lookup, self.found),
        }

    def _item(self, hit: Hit) -> dict[str, Any]:
        return {
            "key": hit.id,
            "score": hit.score,
            "document": told_document(self.searchable.plan, hit.document),
            "highlights": highlights(hit.document, self.lookup, self.way),
        }

    def name_of(self, hit: Hit) -> str:
        """What people call a hit."""
        label = self.lookup.label
        return str(hit.document.get(label.name) or hit.id) if label else hit.id


class Searching:
    """Answers questions to the indexes of a shop, whose declarations may change meanwhile."""

    def __init__(self, opened: Callable[[], OpenShop], seconds: float) -> None:
        self.opened, self.seconds = opened, seconds
        self._lock = Lock()
        self._index: Index | None = None
        self._known: dict[str, Searchable] = {}
        self._made_of: tuple[OpenShop, object] | None = None

    @property
    def index(self) -> Index:
        """The index, opened once: its connections are used again."""
        with self._lock:
            if self._index is None:
                self._index = open_index(self.opened().settings)
            return self._index

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def known(self) -> dict[str, Searchable]:
        """What can be searched, by the name that it is served at."""
        opened = self.opened()
        signs = signs_of_synonyms(opened.shop)
        with self._lock:
            before, told = self._made_of or (None, None)
            if before is not opened or told != signs:
                self._known, self._made_of = searchables(opened), (opened, signs)
            return self._known

    def named(self, name: str) -> Searchable:
        """What is served at a name; raises UnknownName."""
        known = self.known()
        if name in known:
            return known[name]
        if name in ROUTES:
            what = f"there is no such address below '{name}'."
        else:
            what = f"nothing is searched as '{name}'.{did_you_mean(name, [*known, *ROUTES])}"
        raise UnknownName(
            what, where="address", next_step="All addresses: /api/v1/openapi.json. " + _told(known)
        )

    def find(self, name: str, asked: Asked) -> Answer:
        """What is found of a question; raises DeclarationError for a wrong one, StoreError."""
        searchable = self.named(name)
        lookup = lookup_of(searchable, asked)
        ways = (read_cursor(lookup, asked.after)[0],) if asked.after else WRITTEN
        # One more than the page holds tells whether another follows.
        way, found = self._first(replace(lookup, limit=lookup.limit + 1), ways)
        hits = found.hits[: lookup.limit]
        following = cursor(lookup, way, hits[-1]) if len(found.hits) > lookup.limit else ""
        return Answer(searchable, lookup, way, replace(found, hits=hits), following)

    def suggest(self, name: str, text: str, language: str = "") -> Answer:
        """What somebody may be about to write."""
        searchable = self.named(name)
        asked = Asked(text, limit=SUGGESTED, language=language)
        lookup = lookup_of(searchable, asked, is_typed=True)
        way, found = self._first(lookup, TYPED) if lookup.concepts else ("typing", NOTHING)
        return Answer(searchable, lookup, way, found, "")

    def _first(self, lookup: Lookup, ways: tuple[Way, ...]) -> tuple[Way, Found]:
        """The first way in which something is found."""
        if not lookup.concepts:
            ways = ways[:1]
        for way in ways:
            found = self.index.search(lookup, way, seconds=self.seconds)
            if found.matched:
                return way, found
        return ways[0], replace(found, hits=())

    def member(self, name: str, key: str) -> Hit:
        """The document of a key; raises UnknownName."""
        alias = self.named(name).plan.alias
        found = self.index.document(alias, key) if key else None
        if found is None:
            raise UnknownName(
                f"none of {name} has this key.",
                where="key",
                next_step=f"Look for it: /api/v1/{name}?q=...",
            )
        return found


NOTHING = Found(0, 0, (), {})


def _told(known: Iterable[str]) -> str:
    names = ", ".join(known)
    return f"What is searched: {names}." if names else "A table with [search] can be searched."


def searchables(opened: OpenShop) -> dict[str, Searchable]:
    """What can be searched of a shop, by the name that it is served at."""
    if not searched(opened.shop):
        return {}
    found = (
        searchable_of(part.shop, part.table, lines_of(opened.shop, part.table.name))
        for part in parts_of(opened)
    )
    return {one.name: one for one in found}
