"""What a program of the stream has done since it started, for whoever watches it."""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from alkasba.errors import AlkasbaError

CONSUMED = "consumed.json"
KEEP_EVERY = 5.0
"""Seconds after which a consumer writes down again what it has done."""


@dataclass(slots=True)
class Counts:
    """What a consumer has done since it started."""

    received: int = 0
    indexed: int = 0
    gone: int = 0
    older: int = 0
    dead: int = 0
    waits: int = 0
    bytes: int = 0
    away_seconds: float = 0.0


@dataclass(slots=True)
class Rounds:
    """What a producer has done since it started, and what its last good round did."""

    done: int = 0
    failed: int = 0
    sent: int = 0
    gone: int = 0
    last: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong last: the name of the error, what it says, and when."""

    kind: str
    what: str
    at: float


@dataclass(slots=True)
class Watch:
    """By table: what was counted, and what went wrong last."""

    counts: dict[str, Counts] = field(default_factory=dict)
    rounds: dict[str, Rounds] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)

    def counts_of(self, table: str) -> Counts:
        """What is counted of a table; a consumer that begins anew goes on with it."""
        return self.counts.setdefault(table, Counts())

    def note_fault(self, table: str, error: AlkasbaError) -> None:
        """Something went wrong; errors of ours hold no value of a person."""
        self.faults[table] = Fault(type(error).__name__, error.what, time.time())

    def note_round(self, table: str, told: Mapping[str, Any] | None) -> None:
        """A round of a table was made, or failed."""
        rounds = self.rounds.setdefault(table, Rounds())
        if told is None:
            rounds.failed += 1
            return
        rounds.done, rounds.last = rounds.done + 1, told
        rounds.sent, rounds.gone = rounds.sent + told["sent"], rounds.gone + told["gone"]


@dataclass(slots=True)
class Keeper:
    """Writes down what a consumer does, for `status`; of several on one machine the last stands."""

    folder: Path
    table: str
    watch: Watch
    kept_at: float = 0.0
    received: int = 0

    @property
    def counts(self) -> Counts:
        """What is counted."""
        return self.watch.counts_of(self.table)

    def keep(self, error: AlkasbaError | None = None) -> None:
        """Write it, and what went wrong, unless that was done a moment ago."""
        if error is not None:
            self.watch.note_fault(self.table, error)
        now, counts = time.time(), self.counts
        passed = now - self.kept_at
        if passed < KEEP_EVERY and self.kept_at:
            return
        rate = (counts.received - self.received) / passed if self.kept_at else 0.0
        self.kept_at, self.received = now, counts.received
        # Whoever watches is served less well by a full disk than the index is by a consumer.
        with suppress(OSError):
            self._write({"at": now, "per_second": round(rate, 1), **asdict(counts)})

    def _write(self, told: dict[str, Any]) -> None:
        fault = self.watch.faults.get(self.table)
        told["fault"] = asdict(fault) if fault else None
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f"{CONSUMED}.{os.getpid()}"
        new.write_text(json.dumps(told), encoding="utf-8")
        new.replace(self.folder / CONSUMED)


def consumed(folder: Path) -> dict[str, Any] | None:
    """What a consumer of this machine has done; nothing where none has begun."""
    try:
        told = json.loads((folder / CONSUMED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
