"""Counts what each arm of an experiment brought, by people, and how sure that is."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from alkasba.derive.recommend import people_sql, sales_sql
from alkasba.derive.sql import literal
from alkasba.errors import StoreSlow, UnknownName
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.serving import DEADLINES, Edition
from alkasba.model.experiment import Experiment
from alkasba.recommend.lift import (
    UNLIKELY,
    Ratio,
    lift,
    people_needed,
    ratio,
    share_by_chance,
)

FEW = 100
"""People in an arm below which intervals that lean on large numbers say little."""
NEEDED_FOR = 0.1
"""The lift of which is told how many people are needed to see it."""
DIGITS = 6
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Counted:
    """People of an experiment, an array each, and what of its events counts for nobody."""

    people: Arrays
    events: int
    without_person: int
    in_two_arms: int


def experiment_of(edition: Edition) -> Experiment:
    """The experiment of a shop; raises UnknownName where there is none."""
    experiment = declared(edition.shop).recommend.experiment
    if experiment is None:
        raise UnknownName(
            "this shop tries nothing on its recommendations.",
            where="[recommend.experiment]",
            next_step="Declare its arms: docs/how/test-recommendations.md",
        )
    return experiment


def told_of_lift(edition: Edition, events: Events, today: date) -> dict[str, Any]:
    """What each arm brought, its lift over the control, and what makes that doubtful."""
    experiment = experiment_of(edition)
    since = today - timedelta(days=edition.shop.policy.events_days)
    counted = _counted(edition, events, experiment, since)
    people = counted.people
    masks = {arm.name: people["arm"] == arm.name for arm in experiment.arms}
    arms = {
        name: _Arm(name, {k: v[mask] for k, v in people.items()}) for name, mask in masks.items()
    }
    control = arms[experiment.control]
    shares = {name: float(share) for name, share in experiment.shares.items()}
    numbers = [arm.people for arm in arms.values()]
    by_chance = share_by_chance(numbers, list(shares.values()))
    return {
        "experiment": experiment.name,
        "control": experiment.control,
        "days": experiment.days,
        "rule": RULE.format(days=experiment.days),
        "events": counted.events,
        "without_person": counted.without_person,
        "in_two_arms": counted.in_two_arms,
        "arms": [arm.told(shares[name], control) for name, arm in arms.items()],
        "people_needed": {
            name: needed
            for name, one in control.ratios().items()
            if (needed := people_needed(one, NEEDED_FOR)) is not None
        },
        "needed_for": NEEDED_FOR,
        "by_chance": _short(by_chance),
        "warnings": list(_warnings(numbers, by_chance, counted.in_two_arms)),
    }


RULE = (
    "a purchase counts for what was shown to whoever made it on its day or the {days} before; "
    "customers by their sales, visitors by what was told as bought"
)


def _warnings(numbers: list[int], by_chance: float, in_two_arms: int) -> Iterator[dict[str, str]]:
    """What makes a lift doubtful: a word for programs and pages, and what it means."""
    if by_chance < UNLIKELY:
        yield {
            "doubt": "unequal",
            "what": "The arms do not have their shares, and chance does not explain it: something "
            "keeps people out of one of them, so that no lift can be trusted.",
        }
    if min(numbers) < FEW:
        what = f"An arm has fewer than {FEW} people: wait before you decide."
        yield {"doubt": "few", "what": what}
    if in_two_arms:
        yield {
            "doubt": "moved",
            "what": f"{in_two_arms} people were in two arms and are left out: give an experiment "
            "another name when you change its shares.",
        }


@dataclass(frozen=True, slots=True)
class _Arm:
    """People of one arm."""

    name: str
    each: Arrays

    @property
    def people(self) -> int:
        return len(self.each["arm"])

    def ratios(self) -> dict[str, Ratio]:
        """What arms are compared by; money of customers alone, whose sales are known."""
        each, known = self.each, self.each["is_customer"].astype(bool)
        return {
            "click_through_rate": ratio(_numbers(each["clicked"]), _numbers(each["shown"])),
            "conversion": ratio(_numbers(each["bought"] > 0)),
            "money_per_person": ratio(_numbers(each["money"])[known]),
            "spent_per_person": ratio(_numbers(each["spent"])[known]),
        }

    def told(self, share: float, control: "_Arm") -> dict[str, Any]:
        """What the arm brought, and how far it is above the control."""
        each, own, others = self.each, self.ratios(), control.ratios()
        customers = int(each["is_customer"].sum())
        money = sum(each["money"].tolist(), Decimal(0))
        told = {"arm": self.name, "share": share, "people": self.people, "customers": customers}
        told |= {name: int(each[name].sum()) for name in ("shown", "clicked", "bought")}
        told |= {"money": money}
        told |= {name: _short(one.value) for name, one in own.items() if isfinite(one.value)}
        lifts = {
            name: _interval(own[name], others[name]) for name in own if self.name != control.name
        }
        return told | {"lifts": {name: found for name, found in lifts.items() if found}}


def _interval(own: Ratio, control: Ratio) -> dict[str, Any] | None:
    found = lift(own, control)
    if found is None:
        return None
    told = {name: _short(value) for name, value in asdict(found).items()}
    return {"lift": told.pop("value")} | told | {"says_something": found.says_something}


def _numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    return values.astype(np.float64)


def _short(value: float) -> float:
    return round(value, DIGITS)


def _counted(edition: Edition, events: Events, experiment: Experiment, since: date) -> Counted:
    """People to whom something was shown in an experiment, and what they did.

    Who objects or is restricted by now is left out, whatever was kept before.
    """
    db, told = edition.cursor, events.read(since=since)
    db.register("events", told)
    try:
        with DEADLINES.until(edition.seconds, db.interrupt):
            found = db.execute(_people_sql(edition, experiment)).fetchall()
            names = [column[0] for column in db.description or ()]
            ((without_person,),) = db.execute(
                "SELECT count(*) FROM events WHERE who = ''"
            ).fetchall()
    except duckdb.InterruptException:
        raise StoreSlow(
            f"the report took longer than {edition.seconds:g} seconds.",
            where="serve.seconds",
            next_step="Raise the setting, or keep events for fewer days: [events] keep_days.",
        ) from None
    finally:
        db.unregister("events")
    columns = list(zip(*found, strict=True)) or [()] * len(names)
    each = {name: _array(name, column) for name, column in zip(names, columns, strict=True)}
    twice = each.pop("arms") > 1
    people = {name: values[~twice] for name, values in each.items()}
    return Counted(people, told.num_rows, int(without_person), int(twice.sum()))


def _array(name: str, values: tuple[Any, ...]) -> NDArray[Any]:
    """A column; money stays decimal until it is compared."""
    kind = object if name in ("arm", "money", "spent") else np.int64
    return np.array(values, dtype=kind)


def _people_sql(edition: Edition, experiment: Experiment) -> str:
    said, days = declared(edition.shop), f"INTERVAL {experiment.days} DAY"
    day = f'timezone({literal(edition.shop.calendar.timezone)}, "at")::DATE'
    return f"""
        WITH people AS (SELECT key, is_left_out FROM ({people_sql(said)})),
        told AS (
            SELECT *, {day} AS day FROM events
            WHERE experiment = {literal(experiment.name)} AND who <> ''
            AND who NOT IN (SELECT key FROM people WHERE is_left_out)
        ),
        seen AS (SELECT kind, who, "at", day, unnest(products) AS what FROM told),
        shown AS (SELECT DISTINCT who, what, day FROM seen WHERE kind = 'shown'),
        shown_at AS (
            SELECT who, what, min("at") AS first, max("at") AS last FROM seen
            WHERE kind = 'shown' GROUP BY who, what
        ),
        each_one AS (
            SELECT who, min(arm) AS arm, count(DISTINCT arm) AS arms,
                min(day) FILTER (kind = 'shown') AS first, max(day) FILTER (kind = 'shown') AS last
            FROM told GROUP BY who HAVING first IS NOT NULL
        ),
        done AS (
            SELECT who, count(*) FILTER (kind = 'shown') AS shown,
                count(*) FILTER (kind = 'clicked') AS clicked
            FROM seen GROUP BY who
        ),
        sales AS ({sales_sql(edition.shop, said)}),
        through AS (
            SELECT sales.who, count(*) AS bought, sum(money) AS money FROM sales
            SEMI JOIN shown ON shown.who = sales.who AND shown.what = sales.what
            AND sales.day BETWEEN shown.day AND shown.day + {days}
            GROUP BY sales.who
        ),
        spent AS (
            SELECT sales.who, sum(money) AS spent FROM sales JOIN each_one ON
            each_one.who = sales.who AND sales.day BETWEEN each_one.first AND each_one.last + {days}
            GROUP BY sales.who
        ),
        bought AS (
            SELECT seen.who, count(*) AS bought FROM seen JOIN shown_at USING (who, what)
            WHERE kind = 'bought' AND "at" BETWEEN first AND last + {days} GROUP BY seen.who
        )
        SELECT arm, arms, people.key IS NOT NULL AS is_customer, shown, clicked,
            coalesce(CASE WHEN people.key IS NULL THEN bought.bought ELSE through.bought END, 0)
                AS bought,
            coalesce(through.money, 0) AS money, coalesce(spent.spent, 0) AS spent
        FROM each_one JOIN done USING (who)
        LEFT JOIN people ON people.key = who
        LEFT JOIN through ON through.who = each_one.who
        LEFT JOIN spent ON spent.who = each_one.who
        LEFT JOIN bought ON bought.who = each_one.who
        ORDER BY each_one.who"""
