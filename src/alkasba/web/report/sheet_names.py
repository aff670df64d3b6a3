"""Names of sheets that every spreadsheet takes: short, unique, without the signs it forbids."""

from collections.abc import Iterable

LONGEST = 31
FORBIDDEN = "[]:*?/\\"
RESERVED = ("history",)
"""Excel keeps this name for a sheet of its own."""
NAMELESS = "-"


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name for each title; the same twice, whatever its case, gets a number.

    >>> sheet_names(["Sales: 2026", "sales  2026", "", "'History'"])
    ['Sales 2026', 'sales 2026 (2)', '-', 'History (2)']
    """
    taken, names = set(RESERVED), list[str]()
    for title in titles:
        names.append(_free(_legal(title), taken))
        taken.add(names[-1].casefold())
    return names


def _legal(title: str) -> str:
    kept = "".join(sign if sign.isprintable() and sign not in FORBIDDEN else " " for sign in title)
    return _cut(" ".join(kept.split()), LONGEST) or NAMELESS


def _cut(text: str, length: int) -> str:
    """At most so long; an apostrophe may stand at neither end."""
    cut = text
    # Spreadsheets count in the units of UTF-16, of which a sign may take two.
    while len(cut.encode("utf-16-le")) // 2 > length:
        cut = cut[:-1]
    return cut.strip("' ")


def _free(name: str, taken: set[str]) -> str:
    """The name, or with the first number that makes it unique."""
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        ending = f" ({number})"
        found = _cut(name, LONGEST - len(ending)) + ending
    return found
