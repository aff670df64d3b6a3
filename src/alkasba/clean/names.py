"""Names of an origin, made alike: no accents, no case, no blanks, no two the same."""

import re
import unicodedata
from collections.abc import Iterable

OF_WORDS = (7, 8, 9, *range(84, 133))
"""The classes of combining marks that tell words apart: voice, nukta, virama, tone."""


def standard_name(name: str) -> str:
    """The name in lower case, words joined by one underscore, accents gone.

    >>> standard_name("  N° de Commande "), standard_name("OrderID"), standard_name("unit-price")
    ('n_de_commande', 'order_id', 'unit_price')
    """
    plain = unicodedata.normalize("NFKD", name.replace("°", " "))
    # What is left of a letter of several parts, such as those of Korean, is put together again.
    plain = unicodedata.normalize("NFC", "".join(one for one in plain if not _is_accent(one)))
    plain = re.sub(r"([a-z\d])([A-Z])", r"\1_\2", plain)
    plain = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", plain)
    return re.sub("_+", "_", "".join(map(_or_blank, plain.casefold()))).strip("_")


def _is_accent(letter: str) -> bool:
    """A mark above or below that a name can do without; in Japanese, Hindi, Thai it makes words."""
    place = unicodedata.combining(letter)
    return bool(place) and place not in OF_WORDS


def _or_blank(letter: str) -> str:
    is_part = letter.isalnum() or unicodedata.category(letter) in ("Mn", "Mc")
    return letter if is_part else "_"


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
