"""One transaction in PostgreSQL; what it refuses is told by who can mend it, never in its words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import make_conninfo

from alkasba.errors import StoreAway, StoreError
from alkasba.libpq import connection_words, meaning_of_state, meaning_of_words
from alkasba.settings import SharedWarehouse

Connection = psycopg.Connection[tuple[object, ...]]

LOCK_SECONDS = 30
"""How long somebody may hold what has to be changed."""
SESSION = {
    "lock_timeout": f"{LOCK_SECONDS}s",
    "DateStyle": "ISO, YMD",
    "TimeZone": "UTC",
    "client_encoding": "UTF8",
    # Indexes of a whole load are made at once; PostgreSQL's 64 MB would sort them on the disk.
    "maintenance_work_mem": "256MB",
    # A server may be told to end what waits between two statements: while we compute, we wait.
    "idle_in_transaction_session_timeout": "0",
    "statement_timeout": "0",
    # A machine that vanished would else hold what it has locked for two hours.
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}


class Lost(Exception):
    """The server does not answer, or went away in the middle; another try may do."""


@contextmanager
def transaction(shared: SharedWarehouse, password: str) -> Iterator[Connection]:
    """A transaction that is committed where the block ends well, and never was where it does not.

    Raises Lost, StoreAway or StoreError.
    """
    connection = connect(shared, password)
    try:
        with told(shared):
            for name, value in SESSION.items():
                connection.execute("SELECT set_config(%s, %s, true)", [name, value])
            yield connection
            connection.commit()
    finally:
        connection.close()


def connect(shared: SharedWarehouse, password: str) -> Connection:
    """A connection to the database; it begins a transaction with its first statement."""
    try:
        return psycopg.connect(make_conninfo("", **connection_words(shared.address, password)))
    except psycopg.Error as error:
        state = error.sqlstate or ""
        kind = meaning_of_state(state) if state else meaning_of_words(str(error))
        raise refused(kind, shared, state) from None


@contextmanager
def told(shared: SharedWarehouse) -> Iterator[None]:
    """Tells what PostgreSQL refuses in our words: its own may hold values of rows."""
    try:
        yield
    except psycopg.Error as error:
        state = error.sqlstate or ""
        # Without a state, only what concerns the connection means that the server is gone.
        is_gone = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        kind = _kind(state) if state or is_gone else "query"
        raise refused(kind, shared, state) from None


def _kind(state: str) -> str:
    return next((kind for known, kind in KINDS.items() if state.startswith(known)), "") or (
        meaning_of_state(state)
    )


def refused(kind: str, shared: SharedWarehouse, state: str = "") -> Exception:
    """The error of a kind, with PostgreSQL's number for it."""
    if kind in ("lost", "away"):
        return Lost()
    what, next_step, make = TOLD.get(kind, TOLD["query"])
    code = f" ({state})" if state else ""
    names = {"address": shared.address, "user": shared.address.user, "schema": shared.schema}
    return make(
        what.format(**names) + code + ".",
        where="[warehouse] url",
        next_step=next_step.format(**names),
    )


def away(shared: SharedWarehouse) -> StoreAway:
    """It does not answer, or was lost too often."""
    return StoreAway(
        f"the database {shared.address}, which serves the warehouse, does not answer.",
        where="[warehouse] url",
        next_step=f"Check host, port and network. {LATER}",
    )


KINDS = {
    "53300": "lost",
    "25P03": "lost",
    "53200": "locks",
    "53": "full",
    "58": "full",
    "2BP01": "needed",
    "42501": "right",
}
"""What some states mean to who writes, beside what they mean to all."""
LATER = "Here everything is published. The next run brings it there, also one that reads nothing."
TOLD: dict[str, tuple[str, str, type[StoreError]]] = {
    "login": (
        "{address} does not let '{user}' in with this secret",
        f"Correct the user in [warehouse] url, or the value of the secret. {LATER}",
        StoreError,
    ),
    "connection": (
        "{address} refuses the connection",
        (f"Ask who keeps the database what it demands: encryption, a host that is let in. {LATER}"),
        StoreError,
    ),
    "database": (
        "there is no database {address}",
        f"Make it, or correct what stands behind the host in url. {LATER}",
        StoreError,
    ),
    "right": (
        "'{user}' may not make what the warehouse needs in {address}",
        (
            'Ask who keeps the database for: GRANT CREATE ON DATABASE ... TO "{user}". '
            f"Schemas that are there already must belong to it. {LATER}"
        ),
        StoreError,
    ),
    "locked": (
        f"somebody has held what must change in schema '{{schema}}' for {LOCK_SECONDS} seconds",
        f"Run again when the question, or the other run, is over. {LATER}",
        StoreAway,
    ),
    "needed": (
        "a table of schema '{schema}' has to be made anew, and something of yours needs it",
        (
            "Drop the views that read it, and make them again after the next run. "
            "Views in a schema of your own are best made by a script."
        ),
        StoreError,
    ),
    "locks": (
        "{address} has no room for so many tables in one transaction",
        f"Ask who keeps it to raise max_locks_per_transaction. {LATER}",
        StoreError,
    ),
    "slow": (
        "somebody has stopped at {address} what the run did there",
        f"Ask who keeps the database. {LATER}",
        StoreAway,
    ),
    "full": (
        "{address} has no room left, or its disk fails",
        f"Make room there. {LATER}",
        StoreAway,
    ),
    "value": (
        "{address} cannot keep a text in its encoding",
        "Make the database with ENCODING 'UTF8'.",
        StoreError,
    ),
    "query": (
        "{address} refuses what the warehouse needs",
        (
            "Run again; where it is refused again, drop the schema '{schema}' and those named "
            "after it, and run once more. They are derived."
        ),
        StoreError,
    ),
}
