"""What an index in files keeps beside each document: its words, and its values by type."""

import json
import sqlite3
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from alkasba.derive.search.fields import reach
from alkasba.derive.search.words import folded, stem, words_of
from alkasba.errors import StoreError
from alkasba.model.index import IndexPlan

NUMBERS = ("money", "number")
LARGEST = 2**63
TABLES = """
CREATE VIRTUAL TABLE IF NOT EXISTS {words} USING fts5({texts}, tokenize = "ascii tokenchars '_'");
CREATE TABLE IF NOT EXISTS {values} (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, {columns});
CREATE TABLE IF NOT EXISTS {vocabulary} (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of an index: type and digits of each, and the weight of those with words."""

    name: str
    types: dict[str, str]
    decimals: dict[str, int]
    weights: dict[str, int]
    languages: tuple[str, ...]

    def table(self, what: str) -> str:
        """The name of one of its tables, in quotes."""
        return quoted(f"{self.name}:{what}")

    def write_down(self) -> str:
        return json.dumps(asdict(self))


def shape_of(plan: IndexPlan) -> Shape:
    """What is kept of the documents of a plan."""
    return Shape(
        name=plan.name,
        types={one.name: one.column.type for one in plan.fields if not one.is_list},
        decimals={one.name: one.column.decimals for one in plan.fields if not one.is_list},
        weights={one.name: one.weight for one in plan.fields if one.weight},
        languages=plan.languages,
    )


def read_shape(text: str) -> Shape:
    """A shape as it was written down."""
    told = json.loads(text)
    return Shape(**{**told, "languages": tuple(told["languages"])})


def make_tables(db: sqlite3.Connection, shape: Shape) -> None:
    """Make what is kept beside the documents, unless it is there."""
    texts = [quoted(f"{kind}:{name}") for name in shape.weights for kind in ("word", "form")]
    columns = [f"{quoted(name)}, {quoted(f'sort:{name}')}" for name in shape.types]
    told = TABLES.format(
        words=shape.table("words"),
        values=shape.table("values"),
        vocabulary=shape.table("vocabulary"),
        texts=", ".join(texts or ["nothing"]),
        columns=", ".join(columns),
    )
    try:
        for statement in filter(str.strip, told.split(";\n")):
            db.execute(statement)
    except sqlite3.OperationalError as error:
        if "fts5" not in str(error):
            raise
        raise StoreError(
            "the SQLite of this Python cannot search for words (FTS5).",
            where="[search] url",
            next_step="Use another Python, or the address of a search engine.",
        ) from None


def drop_tables(db: sqlite3.Connection, name: str) -> None:
    """Take away what is kept beside the documents of an index."""
    for what in ("words", "values", "vocabulary"):
        db.execute(f"DROP TABLE IF EXISTS {quoted(f'{name}:{what}')}")


def keep(db: sqlite3.Connection, shape: Shape, name: str, document: dict[str, Any] | None) -> None:
    """Keep what is new of a document; nothing where it is gone."""
    found = db.execute(f"SELECT row FROM {shape.table('values')} WHERE id = ?", [name]).fetchone()
    if found is not None:
        db.execute(f"DELETE FROM {shape.table('values')} WHERE row = ?", found)
        db.execute(f"DELETE FROM {shape.table('words')} WHERE rowid = ?", found)
    if document is None:
        return
    row = _insert(db, shape.table("values"), [None, name, *_values(shape, document)])
    texts, known = _texts(shape, document)
    _insert(db, shape.table("words"), texts, f"rowid, {_text_names(shape)}", row)
    words = [(word,) for word in known if word.isalpha()]
    db.executemany(f"INSERT OR IGNORE INTO {shape.table('vocabulary')} VALUES (?)", words)


def _insert(
    db: sqlite3.Connection, table: str, values: list[Value], names: str = "", *first: Value
) -> int:
    told = [*first, *values]
    columns = f"({names}) " if names else ""
    marks = ", ".join("?" * len(told))
    return db.execute(f"INSERT INTO {table} {columns}VALUES ({marks})", told).lastrowid or 0


def _text_names(shape: Shape) -> str:
    names = [quoted(f"{kind}:{name}") for name in shape.weights for kind in ("word", "form")]
    return ", ".join(names or ["nothing"])


def _texts(shape: Shape, document: dict[str, Any]) -> tuple[list[Value], set[str]]:
    """The words of each field and their forms, and all words together."""
    found: list[Value] = []
    known: set[str] = set()
    for name in shape.weights:
        words = words_of(str(told)) if (told := reach(document, name)) is not None else ()
        known.update(words)
        forms = (form(language, word) for language in shape.languages for word in words)
        found += [" ".join(words), " ".join(forms)]
    return found or [""], known


def form(language: str, word: str) -> str:
    """How the form of a word in a language is kept, so that no word is mistaken for it."""
    return f"_{language}_{stem(language, word)}"


def _values(shape: Shape, document: dict[str, Any]) -> list[Value]:
    found: list[Value] = []
    for name, kind in shape.types.items():
        value = kept(kind, shape.decimals[name], reach(document, name))
        by_text = kind == "text" and isinstance(value, str)
        found += [value, folded(value) if by_text and isinstance(value, str) else value]
    return found


def kept(kind: str, decimals: int, value: Any) -> Value:
    """A value as it is compared: amounts as whole numbers of their smallest unit."""
    if value is None:
        return None
    if kind in NUMBERS:
        scaled = Decimal(value).scaleb(decimals).to_integral_value("ROUND_CEILING")
        return int(scaled) if abs(scaled) < LARGEST else float(scaled)
    if kind == "whole":
        return int(value) if abs(value) < LARGEST else float(value)
    return int(value) if kind == "flag" else str(value)


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'
