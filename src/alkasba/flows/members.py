"""Answers what the pages of a dimension's members ask: the list, and one of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from alkasba.derive.ddl import stored_columns
from alkasba.derive.query import Question, answerable
from alkasba.derive.sql import literal, quoted
from alkasba.derive.web.condition import in_period
from alkasba.derive.web.members import (
    MemberPage,
    has_pages,
    label_of,
    list_columns,
    list_measures,
    member_page,
)
from alkasba.derive.web.period import USUAL, read_period
from alkasba.derive.web.reach import facts_of
from alkasba.derive.web.state import State
from alkasba.errors import UnknownName, did_you_mean
from alkasba.flows.dashboards import ShownPage, labels_of, newest_of, show_page
from alkasba.flows.serving import Edition, Rows
from alkasba.model.shop import Shop
from alkasba.model.table import Table

SEARCHED = ("code", "text", "choice")
MOST_OTHERS = 50
Labels = dict[str, dict[object, str]]
ReadState = Callable[[MemberPage], State]
"""The view of a page that is asked for."""


@dataclass(frozen=True, slots=True)
class MemberList:
    """Members of a dimension: a column or measure after the other, `labels` the names of keys."""

    table: Table
    columns: tuple[str, ...]
    measures: tuple[str, ...]
    rows: Rows
    labels: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Others:
    """Members of another dimension that refer to one, as pairs of key and name."""

    table: Table
    reference: str
    members: list[tuple[str, str]]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its columns, its versions, who refers to it, and what the facts tell of it."""

    table: Table
    key: str
    name: str
    values: dict[str, object]
    labels: Labels
    versions: Rows
    others: tuple[Others, ...]
    page: MemberPage
    shown: ShownPage


def list_members(
    edition: Edition, table: Table, *, search: str, order: str, limit: int, offset: int
) -> MemberList:
    """Members by a search in any order, with their measures of the last twelve months."""
    shop = edition.shop
    columns, measures = list_columns(shop, table), list_measures(shop, table)
    ranked = order or (f"-{measures[0]}" if measures else label_of(table))
    named = [*(f"d.{quoted(name)}" for name in columns), *(f"told.{quoted(m)}" for m in measures)]
    key = f"d.{quoted(table.key[0])}"
    told = _told(edition, table, measures)
    rows = edition.ask(
        f"SELECT {', '.join(named)} FROM {quoted(table.name)} AS d {told} "
        f"WHERE {_is_member(table)}{_holds(shop, table, search)} "
        f"ORDER BY {_order(columns, measures, ranked)}, {key} LIMIT {limit} OFFSET {offset}"
    )
    return MemberList(table, tuple(columns), measures, rows, _labels(edition, table, columns, rows))


def _told(edition: Edition, table: Table, measures: tuple[str, ...]) -> str:
    """The join with what the facts tell of each member."""
    if not measures:
        return ""
    period = read_period(USUAL, newest_of(edition, facts_of(edition.shop, measures)))
    question = Question(measures, by=(table.name,), where=in_period(period))
    return (
        f"LEFT JOIN ({answerable(edition.shop, question)}) AS told "
        f"ON told.{quoted(table.name)} = d.{quoted(table.key[0])}::VARCHAR"
    )


def _is_member(table: Table) -> str:
    """The members as they are now; the first row of a dimension stands for the unknown one."""
    current = " AND d.is_current" if table.history else ""
    return f"d.{quoted(f'{table.name}_key')} <> 0{current}"


def _holds(shop: Shop, table: Table, search: str) -> str:
    """The condition that every word of a search stands in some text of a member."""
    texts = [n for n, c in stored_columns(shop, table).items() if c.type in SEARCHED]
    whole = " || ' ' || ".join(f"coalesce(d.{quoted(name)}::VARCHAR, '')" for name in texts)
    plain = f"strip_accents(lower({whole or literal('')}))"
    words = (f" AND contains({plain}, strip_accents(lower({literal(w)})))" for w in search.split())
    return "".join(words)


def _order(columns: Sequence[str], measures: Sequence[str], order: str) -> str:
    name = order.removeprefix("-")
    if name not in (*columns, *measures):
        known = (*columns, *measures)
        raise UnknownName(
            f"the list cannot be ordered by '{name}'.{did_you_mean(name, known)}",
            where="order",
            next_step=f"Write one of: {', '.join(known)}; - before it for descending.",
        )
    source = "told" if name in measures else "d"
    return f"{source}.{quoted(name)}{' DESC' if name != order else ''} NULLS LAST"


def _labels(edition: Edition, table: Table, columns: Sequence[str], rows: Rows) -> Labels:
    """The names of what the members refer to."""
    return {
        name: labels_of(edition, table.references[name], (row[at] for row in rows))
        for at, name in enumerate(columns)
        if name in table.references
    }


def show_member(edition: Edition, table: Table, key: str, read: ReadState) -> Member:
    """One member with all that is told of it; raises UnknownName where there is none."""
    columns = list(stored_columns(edition.shop, table))
    rows = _versions(edition, table, columns, key, current=True)
    if not rows:
        raise UnknownName(
            f"no such {table.name} is known.",
            where="key",
            next_step=f"Search the list: /tables/{table.name}",
        )
    values = dict(zip(columns, rows[0], strict=True))
    page = member_page(edition.shop, table, key)
    tracked = ["valid_from", "valid_to", *table.history]
    return Member(
        table,
        key,
        str(values[label_of(table)] or key),
        values,
        _labels(edition, table, columns, rows),
        _versions(edition, table, tracked, key, current=False) if table.history else [],
        tuple(_others(edition, table, key)),
        page,
        show_page(edition, page.dashboard, read(page)),
    )


def _versions(
    edition: Edition, table: Table, columns: Sequence[str], key: str, *, current: bool
) -> Rows:
    """A member's rows, the newest first; where it has a history, one for each version."""
    chosen = ", ".join(f"d.{quoted(name)}" for name in columns)
    only = _is_member(table) if current else f"d.{quoted(f'{table.name}_key')} <> 0"
    newest = " ORDER BY d.valid_from DESC" if table.history else ""
    return edition.ask(
        f"SELECT {chosen} FROM {quoted(table.name)} AS d "
        f"WHERE d.{quoted(table.key[0])}::VARCHAR = {literal(key)} AND {only}{newest}"
    )


def _others(edition: Edition, table: Table, key: str) -> Iterable[Others]:
    """The members of other dimensions that refer to it: the products of a supplier."""
    for other in edition.shop.dimensions.values():
        for reference, dimension in other.references.items():
            if dimension == table.name and has_pages(edition.shop, other):
                rows = _referring(edition, other, reference, key)
                members = [(str(own), str(name or own)) for own, name in rows[:MOST_OTHERS]]
                if members:
                    yield Others(other, reference, members, len(rows) > MOST_OTHERS)


def _referring(edition: Edition, other: Table, reference: str, key: str) -> Rows:
    own, label = quoted(other.key[0]), quoted(label_of(other))
    return edition.ask(
        f"SELECT d.{own}::VARCHAR, d.{label}::VARCHAR FROM {quoted(other.name)} AS d "
        f"WHERE {_is_member(other)} AND d.{quoted(reference)} = {literal(key)} "
        f"ORDER BY 2, 1 LIMIT {MOST_OTHERS + 1}"
    )
