"""Ways along references: from a fact to the dimensions whose members it speaks of."""

from collections.abc import Iterator

from alkasba.errors import Ambiguous, UnknownName, did_you_mean
from alkasba.model.shop import Shop
from alkasba.model.table import Table

Way = tuple[str, ...]


def ways(shop: Shop, table: Table, seen: Way = ()) -> Iterator[Way]:
    """Every way along references from a table; none passes a dimension twice."""
    for reference, dimension in table.references.items():
        if dimension in seen or dimension not in shop.tables:
            continue
        yield (reference,)
        for rest in ways(shop, shop.tables[dimension], (*seen, dimension)):
            yield (reference, *rest)


def end_of(shop: Shop, table: Table, way: Way) -> Table:
    """The table that a way leads to."""
    for reference in way:
        table = shop.tables[table.references[reference]]
    return table


def way_to(shop: Shop, fact: Table, dimension: str, by: str | None = None) -> Way:
    """The one way from a fact to a dimension; `by` says which, where there are several.

    A shorter way wins over a longer one, and the reference that is called as the dimension is over
    others of its length: so a sale is the customer's, not that of whoever recommended them. Raises
    UnknownName where there is none, Ambiguous where several are as good.
    """
    found = [way for way in ways(shop, fact) if end_of(shop, fact, way).name == dimension]
    told = [".".join(way) for way in found]
    if not found:
        raise UnknownName(f"no row of {fact.name} refers to {dimension}.")
    if by is not None:
        if by not in told:
            hint = did_you_mean(by, told) or f" There are: {', '.join(told)}."
            raise UnknownName(f"'{by}' is no way from {fact.name} to {dimension}.{hint}")
        return tuple(by.split("."))
    shortest = [way for way in found if len(way) == min(map(len, found))]
    named = [way for way in shortest if way[-1] == dimension] or shortest
    if len(named) > 1:
        raise Ambiguous(
            f"a row of {fact.name} refers to {dimension} in several ways: {', '.join(told)}. "
            f'Say which is meant: by = "{told[0]}".'
        )
    return named[0]
