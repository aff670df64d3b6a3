"""Files of SQLite that keep what they are told, and what its errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alkasba.errors import StoreAway, StoreError

PATIENCE_SECONDS = 30.0
"""How long to wait where another process writes."""


def connect(path: Path) -> sqlite3.Connection:
    """A file of our own, which many may read while one writes."""
    db = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE_SECONDS)
    db.execute("PRAGMA journal_mode = WAL")
    return db


@contextmanager
def told(path: Path, *, name: str, next_step: str) -> Iterator[None]:
    """Errors of SQLite in our words: `name` is what the file is, `next_step` where it is none."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        # What the system says may name a path twice.
        why = error.strerror if isinstance(error, OSError) else error
        raise StoreAway(
            f"the {name} cannot be used: {why}.",
            where=str(path),
            next_step="Make room or give rights there, and let it run again.",
        ) from None
    except sqlite3.DatabaseError:
        raise StoreError(
            f"this is no {name}, or it is broken.", where=str(path), next_step=next_step
        ) from None


@contextmanager
def opened(path: Path, *, name: str, next_step: str) -> Iterator[sqlite3.Connection]:
    """Such a file, as long as the block lasts."""
    with told(path, name=name, next_step=next_step), closing(connect(path)) as db:
        yield db
