"""Parameters as a reader sets them: `holding_rate=0.3` on a command line and in an address."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from alkasba.errors import WrongValue

LONGEST = 20
"""Signs of a number that anyone would choose."""


def read_values(words: Iterable[str]) -> tuple[tuple[str, Decimal], ...]:
    """What is set, name by name; the last word on one holds.

    >>> read_values(["holding_rate=0.3"])
    (('holding_rate', Decimal('0.3')),)
    """
    found: dict[str, Decimal] = {}
    for word in words:
        name, sign, text = word.partition("=")
        if not sign:
            raise WrongValue(
                f"'{word}' sets nothing.",
                where="parameter",
                next_step="Write the name, =, and the number: holding_rate=0.3",
            )
        found[name.strip()] = read_value(name.strip(), text)
    return tuple(found.items())


def read_value(name: str, text: str) -> Decimal:
    """The number that a text says; raises WrongValue where it says none."""
    try:
        number = Decimal(text.strip()) if len(text) <= LONGEST else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > LONGEST:
        raise WrongValue(
            f"'{name}' is set to a number, which '{text[:LONGEST]}' is not.",
            where=name,
            next_step="Write it with a point: 0.3",
        )
    return number
