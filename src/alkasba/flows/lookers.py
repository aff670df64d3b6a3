"""Who looks at which kind of place that nobody has declared."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from duckdb import DuckDBPyConnection

from alkasba.address import SCHEMES, Address, read_address, without_password
from alkasba.clean.names import standard_name
from alkasba.errors import SourceError
from alkasba.settings import Settings
from alkasba.sources.api.looking import Look as AddressLook
from alkasba.sources.api.looking import NoRows, read_where
from alkasba.sources.database.looking import Look as DatabaseLook
from alkasba.sources.file_shapes import Limits
from alkasba.sources.looking import SUFFIXES, Looked, look_at_files, suffix_of
from alkasba.sources.objects.address import check_pattern, is_elsewhere, told
from alkasba.sources.objects.looking import look_elsewhere

PASSWORD = "DATABASE_PASSWORD"
"""The name of a database's password where nobody names another."""
PLACE = "export"
"""The name of the place of a file whose address holds a secret."""
MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Asked:
    """A place to look at, which may hold a password; `secret` is the name of one elsewhere."""

    where: str = field(repr=False)
    secret: str = ""
    auth: str = ""

    def value(self, name: str) -> str:
        """The value of a secret, from the environment or a file beside the caller."""
        return Settings(Path(), {}).secret(name)


Looker = Callable[[Asked, DuckDBPyConnection, Path, Limits], Looked]


def look_at(asked: Asked, db: DuckDBPyConnection, scratch: Path, limits: Limits) -> Looked:
    """Land what stands at a place; nothing is written there."""
    scheme = asked.where.partition(":")[0].lower() + ":"
    usual = _look_elsewhere if is_elsewhere(asked.where) else _look_at_path
    return LOOKERS.get(scheme, usual)(asked, db, scratch, limits)


def _look_at_path(asked: Asked, db: DuckDBPyConnection, scratch: Path, limits: Limits) -> Looked:
    path = Path(asked.where).absolute()
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(MAGIC)) == MAGIC:
                return _look_at_database(Asked(f"sqlite:{path}"), db, scratch, limits)
    return look_at_files(path, db, scratch, limits)


def _look_at_database(
    asked: Asked, db: DuckDBPyConnection, scratch: Path, limits: Limits
) -> Looked:
    url, password = without_password(asked.where)
    try:
        address = read_address(url)
    except ValueError as error:
        raise SourceError(str(error), where=url, next_step="Correct the address.") from None
    secret = "" if address.dialect == "sqlite" else asked.secret or PASSWORD
    notes = [_warning(secret)] if password else []
    is_there = secret in os.environ or f"{secret}_FILE" in os.environ
    if secret and not password and (asked.secret or is_there):
        password = asked.value(secret)
    declared: dict[str, object] = {"url": _declared(url, address)}
    declared |= {"secret": secret} if password else {}
    looked = DatabaseLook(address, password, declared, db, secret=secret).look()
    looked.where, looked.notes = url, [*notes, *looked.notes]
    looked.folder = Path(address.path).absolute().parent if address.path else None
    looked.name = Path(address.path).stem if address.path else address.database
    source = standard_name(looked.name)
    for group in looked.groups:
        group.source_name = source if source.isidentifier() else "database"
    return looked


def _declared(url: str, address: Address) -> str:
    """The url as a source says it: of a file, from the place where it lies."""
    if not address.path:
        return url
    name = Path(address.path).name
    if re.search(r"[{}]", name):
        raise SourceError(
            "its name has braces, which stand for places in a declaration.",
            where=address.path,
            next_step="Give the file another name.",
        )
    return f"sqlite:{{data}}/{name}"


def _warning(secret: str) -> str:
    return (
        "the address holds a password, and your shell may remember it. It is written nowhere: "
        f"put it into the environment as {secret} before you run"
    )


def _look_at_url(asked: Asked, db: DuckDBPyConnection, scratch: Path, limits: Limits) -> Looked:
    url, auth, values, warning = read_where(asked.where, asked.secret, asked.auth)

    def secret(name: str) -> str:
        return values.get(name) or asked.value(name)

    try:
        if SUFFIXES.get(suffix_of(urlsplit(url).path), "json") != "json":
            raise NoRows("")
        looked = AddressLook(url, secret, auth).look(db, scratch, limits)
    except NoRows as found:
        looked = look_elsewhere(asked.where, db, scratch, limits, kind=found.kind)
        if values:
            looked.notes = [_warning(f"ALKASBA_PLACES__{PLACE.upper()}, the address whole,")]
            for group in looked.groups:
                group.declared = group.declared | {"files": [f"{{{PLACE}}}"]}
        return looked
    looked.where, looked.notes = url, [*filter(None, [warning]), *looked.notes]
    return looked


def _look_elsewhere(asked: Asked, db: DuckDBPyConnection, scratch: Path, limits: Limits) -> Looked:
    check_pattern(asked.where, where=told(asked.where))
    return look_elsewhere(asked.where, db, scratch, limits)


LOOKERS: Mapping[str, Looker] = {
    **{f"{scheme}:": _look_at_database for scheme in SCHEMES},
    **dict.fromkeys(("https:", "http:"), _look_at_url),
}
"""What a place begins with -> what looks there; all others are files, here or elsewhere.

A looker lands what it finds on the workbench, as groups with names, a table and what a source
must declare; everything after that is the same for every kind of origin.
"""
