"""Looks at a database that nobody has declared: its tables, each landed as far as limits allow."""

import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.address import Address
from alkasba.errors import AlkasbaError
from alkasba.model.seen import Link
from alkasba.model.source import Source
from alkasba.sources import landing
from alkasba.sources.database import troubles
from alkasba.sources.database.catalogue import Held, catalogue
from alkasba.sources.database.dialect import Snapshot, snapshot_of
from alkasba.sources.database.query import is_query
from alkasba.sources.database.texts import Texts
from alkasba.sources.database.troubles import Refused
from alkasba.sources.file_shapes import Group
from alkasba.sources.looking import Looked


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is looked at: rows and bytes of one table, fewer rows after so many bytes, time."""

    first_rows: int = 1_000
    rows: int = 50_000
    bytes: int = 16 << 20
    bytes_in_all: int = 512 << 20
    seconds: int = 30
    seconds_in_all: float = 300.0


SAID = {
    "bytes": r"bytea|(tiny|medium|long)?blob|(var)?binary|image|geometry|geography|point|polygon|"
    r"linestring|tsvector|vector|rowversion",
    "document": r"jsonb?|xml|hstore|.*\[\]",
    "flag": r"bool(ean)?|tinyint\(1\)|bit(\(1\))?",
    "money": r"(small)?money",
    "code": r"uuid|uniqueidentifier",
    "text": r"n?(var)?char(acter)?( varying)?|(tiny|medium|long|n)?text|citext|enum",
}
"""What a type says of values that they cannot say themselves -> how databases write such types."""


def said_by(kind: str) -> str:
    """What a column's type says of its values.

    >>> said_by("tinyint(1)"), said_by("character varying(20)"), said_by("numeric(12,2)")
    ('flag', 'text', '')
    """
    whole = kind.strip().lower()
    bare = re.sub(r"\(.*\)", "", whole)
    shapes = SAID.items()
    return next((said for said, s in shapes if re.fullmatch(s, whole) or re.fullmatch(s, bare)), "")


@dataclass(slots=True)
class Look:
    """One look at one database; what a source must say of it is `declared`.

    `secret` is the name under which its password may be told.
    """

    address: Address
    password: str = field(repr=False)
    declared: Mapping[str, object]
    db: DuckDBPyConnection
    secret: str = ""
    bounds: Bounds = field(default_factory=Bounds)
    looked: Looked = field(default_factory=Looked)
    bytes: int = 0

    def look(self) -> Looked:
        """Land every table, or every view where there are no tables; raises where none answers."""
        ends = time.monotonic() + self.bounds.seconds_in_all
        waiting: list[tuple[Held, Group]] | None = None
        # Some databases answer nothing more after they have refused once, so each is asked anew.
        while waiting is None or waiting:
            try:
                with snapshot_of(self.address, self.password) as snapshot:
                    snapshot.hurry(self.bounds.seconds)
                    waiting = self._waiting(snapshot) if waiting is None else waiting
                    self._look_at_each(waiting, snapshot, ends)
            except Refused as refused:
                raise self._told(refused) from None
        return self.looked

    def _told(self, refused: Refused) -> AlkasbaError:
        error = troubles.told_at(refused, self.address, where="")
        if str(self.address) not in error.what:
            error = troubles.told_at(refused, self.address, where=str(self.address))
        if refused.kind == "login":
            error.next_step = (
                f"Put the password into the environment as {self.secret}, "
                "or under another name with --secret NAME; or correct the user."
            )
        return error

    def _waiting(self, snapshot: Snapshot) -> list[tuple[Held, Group]]:
        held, default = catalogue(snapshot, self.address.dialect), snapshot.default_schema()
        names = {
            one.place: one.place[1] if one.place[0] == default else ".".join(one.place)
            for one in held
        }
        times = Counter(one.place[1].lower() for one in held)
        has_tables = any(not one.is_view for one in held)
        waiting = []
        for one in held:
            name = names[one.place]
            if one.is_view and has_tables:
                self._leave(name, "it is a view; a feed reads it where its rows name it")
            elif is_query(name) or "{" in name:
                self._leave(name, "a feed cannot name it: its name looks like a file or a place")
            else:
                is_alone = times[one.place[1].lower()] == 1
                called = one.place[1] if is_alone else name.replace(".", " ")
                waiting.append((one, _group(one, called, names, self.declared)))
        return waiting

    def _leave(self, name: str, reason: str) -> None:
        self.looked.left.append((name, reason))

    def _look_at_each(
        self, waiting: list[tuple[Held, Group]], snapshot: Snapshot, ends: float
    ) -> None:
        """Land what waits, until the database refuses one."""
        while waiting:
            held, group = waiting.pop(0)
            if time.monotonic() > ends:
                self._leave(group.rows_in, "the time was over before its turn")
                continue
            try:
                self._land(held, group, snapshot)
                self.looked.groups.append(group)
            except Refused as refused:
                if refused.is_lost:
                    raise
                told = troubles.told_at(refused, self.address, where="", rows=group.rows_in)
                self._leave(group.rows_in, told.what.rstrip("."))
                return

    def _land(self, held: Held, group: Group, snapshot: Snapshot) -> None:
        rows = ".".join(snapshot.quoted(part) for part in held.place)
        kinds = held.columns or dict.fromkeys(snapshot.columns(rows), "")
        said = {name: said_by(kind) for name, kind in kinds.items()}
        names = [name for name, what in said.items() if what != "bytes"]
        if left := [name for name in said if name not in names]:
            group.unsure.append(f"bytes, so left out: {', '.join(left)}")
        if not names:
            raise Refused("no columns")
        columns = ", ".join(map(snapshot.quoted, names))

        def land(at_most: int, about: int) -> int:
            part = snapshot.part(columns, rows, at_most, about=about)
            return self._landed(group, snapshot.texts(part, names))

        size = land(self.bounds.first_rows, 0)
        if group.rows == self.bounds.first_rows:
            at_most = self._at_most(size)
            size = land(at_most, held.about) if held.about > at_most else 0
            # What the database believes may be out of date, and then pages from all over hold less.
            if not size or group.rows < at_most // 2:
                size = land(at_most, 0)
            _tell_part(group, held, at_most)
        self.bytes += size
        group.said = {names.index(name): what for name, what in said.items() if name in names}

    def _at_most(self, size: int) -> int:
        """How many rows there is room for, told by the bytes of the first ones."""
        bounds = self.bounds
        if self.bytes > bounds.bytes_in_all:
            return bounds.first_rows
        fitting = bounds.first_rows * bounds.bytes // max(size, 1)
        return max(bounds.first_rows, min(bounds.rows, fitting))

    def _landed(self, group: Group, texts: Texts) -> int:
        """Land rows as they come, in place of others; tells how many bytes they are."""
        if group.table:
            self.db.execute(f"DROP TABLE {group.table}")
        group.table, group.names = landing.create(self.db, len(texts.names)), texts.names
        group.rows = size = 0
        places = [f"c{place}" for place in range(len(texts.names))]
        for batch in texts.batches:
            of_one = pa.array([0] * batch.num_rows, pa.int32())
            table = pa.Table.from_arrays([*batch.columns, of_one], [*places, "_file"])
            landing.insert(self.db, group.table, table)
            group.rows += batch.num_rows
            size += batch.nbytes
        group.marks = frozenset(i for i, name in enumerate(texts.names) if name in texts.typed)
        return size


def _group(
    held: Held,
    called: str,
    names: Mapping[tuple[str, str], str],
    declared: Mapping[str, object],
) -> Group:
    return Group(
        called,
        "database",
        Source("inspect", "database", ()),
        [],
        (),
        dict(declared),
        rows_in=names[held.place],
        key=held.key,
        links=tuple(
            Link(one.column, names[one.other], one.other_column)
            for one in held.references
            if one.other in names
        ),
    )


def _tell_part(group: Group, held: Held, at_most: int) -> None:
    """Whether there may be more rows than those that were looked at."""
    if group.rows < at_most // 2 or (group.rows < at_most and held.about < 2 * at_most):
        return
    group.is_part = True
    about = f" of about {held.about:,}" if held.about > group.rows else ""
    group.unsure.append(f"{group.rows:,}{about} rows were looked at")
