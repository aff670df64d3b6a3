"""What is proposed: tables with their fields, references and measures; plain data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alkasba.model.seen import Contained, Seen
from alkasba.propose.columns import Proposed
from alkasba.propose.names import column_name

FILE = "(file)"
"""The place of a day that stands in the name of the file."""


@dataclass(slots=True)
class Field:
    """A column of a table: of the group itself, or brought by a join or from the row around.

    `place` is where it stands in the origin, `refers` the table whose key it holds.
    """

    name: str
    column: Proposed
    type: str
    place: str
    refers: str = ""
    formula: str = ""


@dataclass(slots=True)
class Measure:
    """A first measure."""

    name: str
    formula: str
    about: str
    is_level: bool = False


@dataclass(slots=True)
class ProposedTable:
    """A proposed table and the feed that fills it."""

    name: str
    seen: Seen
    kind: str
    fields: list[Field]
    key: tuple[str, ...] = ()
    day: str = ""
    label: str = ""
    joins: dict[str, dict[str, str]] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[Proposed]:
        """The columns that its own group holds."""
        own = {id(column): column for column in (one.column for one in self.fields)}
        seen = {id(column) for column in self.seen.columns}
        return [column for column in own.values() if id(column.seen) in seen]


@dataclass(slots=True)
class Proposal:
    """Tables for a place, and what was left out, with the reason."""

    tables: list[ProposedTable]
    references: list[Contained]
    left: list[tuple[str, str]] = field(default_factory=list)


NO_FACT = ProposedTable("", Seen("", "", {}), "", [])


@dataclass(frozen=True, slots=True)
class Known:
    """All that was found out of groups, by their names."""

    seen: Mapping[str, Seen]
    columns: Mapping[str, list[Proposed]]
    keys: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, str]
    references: Sequence[Contained]

    def parent(self, group: str, others: Mapping[str, ProposedTable]) -> Contained | None:
        """The reference of a group to a fact, whose day it can take."""
        return next(
            (
                one
                for one in self.references
                if one.group == group and others.get(one.other_group, NO_FACT).kind == "fact"
            ),
            None,
        )


def source_name(seen: Seen) -> str:
    """What the source of a group is called."""
    return (seen.source or seen.inside or seen.name).replace(" ", "_")


def table_of(seen: Seen, kind: str, known: Known) -> ProposedTable:
    """A table with every column of its group that says anything."""
    fields = [
        Field(one.name, one, one.type, one.seen.written)
        for one in known.columns[seen.name]
        if one.seen.filled or one.name in known.keys[seen.name]
    ]
    empty = [one.name for one in known.columns[seen.name] if not one.seen.filled]
    table = ProposedTable(known.tables[seen.name], seen, kind, fields, known.keys[seen.name])
    if empty:
        table.unsure.append(f"always blank, so left out: {', '.join(empty)}")
    return table


def set_day(table: ProposedTable, day: Proposed, place: str) -> None:
    """A moment stays a moment, and its day stands beside it."""
    own = next((one for one in table.fields if one.place == place), None)
    if own is not None and own.type == "day":
        table.day = own.name
        return
    base = re.sub(r"_(at|date|time|datetime|timestamp|on)$", "", day.name)
    taken = [one.name for one in table.fields]
    table.day = day.name if own is None and day.type == "day" else f"{base}_day"
    table.day = column_name(table.day, taken)
    table.fields.append(Field(table.day, day, "day", place))
