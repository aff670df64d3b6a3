"""What was planted: every fault counted by kind, and the answers that a correct load gives."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FAULTS = ("rejected", "duplicates", "orphans", "blank", "respelled", "written")


@dataclass(slots=True)
class Counts:
    """What one source feeds to one table: records, and how many of them are faulty in which way.

    `records` counts every record written; each is loaded, rejected or dropped as a duplicate.
    """

    records: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    duplicates: Counter[str] = field(default_factory=Counter)
    orphans: Counter[str] = field(default_factory=Counter)
    blank: Counter[str] = field(default_factory=Counter)
    respelled: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, name: str, number: int) -> None:
        """Count `number` more of a kind of fault."""
        if number:
            getattr(self, kind)[name] += number

    def add_all(self, other: "Counts") -> None:
        """Count everything that another holds as well."""
        self.records += other.records
        for kind in FAULTS:
            getattr(self, kind).update(getattr(other, kind))

    @property
    def loaded(self) -> int:
        return self.records - self.rejected.total() - self.duplicates.total()

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"records": self.records, "loaded": self.loaded}
        for kind in FAULTS:
            told[kind] = dict(sorted(getattr(self, kind).items()))
        return told


@dataclass(slots=True)
class Planted:
    """What stands in `planted.json`: `feeds` by "source.table", and `good` answers by table."""

    size: str
    seed: int
    feeds: dict[str, Counts] = field(default_factory=dict)
    good: dict[str, dict[str, Any]] = field(default_factory=dict)

    def feed(self, source: str, table: str) -> Counts:
        """The counts of one source's feed to one table."""
        return self.feeds.setdefault(f"{source}.{table}", Counts())

    @property
    def tables(self) -> dict[str, Counts]:
        """The counts of each table, over all its feeds."""
        tables: dict[str, Counts] = {}
        for name, counts in sorted(self.feeds.items()):
            tables.setdefault(name.split(".")[1], Counts()).add_all(counts)
        return tables

    def as_json(self) -> dict[str, Any]:
        return {
            "size": self.size,
            "seed": self.seed,
            "tables": {name: counts.as_json() for name, counts in sorted(self.tables.items())},
            "feeds": {name: counts.as_json() for name, counts in sorted(self.feeds.items())},
            "good": self.good,
        }

    def write(self, path: Path) -> None:
        """Write the file at once: it is there as a whole or not at all."""
        unfinished = path.with_suffix(".part")
        text = json.dumps(self.as_json(), indent=2, ensure_ascii=False)
        unfinished.write_text(text + "\n", encoding="utf-8", newline="\n")
        unfinished.replace(path)


def read_planted(path: Path) -> Planted:
    """What an earlier run planted."""
    told = json.loads(path.read_text(encoding="utf-8"))
    planted = Planted(told["size"], told["seed"], good=told["good"])
    for name, counts in told["feeds"].items():
        kinds = {kind: Counter(counts[kind]) for kind in FAULTS}
        planted.feeds[name] = Counts(records=counts["records"], **kinds)
    return planted


def euros(cents: int) -> str:
    """Cents as an exact text.

    >>> euros(-1205)
    '-12.05'
    """
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"
