"""How the stream stands: last rounds of each table, what waits to be indexed, what failed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from alkasba.errors import AlkasbaError
from alkasba.flows.opening import OpenShop
from alkasba.flows.stream.consuming import lag
from alkasba.flows.stream.history import last_rounds
from alkasba.flows.stream.part import Part, parts_of
from alkasba.flows.stream.producing import ROUND, Topics, last_round
from alkasba.flows.stream.watch import consumed
from alkasba.model.search import searched
from alkasba.stream import open_log

ROUNDS_OF_A_RATE = 20
FRESH_SECONDS = 60
"""A consumer that has written nothing for so long reads nothing now."""


def stream_status(opened: OpenShop) -> list[dict[str, Any]]:
    """For each table that can be searched how it stands, once a round was tried."""
    if not searched(opened.shop):
        return []
    made = [part for part in parts_of(opened) if (part.folder / ROUND).exists() or _tried(part)]
    return [standing_of(opened, part) for part in made]


def _tried(part: Part) -> bool:
    return bool(last_rounds(part.folder, 1))


def standing_of(opened: OpenShop, part: Part) -> dict[str, Any]:
    """The last round of a table, `lag` and `dead` in messages, rates, and the last error."""
    return told_by_files(part) | told_by_log(opened, part)


def told_by_files(part: Part) -> dict[str, Any]:
    """What the programs of this machine have written down."""
    rounds, reading = last_rounds(part.folder, ROUNDS_OF_A_RATE), consumed(part.folder)
    return {
        "table": part.table.name,
        "last_round": last_round(part.folder),
        "told_per_minute": _told_per_minute(rounds),
        "indexed_per_second": _indexed_per_second(reading),
        "last_error": _last_error(rounds, reading),
    }


def told_by_log(opened: OpenShop, part: Part) -> dict[str, Any]:
    """What waits in the log; that it cannot be asked is told in `why`, and no error."""
    try:
        log, topics = open_log(opened.settings), Topics.of(part)
        return {"lag": lag(log, topics.members), "dead": lag(log, topics.dead), "why": ""}
    except AlkasbaError as error:
        return {"lag": None, "dead": None, "why": error.what}


def _told_per_minute(rounds: Sequence[dict[str, Any]]) -> float | None:
    """Changes a minute over the last rounds, from the start of the oldest to that of the newest."""
    good = [one for one in rounds if "failed" not in one]
    if len(good) < 2:
        return None
    first, last = (datetime.fromisoformat(good[at]["started"]) for at in (-1, 0))
    minutes = (last - first).total_seconds() / 60
    told = sum(one["sent"] + one["gone"] for one in good[:-1])
    return round(told / minutes, 2) if minutes > 0 else None


def _indexed_per_second(reading: dict[str, Any] | None) -> float | None:
    """What a consumer of this machine read a second, where one is at work."""
    if reading is None or datetime.now(UTC).timestamp() - reading["at"] > FRESH_SECONDS:
        return None
    return float(reading["per_second"])


def _last_error(
    rounds: Sequence[dict[str, Any]], reading: dict[str, Any] | None
) -> dict[str, Any] | None:
    """What went wrong last, in a round or while it was indexed; nothing where nothing did."""
    faults = [
        {"by": "produce", "kind": one["kind"], "what": one["failed"], "at": one["started"]}
        for one in rounds
        if "failed" in one
    ][:1]
    if reading is not None and (fault := reading["fault"]):
        at = datetime.fromtimestamp(fault["at"], UTC).isoformat(timespec="seconds")
        faults.append({"by": "consume", "kind": fault["kind"], "what": fault["what"], "at": at})
    return max(faults, key=lambda one: str(one["at"]), default=None)
