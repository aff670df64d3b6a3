"""Which columns stay out of the warehouse, also in a shop that has mistakes."""

from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table


def stays_out(shop: Shop, column: Column) -> bool:
    """Whether the warehouse does not hold the column's value; False where that cannot be known."""
    if column.refers is not None:
        target = shop.tables.get(column.refers)
        key = target.columns.get(target.key[0]) if target is not None and target.key else None
        return target is not None and key is not None and _is_hidden(shop, key)
    return _is_hidden(shop, column)


def has_pseudonym(table: Table, name: str) -> bool:
    """Whether the warehouse would hold a pseudonym of a column that stays out of it."""
    column = table.columns[name]
    return name in table.key or column.personal == "identifier" or column.refers is not None


def _is_hidden(shop: Shop, column: Column) -> bool:
    return column.personal in shop.policy.classes and shop.is_hidden(column)
