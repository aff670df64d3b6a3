"""Names and values as SQL writes them."""

from collections.abc import Iterable
from decimal import Decimal


def quoted(name: str) -> str:
    """A name that is safe whatever it holds: in double quotes, those inside it doubled."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | int | bool | Decimal | None) -> str:
    """A value as a literal; decimals stay exact.

    >>> literal("l'herbe"), literal(Decimal("1.50")), literal(None)
    ("'l''herbe'", '1.50', 'NULL')
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str]) -> str:
    """Texts as the inside of IN (...)."""
    return ", ".join(literal(value) for value in values)
