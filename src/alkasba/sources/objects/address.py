"""Patterns of files that lie elsewhere: `s3://bucket/orders/*.csv`, `https://host/orders.csv`."""

import re
from urllib.parse import urlsplit

from alkasba.errors import WrongValue

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
WEB = ("https", "http")


def is_elsewhere(pattern: str) -> bool:
    """Whether a pattern finds files elsewhere.

    >>> is_elsewhere("s3://bucket/*.csv"), is_elsewhere("data/*.csv")
    (True, False)
    """
    return SCHEME.match(pattern) is not None


def scheme_of(pattern: str) -> str:
    """How it is spoken to what is there."""
    found = SCHEME.match(pattern)
    return found[1].lower() if found else ""


def told(pattern: str) -> str:
    """A pattern for people, without anything in it that may be secret.

    >>> told("https://me:pw@host/a.csv?sig=x"), told("s3://bucket/a?/*.csv")
    ('https://host/a.csv', 's3://bucket/a?/*.csv')
    """
    scheme, _, rest = pattern.partition("://")
    place, slash, path = rest.partition("/")
    path = path.partition("?")[0] if scheme.lower() in WEB else path
    return f"{scheme}://{place.rpartition('@')[2]}{slash}{path}"


def place_of(pattern: str, where: str) -> str:
    """Where a pattern stands and leads to, for errors; `where` may be nothing."""
    return f"{where}, {told(pattern)}" if where else told(pattern)


def check_pattern(pattern: str, *, where: str, is_written: bool = True) -> None:
    """Raise WrongValue where a pattern can find nothing, or where a secret is written in it."""
    if not is_elsewhere(pattern):
        return
    if fault := _fault(pattern, is_written=is_written):
        raise WrongValue(fault[0], where=f"{where}, files", next_step=fault[1])


def _fault(pattern: str, *, is_written: bool) -> tuple[str, str] | None:
    scheme = scheme_of(pattern)
    if "::" in pattern:
        return "an address in an address cannot be read.", "Name the files themselves."
    try:
        parts = urlsplit(pattern)
        has_password = parts.password is not None
    except ValueError:
        return "this is no address.", "Write it like s3://bucket/orders/*.csv."
    if has_password and is_written:
        return (
            "no password stands in a declaration.",
            "Take it out; who asks is told by a key file or the variables of the store's program.",
        )
    if scheme in WEB and not parts.hostname:
        return "it names no host.", "Write it like https://shop.example/exports/orders.csv."
    if scheme in WEB and re.search(r"[*\[]", parts.path):
        return (
            "a web server lists no files, so a pattern finds none there.",
            'Name each file: files = ["https://.../a.csv", "https://.../b.csv"].',
        )
    return None
