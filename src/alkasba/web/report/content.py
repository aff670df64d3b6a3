"""What stands in a report: dashboards in their view, all of one run, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alkasba.derive.web.answer import Shown
from alkasba.derive.web.definition import Definition, definitions
from alkasba.derive.web.page import Page
from alkasba.derive.web.reach import parameters_of
from alkasba.derive.web.state import Pairs, read_state
from alkasba.derive.web.telling import (
    moment_in,
    nothing_told,
    title_of_dashboard,
    unit_called,
    when,
)
from alkasba.derive.web.words import say
from alkasba.flows.books import published_runs
from alkasba.flows.dashboards import ShownPage, find_dashboard, show_page
from alkasba.flows.serving import Edition
from alkasba.web.cards import Card, Reader, card_of
from alkasba.web.form import number_text, period_text


@dataclass(frozen=True, slots=True)
class Part:
    """One dashboard of a report; `facts` are the lines below its title: a word, and what it is."""

    name: str
    title: str
    has_period: bool
    facts: tuple[tuple[str, str], ...]
    reader: Reader
    tiles: tuple[Shown, ...]
    cards: tuple[Card, ...]
    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a measure means: its name, what it is about, and lines of a word and what it is."""

    title: str
    about: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is written into a file, with nothing of the hour in which it is written."""

    shop: str
    language: str
    run: str
    finished: datetime
    loaded: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """What the file as a whole is called."""
        return ", ".join(part.title for part in self.parts)

    @property
    def meanings(self) -> list[Meaning]:
        """What the measures of all dashboards mean, each once."""
        found = {one.name: (part.reader, one) for part in self.parts for one in part.definitions}
        return [_meaning(reader, one) for reader, one in found.values()]


def report_of(
    edition: Edition, names: Sequence[str], pairs: Pairs, language: str, *, table_rows: int = 0
) -> Report:
    """The dashboards of those names in the view that an address would ask for with `pairs`.

    Tables have so many rows at most, or as many as on the screen where that is more.
    """
    finished = str(published_runs(edition, 1, 0)[0]["finished_at"])
    return Report(
        edition.shop.name,
        language,
        edition.run,
        datetime.fromisoformat(finished),
        moment_in(edition.shop, finished, language),
        tuple(_part(edition, name, pairs, language, table_rows) for name in names),
    )


def _part(edition: Edition, name: str, pairs: Pairs, language: str, table_rows: int) -> Part:
    shop, dashboard = edition.shop, find_dashboard(edition.shop, name)
    state = read_state(shop, dashboard, pairs)
    reader = Reader(shop, dashboard, state, language)
    shown = show_page(edition, dashboard, state, table_rows=table_rows)
    measures = dict.fromkeys(name for tile in shown.tiles for name in tile.measures)
    return Part(
        name,
        title_of_dashboard(dashboard, language),
        shown.page.has_period,
        tuple(facts_of(shown, reader)),
        reader,
        shown.tiles,
        tuple(card_of(reader, tile) for tile in shown.tiles),
        tuple(definitions(shop, tuple(measures))),
    )


def _meaning(reader: Reader, one: Definition) -> Meaning:
    words = {"made_of": one.formula, "only_where": one.where, "only_by": one.only_by}
    lines = [(say(reader.language, word), text) for word, text in words.items() if text]
    unit = unit_called(reader.shop, one.unit, reader.language)
    over_time = say(reader.language, f"over_time_{one.over_time}") if one.over_time else ""
    return Meaning(
        f"{reader.heading(one.name)} ({unit})" if unit else reader.heading(one.name),
        ". ".join(filter(None, (one.about, over_time))),
        tuple(lines),
    )


def facts_of(shown: ShownPage, reader: Reader) -> list[tuple[str, str]]:
    """The period, what is chosen, with what is compared, up to when there are data."""
    language, state = reader.language, reader.state
    facts = [(say(language, "period"), _period(shown.page, language))]
    for term, values in state.chosen.items():
        texts = dict(shown.choices.get(term, []))
        told = (_value(texts.get(value) or value, language) for value in values)
        facts.append((reader.heading(term), ", ".join(told)))
    for name, one in parameters_of(reader.shop, reader.dashboard).items():
        value = state.numbers.get(name, one.usual)
        facts.append((reader.heading(name), number_text(reader, one, value)))
    if state.compare:
        facts.append((say(language, "compare"), say(language, state.compare)))
    if shown.newest:
        facts.append((say(language, "newest"), when(shown.newest, language)))
    return facts


def _period(page: Page, language: str) -> str:
    """The period by its name and its days."""
    period = page.period
    if not page.has_period:
        return say(language, "no_period")
    name = period_text(period.word, language)
    if period.first is None or period.last is None or ".." in period.word:
        return name
    days = f"{when(period.first, language)} – {when(period.last, language)}"
    return name if period.first == period.last else f"{name} ({days})"


def _value(text: str, language: str) -> str:
    return nothing_told(text, language) or text
