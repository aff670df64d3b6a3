"""The rows of a fact as documents: each with what is known of the members that it refers to."""

from collections.abc import Iterator
from dataclasses import dataclass

from alkasba.derive.search.documents import (
    id_of,
    members,
    object_of,
    of_other,
    other_join,
    pair,
)
from alkasba.derive.search.mapping import plan_of_fields
from alkasba.derive.sql import quoted
from alkasba.model.index import Field, IndexPlan
from alkasba.model.search import hidden
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Search, Table


@dataclass(frozen=True, slots=True)
class Place:
    """A table as a row tells of it: the row's own, or one that `path` leads to from there."""

    table: Table
    path: str = ""

    def named(self, name: str) -> str:
        """A column as it is asked for from the row: product.supplier.name."""
        return f"{self.path}.{name}" if self.path else name


def rows_plan(shop: Shop, table: Table) -> IndexPlan:
    """The index of a fact's rows."""
    return plan_of_fields(_search(table).index, list(_fields(shop, _search(table), Place(table))))


def rows_sql(shop: Shop, table: Table) -> str:
    """SELECT id, document: one row for each row of the fact in the published warehouse."""
    search, first = _search(table), Place(table)
    parts, joins = _told(shop, search, first)
    source = f"shop.{quoted(table.name)} AS m{joins}"
    return f"SELECT {id_of(table)} AS id, {object_of(parts)} AS document FROM {source}"


def _search(table: Table) -> Search:
    return table.search or Search(f"index_{table.name}")


def _own(shop: Shop, search: Search, place: Place) -> Iterator[Column]:
    """What an index may hold of a table's own columns."""
    gone = hidden(shop, place.table)
    for name, column in place.table.known_columns.items():
        if name not in gone and place.named(name) not in search.leave_out:
            yield column


def _plain(shop: Shop, search: Search, place: Place) -> list[Column]:
    return [column for column in _own(shop, search, place) if column.refers is None]


def _others(shop: Shop, search: Search, place: Place) -> Iterator[tuple[str, Place]]:
    """The references of a table, and what stands there."""
    for column in _own(shop, search, place):
        if column.refers is not None:
            yield column.name, Place(shop.tables[column.refers], place.named(column.name))


def _fields(shop: Shop, search: Search, place: Place) -> Iterator[Field]:
    for column in _plain(shop, search, place):
        yield Field(column, within=place.path)
    for _, other in _others(shop, search, place):
        yield from _fields(shop, search, other)


def _told(shop: Shop, search: Search, place: Place) -> tuple[list[str], str]:
    """A table's columns as parts of an object, without blanks, and the joins that they need."""
    parts = [pair(one.name, "m", one) for one in _plain(shop, search, place)]
    joins = []
    for name, there in _others(shop, search, place):
        parts.append(of_other(name))
        joins.append(other_join(name, members(there.table, *_told(shop, search, there))))
    return parts, "".join(joins)
