"""Rows of another source, made ready for a feed to look up: one per key, the last of several."""

from collections.abc import Iterable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from alkasba.clean.names import find_column, standard_name, standard_names
from alkasba.clean.steps import key_text
from alkasba.derive.sql import quoted
from alkasba.model.source import Feed, Join
from alkasba.ports import Landing, Unread


@dataclass(frozen=True, slots=True)
class Joined:
    """What a join could not read, and the names that are typed in every landing of it."""

    unread: tuple[Unread, ...]
    typed: frozenset[str]


def joined_table(join: Join) -> str:
    """What the rows that a join finds are called on the workbench."""
    return quoted(f"joined_{join.name}")


def joined_names(feed: Feed, join: Join) -> list[str]:
    """The names of the other origin that a feed asks for: its key, and what fields name."""
    named = [name for field in feed.fields.values() for name in field.names]
    named += feed.deleted.names if feed.deleted else ()
    asked = [n.partition(".")[2] for n in named if n.partition(".")[0] == join.name]
    return list(dict.fromkeys([*join.on.values(), *asked]))


def make_joined(
    db: DuckDBPyConnection, feed: Feed, join: Join, landings: Iterable[Landing]
) -> Joined:
    """Make the table of a join from all landings of the other source."""
    target, names = joined_table(join), joined_names(feed, join)
    columns = ", ".join(f"{quoted(name)} VARCHAR" for name in standard_names(names))
    db.execute(f"CREATE OR REPLACE TEMP TABLE {target} ({columns}, _place VARCHAR, _row BIGINT)")
    unread: list[Unread] = []
    typed: list[frozenset[str]] = []
    for landing in landings:
        _add(db, target, names, landing)
        unread += landing.unread
        always = [place for place, mark in landing.typed.items() if not mark]
        typed.append(frozenset(landing.names[place] for place in always))
    key = ", ".join(quoted(standard_name(there)) for there in join.on.values())
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE {target} AS SELECT * FROM {target} "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY _place DESC, _row DESC) = 1"
    )
    return Joined(tuple(unread), frozenset.intersection(*typed) if typed else frozenset())


def _add(db: DuckDBPyConnection, target: str, names: list[str], landing: Landing) -> None:
    places = {name: find_column(name, landing.names) for name in names}
    values = [
        f"{key_text(f'c{place}')} AS {quoted(standard_name(name))}"
        for name, place in places.items()
        if place is not None
    ]
    files = [reading.file.name for reading in landing.files]
    table = quoted(landing.table)
    db.execute(
        f"INSERT INTO {target} BY NAME SELECT {', '.join([*values, ''])} "
        f"list_extract($1::VARCHAR[], _file + 1) AS _place, rowid AS _row FROM {table}",
        [files],
    )
    db.execute(f"DROP TABLE {table}")
