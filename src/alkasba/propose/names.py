"""Names for tables, columns and measures that the declaration and its formulas allow."""

import re
from collections.abc import Collection

from alkasba.errors import DeclarationError
from alkasba.model.check import RESERVED_COLUMNS, RESERVED_TABLES
from alkasba.model.expression import Aggregate, Name
from alkasba.model.formula import read_formula

SUFFIXES = ("_id", "_ids", "_code", "_no", "_nr", "_number", "_ref", "_key", "_num")
ALIKE = 4


def singular(name: str) -> str:
    """One of what a name calls many; only the last word changes.

    >>> singular("order_details"), singular("categories"), singular("sales"), singular("address")
    ('order_detail', 'category', 'sale', 'address')
    """
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    if re.search(r"(sh|ch|x|ss|z)es$", name):
        return name[:-2]
    return name if not name.endswith("s") or re.search(r"(ss|us|is|news)$", name) else name[:-1]


def plural(name: str) -> str:
    """Many of what a name calls one.

    >>> plural("order"), plural("category"), plural("box"), plural("status")
    ('orders', 'categories', 'boxes', 'statuses')
    """
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|sh|ch|x|z)$", name) else f"{name}s"


def table_name(standard: str, taken: Collection[str]) -> str:
    """A free name for a table."""
    name = _usable(singular(standard), "table")
    return _free(f"{name}_row" if name in RESERVED_TABLES else name, taken)


def column_name(standard: str, taken: Collection[str]) -> str:
    """A free name for a column, which a formula can hold."""
    name = _usable(standard, "column")
    if name.endswith("_key") or name in RESERVED_COLUMNS:
        name = f"{name.removesuffix('_key')}_code"
    return _free(name, taken)


def measure_name(wanted: str, taken: Collection[str]) -> str:
    """A free name for a measure."""
    return _free(_usable(wanted, "measure"), taken)


def _usable(name: str, kind: str) -> str:
    name = name.strip("_")
    if not name.isidentifier():
        name = f"{kind}_{name}".strip("_")
    return name if _fits_formula(name) else f"{name}_value"


def _fits_formula(name: str) -> bool:
    """Words of SQL such as `order` may be no names in a formula."""
    try:
        found = read_formula(f"sum({name})")
    except DeclarationError:
        return False
    return isinstance(found, Aggregate) and found.argument == Name(name)


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def stem(name: str) -> str:
    """What a column is about, without the word for its key.

    >>> stem("customer_id"), stem("id"), stem("city")
    ('customer', '', 'city')
    """
    for suffix in SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return "" if f"_{name}" in SUFFIXES else name


def speaks_of(column: str, table: str, key: str) -> bool:
    """Whether the name of a column says that it holds the key of a table.

    >>> speaks_of("customer_id", "customer", "id"), speaks_of("ship_via", "shipper", "shipper_id")
    (True, True)
    >>> speaks_of("quantity", "customer", "id")
    False
    """
    about = stem(column)
    if column == key or about in (table, stem(key)) or about.endswith(f"_{table}"):
        return bool(about)
    first = about.partition("_")[0]
    return len(first) >= ALIKE and table.startswith(first)
