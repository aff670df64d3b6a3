"""Which rows count as the same and which of them stays, as SQL over rows that name their file."""

from alkasba.derive.sql import quoted
from alkasba.model.shop import Shop
from alkasba.model.source import Duplicates
from alkasba.model.table import Table

ORDER = {"last": "DESC NULLS LAST", "first": "ASC NULLS LAST", "highest": "DESC NULLS LAST"}
PLACE = {"last": "DESC", "first": "ASC", "highest": "DESC"}


def rule_for(table: Table, declared: Duplicates | None) -> Duplicates:
    """The declared rule, or the table's own: the last row of each key; all where it has none."""
    if declared is None:
        return Duplicates("last", table.key) if table.key else Duplicates("all")
    return declared


def declared_rule(shop: Shop, table: Table) -> Duplicates:
    """The rule of a table; the feeds that declare one declare the same."""
    declared = (feed.duplicates for feed in shop.feeds_of(table.name) if feed.duplicates)
    return rule_for(table, next(declared, None))


def same_columns(table: Table, rule: Duplicates) -> tuple[str, ...]:
    """The columns in which rows that count as the same are equal.

    Of an amount in another currency also what was written: two may be worth the same.
    """
    return rule.by or tuple(n for n, c in table.known_columns.items() if c.formula is None)


def winner_order(rule: Duplicates) -> str:
    """ORDER BY of rows that count as the same; the first stays. Ties fall to the file and row."""
    place = PLACE[rule.keep]
    order = f"{quoted(rule.order)} {ORDER[rule.keep]}, " if rule.order else ""
    return f"{order}_name {place}, _row {place}"


def fate_of(table: Table, rule: Duplicates, *, columns: tuple[str, ...]) -> str:
    """SQL for what became of a row: kept, exact (equal to the kept row), by key, or deleted.

    A row that is marked as deleted, and would be kept, takes all those that it stands for along.
    """
    group = ", ".join(quoted(name) for name in same_columns(table, rule))
    window = f"OVER (PARTITION BY {group} ORDER BY {winner_order(rule)})"
    same = ", ".join([*(quoted(name) for name in columns), "_deleted"])
    return (
        f"CASE WHEN row_number() {window} = 1 THEN if(_deleted, 'deleted', 'kept') "
        f"WHEN row({same}) IS NOT DISTINCT FROM first_value(row({same})) {window} "
        "THEN 'exact' ELSE 'by key' END"
    )
