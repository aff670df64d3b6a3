"""The fields of a document: the columns of a member and of those it refers to, what is learnt."""

from collections.abc import Iterator
from typing import Any

from alkasba.derive.search.learnt import FIELDS
from alkasba.model.index import Field
from alkasba.model.shop import Shop
from alkasba.model.table import Search, Table


def fields_of(part: Shop, table: Table) -> list[Field]:
    """The fields of a table's documents; `part` is the shop as far as they are made of it."""
    search = table.search or Search(table.name)
    weights = weights_of(table, search)
    fields: list[Field] = []
    for name, column in table.indexed_columns.items():
        if name in search.leave_out:
            continue
        if column.refers is None:
            fields.append(Field(column, weight=weights.get(name, 0)))
        else:
            others = _of_other(part.tables[column.refers], name, weights.get(name, 0))
            fields += [field for field in others if field.name not in search.leave_out]
    return fields + [FIELDS[name] for name in search.learnt]


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


def reach(document: dict[str, Any], name: str) -> Any:
    """The value of a field; supplier.name stands in the part `supplier`."""
    first, _, rest = name.partition(".")
    found = document.get(first)
    if not rest:
        return found
    return reach(found, rest) if isinstance(found, dict) else None
