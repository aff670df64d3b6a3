"""What a run tells while it works, for people: a line a table, and a last one that moves."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from alkasba.cli.words import number, readable
from alkasba.report import Tell

TITLES = f"  {'table':<16}{'source':<22}{'rows':>14}{'rows/s':>12}{'rejected':>12}{'seconds':>9}"


MISSING = (
    "  There is no role '{role}' that could read the warehouse, and it may not be made: "
    "ask who keeps the database."
)
REFUSED = "  Recommendations stay those of the model before; the new one is kept aside: {why}."

WENT_WRONG = {
    "stream.away": "  {what} ({where}) It is tried again in {next_try} s.",
    "index.away": "  The index {index} is away, or has too much to do; next try in {next_try} s.",
    "round.failed": "  The round failed: {what} ({where}) The next one is made all the same.",
    "message.dead": "  Set aside, can never be indexed: {place}: {why}.",
    "stopped.at_once": "  Something did not answer; ended after {waited} s. Nothing is lost.",
}
"""What a stream tells of trouble, which it goes on after."""


class Told(dict[str, object]):
    """The figures of an event as a terminal may show them."""

    def __getitem__(self, name: str) -> str:
        return readable(str(super().__getitem__(name)))


@contextmanager
def teller() -> Iterator[Tell]:
    """Shows what is loaded; the moving line goes when the run ends, however it ends."""
    console = Console(file=sys.stderr, highlight=False, markup=False)
    progress = Progress(console)
    with Live(console=console, get_renderable=progress.moving_line, transient=True):
        yield progress.tell
    progress.finish()
    if progress.has_titles:
        console.print()


@dataclass(slots=True)
class Progress:
    """Adds up what files of one source bring to one table; a line is printed when it is done."""

    console: Console
    started: float = field(default_factory=time.monotonic)
    spinner: Spinner = field(default_factory=lambda: Spinner("dots", style="cyan"))
    table: str = ""
    source: str = ""
    rows: int = 0
    rejected: int = 0
    seconds: float = 0.0
    fetching: str = ""
    has_titles: bool = False

    def tell(self, event: str, **figures: object) -> None:
        """Takes an event of the run; those of no table and no origin are passed over."""
        if event == "origin.fetched":
            self.fetching = f"{figures['source']}, {number(int(str(figures['rows'])))} rows fetched"
        if event == "table.shared":
            self.fetching = f"{figures['table']}, {number(int(str(figures['rows'])))} rows shared"
        if event == "rows.indexing":
            self.fetching = f"{figures['index']}, {number(int(str(figures['rows'])))} rows written"
        if event == "recommend.read":
            self.fetching = (
                f"learning what people want of {number(int(str(figures['lines'])))} lines"
            )
        if event == "recommend.trained" and figures["refused"]:
            self.console.print(REFUSED.format(why=figures["refused"]), soft_wrap=True)
        if event == "reader.missing":
            self.console.print(MISSING.format(role=figures["role"]), soft_wrap=True)
        if event in WENT_WRONG:
            self.console.print(WENT_WRONG[event].format_map(Told(figures)), soft_wrap=True)
        if event != "table.loaded":
            return
        self.fetching = ""
        table, source = str(figures["table"]), str(figures["source"])
        if (table, source) != (self.table, self.source):
            self.finish()
            self.table, self.source = table, source
        self.rows += int(str(figures["rows"]))
        self.rejected += int(str(figures["rejected"]))
        self.seconds += float(str(figures["seconds"]))

    def finish(self) -> None:
        """Print the line of the table that was loaded, if there is one."""
        if self.table:
            if not self.has_titles:
                self.console.print(Text(TITLES, style="bold"), soft_wrap=True)
            self.console.print(self.line(), soft_wrap=True)
            self.has_titles = True
        self.table, self.rows, self.rejected, self.seconds = "", 0, 0, 0.0

    def line(self) -> str:
        """The table, its rows and how fast they came."""
        pace = number(int(self.rows / self.seconds)) if self.seconds else "-"
        return (
            f"  {self.table:<15} {self.source:<21} {number(self.rows):>14}{pace:>12}"
            f"{number(self.rejected):>12}{self.seconds:>9.1f}"
        )

    def moving_line(self) -> Spinner:
        """What is being fetched or loaded, and since when."""
        doing = f"{self.table} from {self.source}, {number(self.rows)} rows" if self.table else ""
        doing = self.fetching or doing
        elapsed = f"{time.monotonic() - self.started:.0f} s"
        self.spinner.update(text=Text(f"{elapsed}  {doing or 'looking for what is new'}"))
        return self.spinner
