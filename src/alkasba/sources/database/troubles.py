"""What databases answer when they do not give rows, told apart by who can mend it."""

from collections.abc import Callable, Iterable

from alkasba.address import Address
from alkasba.errors import AlkasbaError, SourceAway, SourceChanged, SourceError, did_you_mean


class Refused(Exception):
    """A database gave no rows; `kind` is why, `name` what it is about, `code` its own number.

    Never the database's own words where they may hold values of rows.
    """

    def __init__(self, kind: str, name: str = "", code: str = "") -> None:
        self.kind, self.name, self.code = kind, name, code
        super().__init__(kind)

    @property
    def is_lost(self) -> bool:
        """Whether another try may do: it had answered, and stopped."""
        return self.kind == "lost"


def missing_driver(dialect: str, extra: str) -> SourceError:
    """The driver of a dialect is an extra that is not installed."""
    return SourceError(
        f"what reads {dialect} is not installed.",
        where=f"url of {dialect}",
        next_step=f"Run: pip install 'alkasba[{extra}]'",
    )


def told(refused: Refused, address: Address, *, source: str, rows: str = "") -> AlkasbaError:
    """The error for people."""
    place = f", {rows}" if rows else ""
    return told_at(refused, address, where=f"sources/{source}.toml{place}", rows=rows)


def told_at(refused: Refused, address: Address, *, where: str, rows: str = "") -> AlkasbaError:
    """The error for people, where it is no source that asks."""
    what, next_step, make = KINDS[refused.kind]
    code = f" ({refused.code})" if refused.code else ""
    name = refused.name or rows
    return make(
        what.format(name=name, address=address, user=address.user) + code + ".",
        where=where,
        next_step=next_step.format(name=name, address=address, user=address.user),
    )


def no_place(name: str, known: Iterable[str], *, source: str) -> SourceChanged:
    """A table or view that the database does not have, or does not show."""
    return SourceChanged(
        f"the database has no table or view '{name}'.{did_you_mean(name, known)}",
        where=f"sources/{source}.toml, rows",
        next_step="Write its name in the same case as there, or ask for the right to see it.",
    )


def no_column(name: str, known: Iterable[str], *, source: str, rows: str) -> SourceChanged:
    """A column that a table does not have."""
    return SourceChanged(
        f"'{rows}' has no column '{name}'.{did_you_mean(name, known)}",
        where=f"sources/{source}.toml, since.{rows}",
        next_step="Write the column's name as it is there, in the same case.",
    )


KINDS: dict[str, tuple[str, str, Callable[..., AlkasbaError]]] = {
    "away": (
        "the database {address} does not answer",
        "Check host, port and network, or run again when it is back.",
        SourceAway,
    ),
    "no file": (
        "there is no database in {address}",
        "Correct the path in url, or put the file there.",
        SourceAway,
    ),
    "unreadable": (
        "{address} cannot be opened",
        "Give yourself the right to read it; in WAL mode SQLite writes beside it, too.",
        SourceError,
    ),
    "no database file": (
        "{address} is no database of SQLite, or it is damaged",
        "Correct the path in url, or fetch the file again.",
        SourceError,
    ),
    "login": (
        "{address} does not let '{user}' in with this secret",
        "Correct the user in url, or the value of the secret.",
        SourceError,
    ),
    "connection": (
        "{address} refuses the connection",
        "Ask who keeps the database what it demands: encryption, a host that is let in, a role.",
        SourceError,
    ),
    "database": (
        "there is no database {address}",
        "Correct what stands behind the host in url.",
        SourceChanged,
    ),
    "place": (
        "the database has no table or view that the query names",
        "Correct the names in the query.",
        SourceChanged,
    ),
    "column": (
        "there is no column as the query names it",
        "Correct the names in the query.",
        SourceChanged,
    ),
    "right": (
        "'{user}' has no right to read '{name}'",
        "Ask who keeps the database: GRANT SELECT on it is enough.",
        SourceError,
    ),
    "lost": (
        "the database {address} was there and is gone, several times",
        "Run again when it is back. What was fetched before stays.",
        SourceAway,
    ),
    "locked": (
        "'{name}' is locked by someone who changes it",
        "Run again later. What was fetched before stays.",
        SourceAway,
    ),
    "slow": (
        "'{name}' takes longer to answer than it may",
        "Ask when the database has less to do, or by a .sql file that asks for less.",
        SourceError,
    ),
    "no columns": (
        "'{name}' has no column that can be read",
        "Read it by a .sql file that makes texts of what it holds.",
        SourceError,
    ),
    "same names": (
        "two columns are called alike in '{name}', and a feed could not tell them apart",
        "Give one of them another name: id AS order_id.",
        SourceError,
    ),
    "query": (
        "the database cannot answer the query for '{name}'",
        "Try the query there, as the same user.",
        SourceError,
    ),
    "value": (
        "'{name}' holds a text that is no text in its encoding, which cannot be kept",
        "Read it by a .sql file that converts or leaves out the column.",
        SourceError,
    ),
    "size": (
        "'{name}' has a row that is too large to be fetched",
        "Read it by a .sql file that leaves out the large column.",
        SourceError,
    ),
}
