"""What a run tells while it works and when it is done: events with counts, never values."""

from collections.abc import Callable
from dataclasses import dataclass, field

Tell = Callable[..., None]
"""Called as tell("table.loaded", table="sale", rows=120): an event and its figures."""


def silent(event: str, **figures: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class FeedCount:
    """What one source gave to one table.

    Always: records = loaded + rejected + duplicates + deleted.
    """

    table: str
    source: str
    files: int
    records: int
    loaded: int
    rejected: int
    duplicates: int
    is_new: bool
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """A table that stayed as it was published, since one of its sources gave too little."""

    table: str
    source: str
    what: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run does to one table in one month (YYYY-MM; "" for a dimension), in rows."""

    table: str
    month: str
    added: int
    changed: int
    deleted: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do; `report` is the report that it would give."""

    report: "RunReport"
    files: tuple[tuple[str, str, str], ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class RunReport:
    """All that a run did, and what the warehouse holds after it.

    A run that found nothing to do has no `run_id`. `gone` counts, by table, the files that are no
    longer there, and took their rows along. `held` are the tables that stayed as they were.
    """

    run_id: str
    seconds: float
    files_read: int
    records_read: int
    feeds: tuple[FeedCount, ...]
    rules: tuple[tuple[str, str, str, int], ...] = ()
    orphans: tuple[tuple[str, str, int], ...] = ()
    duplicates: tuple[tuple[str, str, int], ...] = ()
    conflicts: tuple[tuple[str, str, int], ...] = ()
    notes: tuple[tuple[str, str, int], ...] = ()
    tables: dict[str, int] = field(default_factory=dict)
    gone: tuple[tuple[str, int], ...] = ()
    held: tuple[Hold, ...] = ()

    @property
    def has_changed(self) -> bool:
        return bool(self.run_id)
