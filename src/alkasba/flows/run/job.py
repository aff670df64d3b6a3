"""What one run was asked for, and when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from alkasba.flows.opening import OpenShop
from alkasba.flows.run.pending import Origins, Pending, gone_files, outdated_feeds, pending_feeds
from alkasba.report import Hold, Tell
from alkasba.warehouse.ledger import KnownFile


@dataclass(frozen=True, slots=True)
class Clock:
    """When a run happens; given from outside, so that a run can be repeated."""

    now: datetime

    @staticmethod
    def system() -> "Clock":
        return Clock(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Job:
    """What one run was asked for, and the tables that it leaves as they are."""

    opened: OpenShop
    origins: Origins
    months: Collection[str]
    accepted: Collection[str]
    clock: Clock
    tell: Tell
    started: float
    held: tuple[Hold, ...] = ()
    seen_until: str = ""
    replayed_day: str = ""

    def pending(self, known: Mapping[tuple[str, int], KnownFile]) -> list[Pending]:
        """The feeds to read, those of held tables left out."""
        feeds = pending_feeds(self.opened.shop, self.origins, known, months=self.months)
        return [feed for feed in feeds if feed.feed.table not in self.held_tables]

    def outdated(self, files: Collection[tuple[str, int]]) -> list[Pending]:
        """What is to be read again of files that have not changed; held tables are left out."""
        found = [file for file in files if file[0] not in self.held_tables]
        return outdated_feeds(self.opened.shop, self.origins, found, months=self.months)

    def gone(self, known: Mapping[tuple[str, int], KnownFile]) -> dict[str, list[int]]:
        """The files that are no longer there, by table, those of held tables left out."""
        found = {} if self.months else gone_files(self.opened.shop, self.origins, known)
        return {table: ids for table, ids in found.items() if table not in self.held_tables}

    @property
    def run_day(self) -> str:
        """The day of the run, as ISO text.

        Never before a day on which rows were seen, though the clock was put back: what the origins
        say now is the last word. What is replayed was seen on its own day.
        """
        return self.replayed_day or max(self.clock.now.date().isoformat(), self.seen_until)

    @property
    def held_tables(self) -> set[str]:
        return {hold.table for hold in self.held}
