"""The fields of a document: the columns of a member, and of the members that it refers to."""

from collections.abc import Iterator
from dataclasses import dataclass

from alkasba.model.shop import Shop
from alkasba.model.table import Column, Search, Table


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `within` is the reference that leads to it, where it is another member's.

    `weight` tells how much a word in it says: 0 where no words are looked for.
    """

    column: Column
    within: str = ""
    weight: int = 0

    @property
    def name(self) -> str:
        """As it is asked for: supplier.name."""
        return f"{self.within}.{self.column.name}" if self.within else self.column.name


def fields_of(part: Shop, table: Table) -> list[Field]:
    """The fields of a table's documents; `part` is the shop as far as they are made of it."""
    search = table.search or Search(table.name)
    weights = weights_of(table, search)
    fields: list[Field] = []
    for name, column in table.known_columns.items():
        if name in search.leave_out:
            continue
        if column.refers is None:
            fields.append(Field(column, weight=weights.get(name, 0)))
        else:
            fields += _of_other(part.tables[column.refers], name, weights.get(name, 0))
    return fields


def _of_other(table: Table, within: str, weight: int) -> Iterator[Field]:
    for name, column in table.known_columns.items():
        is_told = name == (table.label or table.key[0])
        yield Field(column, within=within, weight=weight if is_told else 0)


def weights_of(table: Table, search: Search) -> dict[str, int]:
    """By column, how much a word in it says; the first says most.

    Where nothing is declared: the label, then all texts, then the key.
    """
    names = search.texts or tuple(
        dict.fromkeys(
            (
                *([table.label] if table.label else []),
                *(n for n, c in table.known_columns.items() if c.type in ("text", "choice")),
                *table.key,
            )
        )
    )
    return {name: max(1, 8 >> place) for place, name in enumerate(names)}
