"""The part of the page of recommendations that tells what is tried on them, and what it brings."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from alkasba.derive.figures import figures
from alkasba.derive.web.words import SIGNS, say
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.extra import brought
from alkasba.web.api_events import Taking
from alkasba.web.cards import Cell, Grid
from alkasba.web.visit import Visit

COUNTS = {
    "people": "people_shown",
    "shown": "times_shown",
    "clicked": "times_clicked",
    "bought": "times_bought",
}
SHARES = ("click_through_rate", "conversion")
SPENT = "spent_per_person"
NOTHING = "–"
Told = dict[str, Any]


def sign_of_lift(visit: Visit) -> str:
    """What changes with whatever this part tells."""
    taking: Taking = visit.request.app.state.taking
    return f"{taking.events.sign()} {datetime.now(UTC).date()}"


def lift_part(visit: Visit) -> Told:
    """What the arms brought; nothing where nothing is tried."""
    if declared(visit.edition.shop).recommend.experiment is None:
        return {"lift": None}
    taking: Taking = visit.request.app.state.taking
    language, today = visit.language, datetime.now(UTC).date()
    told = brought("events.report").told_of_lift(visit.edition, taking.events, today)
    said = {"name": told["experiment"], "days": told["days"], "control": told["control"]}
    return {
        "lift": _grid(told["arms"], language),
        "tried_on": say(language, "tried_on", **said),
        "doubts": [say(language, f"doubt_{one['doubt']}") for one in told["warnings"]],
    }


def _grid(arms: list[Told], language: str) -> Grid:
    heads = [Cell(say(language, "an_arm"))]
    heads += [Cell(say(language, word), True) for word in COUNTS.values()]
    for word in (*SHARES, SPENT):
        heads += [Cell(say(language, word), True), Cell(say(language, "the_lift"), True)]
    return Grid([heads], [_row(arm, language) for arm in arms])


def _row(arm: Told, language: str) -> list[Cell]:
    row = [Cell(arm["arm"])]
    row += [Cell(SIGNS[language].write(arm[name], 0), True) for name in COUNTS]
    for name in (*SHARES, SPENT):
        row.append(Cell(_figure(name, arm.get(name), language), True))
        row.append(Cell(_lift(arm["lifts"].get(name), language), True))
    return row


def _figure(name: str, value: float | None, language: str) -> str:
    if value is None:
        return NOTHING
    return SIGNS[language].write(value, 2) if name == SPENT else _share(value, language)


def _lift(found: Told | None, language: str) -> str:
    """A lift with its interval, and a word for whether it leaves no difference out."""
    if found is None:
        return NOTHING
    ends = {name: _share(found[name], language) for name in ("low", "high")}
    sure = say(language, "is_sure" if found["says_something"] else "not_sure")
    return f"{_share(found['lift'], language)} ({say(language, 'a_range', **ends)}; {sure})"


def _share(value: float, language: str) -> str:
    return figures([Decimal(str(value))], "%", SIGNS[language])[0]
