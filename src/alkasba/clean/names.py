"""Names of an origin, made alike: no accents, no case, no blanks, no two the same."""

import re
import unicodedata
from collections.abc import Iterable


def standard_name(name: str) -> str:
    """The name in lower case, words joined by one underscore, accents gone.

    >>> standard_name("  N° de Commande "), standard_name("OrderID"), standard_name("unit-price")
    ('n_de_commande', 'order_id', 'unit_price')
    """
    plain = unicodedata.normalize("NFKD", name.replace("°", " "))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"([a-z\d])([A-Z])", r"\1_\2", plain)
    plain = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", plain)
    return re.sub(r"[\W_]+", "_", plain.casefold()).strip("_")


def standard_names(names: Iterable[str]) -> list[str]:
    """Standard names, the second of the same told apart by _2, the third by _3.

    >>> standard_names(["Price", "price ", ""])
    ['price', 'price_2', 'column_3']
    """
    found: list[str] = []
    for position, name in enumerate(names, start=1):
        standard = standard_name(name) or f"column_{position}"
        distinct, count = standard, 1
        while distinct in found:
            count += 1
            distinct = f"{standard}_{count}"
        found.append(distinct)
    return found


def find_column(wanted: str, names: Iterable[str]) -> int | None:
    """Where a wanted name stands: as written if it does, else by its standard name."""
    written = list(names)
    if wanted in written:
        return written.index(wanted)
    standard = standard_names(written)
    target = standard_name(wanted)
    return standard.index(target) if target in standard else None
