"""The schemas of a shared warehouse: tables that people read, years of facts, our own books."""

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import sql

from alkasba.derive.served import Served


@dataclass(frozen=True, slots=True)
class Schemas:
    """`parts` keeps the years of facts out of the list that people choose tables from."""

    tables: str

    @property
    def parts(self) -> str:
        return f"{self.tables}_parts"

    @property
    def books(self) -> str:
        return f"{self.tables}_books"

    @property
    def all(self) -> tuple[str, str, str]:
        return self.tables, self.parts, self.books

    def home(self, table: Served) -> str:
        """The schema that a table stands in."""
        return self.books if table.is_book else self.tables

    def place(self, table: Served) -> sql.Identifier:
        """A table in the schema that it stands in."""
        return sql.Identifier(self.home(table), table.name)

    def table(self, name: str) -> sql.Identifier:
        """A table that people read."""
        return sql.Identifier(self.tables, name)

    def part(self, name: str, year: int) -> sql.Identifier:
        """A year of a fact."""
        return sql.Identifier(self.parts, part_name(name, year))

    def book(self, name: str) -> sql.Identifier:
        """A table that only we read."""
        return sql.Identifier(self.books, name)


def part_name(table: str, year: int) -> str:
    """What a year of a fact is called.

    >>> part_name("sale", 2024)
    'sale_2024'
    """
    return f"{table}_{year:04}"


def listed(names: Iterable[str]) -> sql.Composed:
    """Names of columns with commas between them."""
    return sql.SQL(", ").join(map(sql.Identifier, names))
