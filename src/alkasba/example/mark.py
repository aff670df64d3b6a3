"""The mark in a folder: which example shop stands there, and whether it is complete."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = ".alkasba-example.json"


@dataclass(frozen=True, slots=True)
class Mark:
    """Written before anything else, and again as complete after everything else."""

    size: str
    seed: int
    is_complete: bool


def read_mark(folder: Path) -> Mark | None:
    """The mark of a folder, or None where no example shop was begun."""
    path = folder / NAME
    return Mark(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def write_mark(folder: Path, mark: Mark) -> None:
    """Put the mark in place at once: it is never half written."""
    unfinished = folder / f"{NAME}.part"
    unfinished.write_text(json.dumps(asdict(mark)) + "\n", encoding="utf-8")
    unfinished.replace(folder / NAME)
