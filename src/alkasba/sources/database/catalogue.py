"""What a database says of itself: its tables and views, their columns, keys and references."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from alkasba.sources.database.dialect import Snapshot
from alkasba.sources.database.questions import QUESTIONS
from alkasba.sources.database.troubles import Refused

Place = tuple[str, str]
"""Schema and name of a table or view."""
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One column that holds the key of another place."""

    column: str
    other: Place
    other_column: str


@dataclass(frozen=True, slots=True)
class Held:
    """A table or view. `about` is how many rows the database believes it has, 0 where unknown.

    `columns` have their types as the database writes them; those of a view may be unknown.
    """

    place: Place
    is_view: bool = False
    about: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


def catalogue(snapshot: Snapshot, dialect: str) -> list[Held]:
    """Every table and view that may be seen, without those of the database's own."""
    if dialect == "sqlite":
        return list(_of_file(snapshot))
    asked = QUESTIONS[dialect]
    columns = _columns(snapshot.ask(asked.columns))
    keys = _best(snapshot.ask(asked.keys))
    references = _single(snapshot.ask(asked.references))
    return [
        Held(
            place := (str(schema), str(name)),
            is_view=str(is_view) in ("True", "1"),
            about=int(str(about)),
            columns=columns.get(place, {}),
            key=keys.get(place, ()),
            references=references.get(place, ()),
        )
        for schema, name, is_view, about in snapshot.ask(asked.places)
    ]


def _columns(rows: Iterable[Row]) -> dict[Place, dict[str, str]]:
    found: dict[Place, dict[str, str]] = {}
    for schema, name, column, kind in rows:
        found.setdefault((str(schema), str(name)), {})[str(column)] = str(kind)
    return found


def _best(rows: Iterable[Row]) -> dict[Place, tuple[str, ...]]:
    """The columns of the first index of each table."""
    found: dict[Place, dict[str, list[str]]] = {}
    for schema, name, index, column in rows:
        indexes = found.setdefault((str(schema), str(name)), {})
        indexes.setdefault(str(index), []).append(str(column))
    return {place: tuple(next(iter(indexes.values()))) for place, indexes in found.items()}


def _single(rows: Iterable[Row]) -> dict[Place, tuple[Reference, ...]]:
    """The references of one column; one of several has no counterpart in a declaration."""
    found: dict[tuple[Place, str], list[Reference]] = {}
    for schema, name, constraint, column, *other in rows:
        other_schema, other_name, other_column = map(str, other)
        reference = Reference(str(column), (other_schema, other_name), other_column)
        found.setdefault(((str(schema), str(name)), str(constraint)), []).append(reference)
    single: dict[Place, tuple[Reference, ...]] = {}
    for (place, _), references in found.items():
        if len(references) == 1:
            single[place] = (*single.get(place, ()), references[0])
    return single


def _of_file(snapshot: Snapshot) -> Iterable[Held]:
    """SQLite is asked table by table: one that it cannot open spoils no other."""
    found = snapshot.ask(
        "SELECT name, type = 'view' FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    tables = {str(name).lower(): str(name) for name, _ in found}
    for name, is_view in found:
        held = Held(("main", str(name)), is_view=bool(is_view))
        with suppress(Refused):
            held = held if is_view else _of_table(snapshot, str(name), tables)
        yield held


def _of_table(snapshot: Snapshot, name: str, tables: Mapping[str, str]) -> Held:
    quoted = snapshot.quoted(name)
    told = snapshot.ask(f"PRAGMA table_info({quoted})")
    columns = {str(column): str(kind) for _, column, kind, *_ in told}
    ranked = sorted((int(str(place)), str(column)) for _, column, *_, place in told if place)
    rows: list[Row] = []
    for number, _, other, column, target, *_ in snapshot.ask(f"PRAGMA foreign_key_list({quoted})"):
        # Without a column the reference is to the key of the other table, whichever that is.
        there = tables.get(str(other).lower(), str(other))
        rows.append(("main", name, number, column, "main", there, target or _key(snapshot, there)))
    return Held(
        ("main", name),
        columns=columns,
        key=tuple(column for _, column in ranked),
        references=_single(rows).get(("main", name), ()),
    )


def _key(snapshot: Snapshot, name: str) -> str:
    told = snapshot.ask(f"PRAGMA table_info({snapshot.quoted(name)})")
    keys = [str(column) for _, column, *_, place in told if place]
    return keys[0] if len(keys) == 1 else ""
