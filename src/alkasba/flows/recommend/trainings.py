"""What each training came to, a line each: how good its model was, how large, how long it took."""

import json
from pathlib import Path
from typing import Any

from alkasba.errors import StoreError
from alkasba.flows.recommend.places import FOLDER, folder_of_models

TRAININGS = "trainings.jsonl"
KEPT = 500
OF_QUALITY = (
    "people",
    "days",
    "ndcg",
    "popular_ndcg",
    "recall",
    "popular_recall",
    "coverage",
    "long_tail",
)
Told = dict[str, Any]


def note_training(build: Path, version: str, told: Told) -> None:
    """Keep what a training came to, also that of a model that does not speak; of many the oldest
    go. No value of a person is in it."""
    size = sum(file.stat().st_size for file in (folder_of_models(build) / version).iterdir())
    line = {
        "version": version,
        "trained_at": told["trained_at"],
        "refused": told["refused"],
        "seconds": told["seconds"],
        "bytes": size,
        "lines": told["data"]["lines"],
    } | {name: told["quality"][name] for name in OF_QUALITY if name in told["quality"]}
    kept = [line, *last_trainings(build)][:KEPT]
    path = build / FOLDER / TRAININGS
    text = "".join(json.dumps(one) + "\n" for one in reversed(kept))
    try:
        new = path.with_suffix(".next")
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise StoreError(
            f"the model is there, and what its training came to cannot be kept: {error.strerror}.",
            where=str(path),
            next_step="Make room or give rights there; the next training is kept again.",
        ) from None


def last_trainings(build: Path, at_most: int = KEPT) -> list[Told]:
    """The last trainings, the newest first; a line that cannot be read is passed over."""
    try:
        text = (build / FOLDER / TRAININGS).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    read = (_training(line) for line in reversed(text.splitlines()))
    return [one for one in read if one][:at_most]


def _training(line: str) -> Told:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) and {"version", "trained_at"} <= told.keys() else {}
