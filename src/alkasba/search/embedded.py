"""An index in files of this machine: SQLite, with its own search for words."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from alkasba import sqlite
from alkasba.errors import StoreError
from alkasba.model.index import Field, IndexPlan
from alkasba.model.searching import Found, Hit, Lookup, Way
from alkasba.ports import Change, Verdict
from alkasba.search.asking import nothing_indexed
from alkasba.search.finding import Finder, read_document
from alkasba.search.shape import Shape, drop_tables, keep, make_tables, quoted, read_shape, shape_of

SCHEMA = """
CREATE TABLE IF NOT EXISTS plan (name TEXT PRIMARY KEY, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stands (name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS shape (name TEXT PRIMARY KEY, told TEXT NOT NULL);
"""
DOCUMENTS = """
CREATE TABLE IF NOT EXISTS {name} (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT
)
"""
PUT = """
INSERT INTO {name} VALUES (?1, ?2, ?3) ON CONFLICT (id) DO
UPDATE SET version = excluded.version, document = excluded.document
WHERE excluded.version > version
"""
DONE, OLDER, NEVER = "done", "older", "never"


class EmbeddedIndex:
    """Indexes in a folder, one file for each name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def standing(self, alias: str) -> list[str]:
        """The indexes that there are for a name, the one that it stands for first."""
        with self._open(alias) as db:
            chosen = [name for (name,) in db.execute("SELECT name FROM stands")]
            every = [name for (name,) in db.execute("SELECT name FROM plan ORDER BY name")]
        return [*(chosen or [""]), *(name for name in every if name not in chosen)]

    def make(self, plan: IndexPlan) -> None:
        """Make the index of a plan, unless it is there."""
        fields = json.dumps({one.name: _kind(one) for one in plan.fields})
        with self._open(plan.alias) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT OR IGNORE INTO plan VALUES (?, ?)", [plan.name, fields])
            db.execute(DOCUMENTS.format(name=quoted(plan.name)))
            # Where no words are looked for, documents are only kept.
            if (shape := shape_of(plan)).weights:
                told = [plan.name, shape.write_down()]
                db.execute("INSERT OR IGNORE INTO shape VALUES (?, ?)", told)
                make_tables(db, shape)
            db.execute("COMMIT")

    def stand(self, plan: IndexPlan) -> None:
        """Let the name stand for this index from now on."""
        with self._open(plan.alias) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM stands")
            db.execute("INSERT INTO stands VALUES (?)", [plan.name])
            db.execute("COMMIT")

    def drop(self, name: str) -> None:
        """Take an index away."""
        with self._open(_alias(name)) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
            db.execute("DELETE FROM plan WHERE name = ?", [name])
            db.execute("DELETE FROM shape WHERE name = ?", [name])
            drop_tables(db, name)
            db.execute("COMMIT")

    def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
        """Make the changes, all in one transaction."""
        with self._open(_alias(name)) as db:
            db.execute("BEGIN IMMEDIATE")
            told = db.execute("SELECT fields FROM plan WHERE name = ?", [name]).fetchone()
            if told is None:
                raise self._gone(name)
            fields, shape = json.loads(told[0]), _shape(db, name)
            verdicts = [_put(db, name, shape, fields, change) for change in changes]
            db.execute("COMMIT")
        return verdicts

    def refresh(self, name: str) -> None:
        """What was written is seen at once."""

    def versions(self, name: str) -> Iterator[tuple[str, int]]:
        """Id and version of each document that is there."""
        sql = f"SELECT id, version FROM {quoted(name)} WHERE document IS NOT NULL ORDER BY id"
        with self._open(_alias(name)) as db:
            yield from db.execute(sql)

    def search(self, lookup: Lookup, way: Way, *, seconds: float) -> Found:
        """What is found of a question."""
        with self._open(lookup.plan.alias) as db:
            name = self._standing(db, lookup.plan.alias)
            if (shape := _shape(db, name)) is None:
                raise self._gone(name)
            return Finder(db, shape, lookup, way).find(seconds)

    def document(self, alias: str, name: str) -> Hit | None:
        """The document of that id, if it is there."""
        with self._open(alias) as db:
            table = quoted(self._standing(db, alias))
            sql = f"SELECT document FROM {table} WHERE id = ? AND document IS NOT NULL"
            found = db.execute(sql, [name]).fetchone()
        return Hit(name, read_document(found[0]), None, ()) if found else None

    def _standing(self, db: sqlite3.Connection, alias: str) -> str:
        """The index that a name stands for; raises StoreAway where it stands for none."""
        found = db.execute("SELECT name FROM stands").fetchone()
        if found is None:
            raise nothing_indexed(alias)
        return str(found[0])

    def count(self, name: str) -> int:
        """How many documents are there."""
        sql = f"SELECT count(*) FROM {quoted(name)} WHERE document IS NOT NULL"
        with self._open(_alias(name)) as db:
            return int(db.execute(sql).fetchone()[0])

    def close(self) -> None:
        """There is nothing to let go of: each use opens the file anew."""

    def _gone(self, name: str) -> StoreError:
        return StoreError(
            f"the index '{name}' is not there.",
            where=str(self.folder),
            next_step="Start alkasba consume again; it makes it anew.",
        )

    @contextmanager
    def _open(self, alias: str) -> Iterator[sqlite3.Connection]:
        path = self.folder / f"{alias}.sqlite"
        self.folder.mkdir(parents=True, exist_ok=True)
        anew = "Delete it. An index is derived: the stream fills it anew."
        with sqlite.opened(path, name="index", next_step=anew) as db:
            db.executescript(SCHEMA)
            yield db


def _shape(db: sqlite3.Connection, name: str) -> Shape | None:
    """What is kept beside the documents; nothing where no words are looked for."""
    told = db.execute("SELECT told FROM shape WHERE name = ?", [name]).fetchone()
    return read_shape(told[0]) if told else None


def _put(
    db: sqlite3.Connection, name: str, shape: Shape | None, fields: dict[str, str], change: Change
) -> Verdict:
    text = told = None
    if change.document is not None:
        try:
            told = json.loads(change.document, parse_float=Decimal)
        except (ValueError, RecursionError):
            return Verdict(NEVER, "no JSON")
        if why := _mistake(fields, told, ""):
            return Verdict(NEVER, why)
        text = change.document.decode()
    done = db.execute(PUT.format(name=quoted(name)), [change.id, change.version, text])
    if done.rowcount and shape is not None:
        keep(db, shape, change.id, told)
    return Verdict(DONE if done.rowcount else OLDER)


LISTS = "list of "


def _kind(field: Field) -> str:
    """What a field holds, as it is kept beside the documents."""
    return f"{LISTS if field.is_list else ''}{field.column.type}"


KINDS: dict[str, tuple[type, ...]] = {
    "whole": (int,),
    "number": (int, Decimal),
    "money": (int, Decimal),
    "flag": (bool,),
}


MOMENTS = ("day", "moment")
LARGEST = {"whole": 2**63, "number": 10**30, "money": 10**30}
"""What no index of numbers takes; written out, some of it would fill the memory."""


def _mistake(fields: dict[str, str], told: Any, within: str) -> str:
    """Why a document does not fit the index; nothing where it does."""
    for key, value in told.items():
        name = f"{within}{key}"
        if isinstance(value, dict) and any(known.startswith(f"{name}.") for known in fields):
            if why := _mistake(fields, value, f"{name}."):
                return why
        elif name not in fields:
            return "a field that the index does not have"
        elif value is not None and not _fits(fields[name], value):
            return f"{name} holds no {fields[name]}"
    return ""


def _fits(kind: str, value: object) -> bool:
    if kind.startswith(LISTS):
        each = kind.removeprefix(LISTS)
        return isinstance(value, list) and all(_fits(each, one) for one in value)
    allowed = KINDS.get(kind, (str,))
    is_right = isinstance(value, allowed) and (kind == "flag" or not isinstance(value, bool))
    if is_right and isinstance(value, int | Decimal) and kind in LARGEST:
        return -LARGEST[kind] < value < LARGEST[kind]
    return is_right and (kind not in MOMENTS or _is_moment(str(value)))


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _alias(name: str) -> str:
    return name.rpartition("-")[0]
