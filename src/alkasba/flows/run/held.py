"""Remembers which tables the last run held back, for whoever looks later."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from alkasba.report import Hold

FILE = "held.json"


def note_held(build: Path, held: Sequence[Hold]) -> None:
    """Keep what a run held back; nothing where it held back nothing."""
    file = build / FILE
    if not held:
        file.unlink(missing_ok=True)
        return
    draft = file.with_name(f"{FILE}.next")
    draft.write_text(json.dumps([asdict(hold) for hold in held]), encoding="utf-8")
    draft.replace(file)


def held_tables(build: Path) -> list[Hold]:
    """What the last run held back."""
    try:
        return [Hold(**one) for one in json.loads((build / FILE).read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
