"""What the last rounds of a table did, a line each: for `status`, metrics and the page."""

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

ROUNDS = "rounds.jsonl"
KEPT = 500
"""Rounds that are kept. The file is cut when it holds twice as many, not with each round."""
LONGEST = 2_000
"""Letters of what went wrong."""


def keep_round(folder: Path, told: Mapping[str, object]) -> None:
    """Keep what a round did, or why it failed; of many the oldest go."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ROUNDS
    before = path.read_bytes() if path.exists() else b""
    lines = [*before.splitlines(), json.dumps(dict(told), ensure_ascii=False).encode()]
    if len(lines) < 2 * KEPT and (not before or before.endswith(b"\n")):
        with path.open("ab") as file:
            file.write(lines[-1] + b"\n")
        return
    new = path.with_suffix(".next")
    new.write_bytes(b"\n".join([*lines[-KEPT:], b""]))
    new.replace(path)


def failure(table: str, started: str, kind: str, what: str) -> dict[str, object]:
    """What is kept of a round that failed."""
    return {"table": table, "started": started, "kind": kind, "failed": what[:LONGEST]}


def last_rounds(folder: Path, at_most: int = KEPT) -> list[dict[str, Any]]:
    """The last rounds, the newest first; a line that was cut off by a kill is passed over."""
    try:
        lines = (folder / ROUNDS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    read = (_round(line) for line in reversed(lines))
    return list(islice((one for one in read if one), at_most))


def _round(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) and "started" in told else {}
