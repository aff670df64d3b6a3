"""What the verb `recommend` tells of events: the lift of an experiment; and forgets of a person."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from alkasba.cli.grid import Column, print_grid
from alkasba.cli.words import counted, hint
from alkasba.derive.values import exact, to_json
from alkasba.flows.opening import open_shop
from alkasba.flows.recommend.events.erasing import erase, find
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.extra import brought
from alkasba.flows.run.job import Clock
from alkasba.flows.serving import Serving

FIGURES = {"click_through_rate": "click rate", "conversion": "buy", "money_per_person": "money"}
COUNTS = ("people", "shown", "clicked", "bought")
NOTHING = "-"


def tell_lift(folder: Path, *, as_json: bool) -> None:
    """What each arm brought, its lift over the control, and what makes that doubtful."""
    with closing(Serving(folder)) as serving, serving.edition() as edition:
        events = Events(serving.settings.path("recommend.events"))
        today = Clock.system().now.date()
        told = brought("events.report").told_of_lift(edition, events, today)
    if as_json:
        click.echo(to_json({"run": edition.run} | told))
        return
    click.echo(
        f"Experiment {told['experiment']}, {counted(told['events'], 'event')}: {told['rule']}."
    )
    _print_arms(told["arms"])
    for warning in told["warnings"]:
        click.echo(warning["what"], err=True)
    hint(f"Lift is over {told['control']}, with 95 % intervals. All figures: --json")


def _print_arms(arms: list[dict[str, Any]]) -> None:
    columns = [Column("arm", [arm["arm"] for arm in arms])]
    columns += [Column(n, [f"{arm[n]:,}" for arm in arms], is_figure=True) for n in COUNTS]
    columns += [Column("worth", [exact(arm["money"]) for arm in arms], is_figure=True)]
    for name, head in FIGURES.items():
        columns += [
            Column(head, [_figure(arm.get(name)) for arm in arms], is_figure=True),
            Column("lift", [_lift(arm["lifts"].get(name)) for arm in arms], is_figure=True),
        ]
    print_grid(columns)


def _figure(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.4f}"


def _lift(found: dict[str, Any] | None) -> str:
    """A lift and its interval; a star where no difference at all is ruled out."""
    if found is None:
        return NOTHING
    star = "*" if found["says_something"] else ""
    return f"{found['lift']:+.1%} ({found['low']:+.1%} to {found['high']:+.1%}){star}"


def forget(folder: Path, key: str, *, dry_run: bool, as_json: bool) -> None:
    """Erase what a person or visitor did with suggestions, or tell how much there is."""
    opened = open_shop(folder)
    events = (find if dry_run else erase)(opened, key)
    if as_json:
        click.echo(to_json({"events": events, "erased": not dry_run}))
        return
    what = "would be erased" if dry_run else "erased"
    click.echo(f"{counted(events, 'event')} {what}.")
    hint("A model that was trained before learns nothing new of it: alkasba recommend --train")
