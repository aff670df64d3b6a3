"""Looks at an origin that nobody has declared, and proposes the shop that would read it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.clean.names import standard_name, standard_names
from alkasba.errors import DeclarationError, SourceAway
from alkasba.flows.lookers import Asked, look_at
from alkasba.model.seen import Contained, Seen
from alkasba.propose.columns import Proposed, propose_columns
from alkasba.propose.keys import declared_key, key_of, linked, pairs, references, told_of_key
from alkasba.propose.names import singular, table_name
from alkasba.propose.proposal import Known, Proposal
from alkasba.propose.tables import propose_tables
from alkasba.propose.writing import shop_files
from alkasba.sources.facts import column_facts, contained, distinct_rows
from alkasba.sources.file_shapes import Group, Limits
from alkasba.sources.looking import Looked, have_days_in_names

MOST_PAIRS = 2000


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen at a place, and what is proposed of it.

    `where` is the place without any secret, `folder` where its files lie, `place` the address of
    such a folder elsewhere, `name` what it is called.
    """

    where: str
    folder: Path | None
    place: str
    name: str
    seen: tuple[Seen, ...]
    proposal: Proposal
    maybe: tuple[Contained, ...]
    left: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def inspect_origin(asked: Asked, *, limits: Limits | None = None) -> Inspection:
    """Look at a place and propose tables and sources for it; nothing is written there."""
    with TemporaryDirectory(prefix="alkasba-") as folder, duckdb.connect() as db:
        looked = look_at(asked, db, Path(folder), limits or Limits())
        groups = {group.name: group for group in _named(looked.groups)}
        if not groups:
            raise SourceAway(_nothing(looked), where=looked.where, next_step=NEXT)
        seen = {name: _seen(db, group, groups) for name, group in groups.items()}
        known, maybe, unsure = _known(db, groups, seen)
    proposal = propose_tables(known)
    for table in proposal.tables:
        table.unsure = [*unsure[table.seen.name], *table.unsure]
    left = (*looked.left, *proposal.left)
    place = (looked.where, looked.folder, looked.place, looked.name)
    return Inspection(
        *place, tuple(seen.values()), proposal, tuple(maybe), left, tuple(looked.notes)
    )


NEXT = "Name files (CSV, JSON, Parquet, spreadsheets), a database or an address that hold rows."


def _nothing(looked: Looked) -> str:
    reasons = "; ".join(f"{name}: {reason}" for name, reason in looked.left[:5])
    return f"there is nothing to look at{': ' + reasons if reasons else '.'}"


def _named(groups: list[Group]) -> Iterator[Group]:
    """Groups under standard names, no two the same; those without columns are of no use."""
    names = standard_names(group.name for group in groups)
    for group, name in zip(groups, names, strict=True):
        group.name = name
        if group.table:
            yield group


def _seen(db: DuckDBPyConnection, group: Group, groups: Mapping[str, Group]) -> Seen:
    places = range(len(group.names))
    outer = next(
        (
            other.name
            for other in groups.values()
            if group.rows_in and not other.rows_in and other.files == group.files
        ),
        "",
    )
    around = singular(outer) or "outer"
    names = standard_names(name.replace("^.", f"{around}_") for name in group.names)
    columns = tuple(
        column_facts(
            db,
            group.table,
            i,
            group.names[i],
            names[i],
            is_typed=i in group.marks,
            said=group.said.get(i, ""),
        )
        for i in places
    )
    repeated = group.rows - distinct_rows(db, group.table, places) if group.rows else 0
    return Seen(
        group.name,
        group.kind,
        group.declared,
        columns,
        rows=group.rows,
        unread=group.unread,
        repeated=repeated,
        files=len(group.files),
        is_part=group.is_part,
        rows_in=group.rows_in,
        inside=outer,
        days_in_names=have_days_in_names(group),
        unsure=tuple(group.unsure),
        source=group.source_name,
        key=group.key,
        links=group.links,
    )


def _known(
    db: DuckDBPyConnection, groups: Mapping[str, Group], seen: Mapping[str, Seen]
) -> tuple[Known, list[Contained], dict[str, list[str]]]:
    """Keys and references, by asking the rows."""
    columns = {name: propose_columns(one) for name, one in seen.items()}
    tables: dict[str, str] = {}
    for name in seen:
        tables[name] = table_name(standard_name(name), tables.values())
    keys: dict[str, tuple[str, ...]] = {}
    unsure: dict[str, list[str]] = {}
    for name, one in seen.items():
        places = {column.name: i for i, column in enumerate(columns[name])}

        def count(some: tuple[str, ...], table: str = groups[name].table) -> int:
            return distinct_rows(db, table, [places[each] for each in some])  # noqa: B023

        if one.rows:
            declared = declared_key(one, columns[name])
            keys[name] = declared or key_of(one, tables[name], columns[name], count)
        else:
            keys[name] = ()
        unsure[name] = list(told_of_key(one, keys[name], columns[name]))
    asked = islice(pairs(columns, keys, tables), MOST_PAIRS)
    found = [_contained(db, groups, columns, *pair) for pair in asked]
    sure, maybe = references(found, tables, linked(seen, columns, keys))
    return Known(seen, columns, keys, tables, sure), maybe, unsure


def _contained(
    db: DuckDBPyConnection,
    groups: Mapping[str, Group],
    columns: dict[str, list[Proposed]],
    group: str,
    one: Proposed,
    other: str,
    target: Proposed,
) -> Contained:
    here, there = columns[group].index(one), columns[other].index(target)
    distinct, found, words = contained(db, groups[group].table, here, groups[other].table, there)
    return Contained(group, one.name, other, target.name, distinct, found, words)


def write_shop(found: Inspection, folder: Path) -> list[Path]:
    """Write the proposed shop; raises DeclarationError where a shop stands already."""
    if not found.proposal.tables:
        raise DeclarationError(
            "nothing at this place can become a table.",
            where=found.where,
            next_step="Look at what was left out, and declare it by hand.",
        )
    if (folder / "alkasba.toml").exists():
        raise DeclarationError(
            "there is a shop already.",
            where=str(folder),
            next_step="Name a folder that is new, or delete that one.",
        )
    folder = folder.absolute()
    place = Path(os.path.relpath(found.folder, folder)).as_posix() if found.folder else found.place
    name = found.name.replace("_", " ").capitalize()
    paths = []
    for path, text in shop_files(found.proposal, place=place, name=name or "Shop").items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        paths.append(target)
    return paths
