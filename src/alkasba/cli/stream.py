"""The verbs `produce` and `consume`: what changes at the shop, told to a log and indexed."""

import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from threading import Event

import click

from alkasba.cli.run import check_tables, teller
from alkasba.cli.words import counted, hint, watches
from alkasba.derive.values import to_json
from alkasba.errors import ContractBroken, SourceError, StoreAway
from alkasba.flows.opening import OpenShop, open_shop
from alkasba.flows.stream.producing import Round
from alkasba.flows.stream.running import consume as consume_stream
from alkasba.flows.stream.running import produce as produce_stream
from alkasba.flows.stream.running import replay as replay_stream
from alkasba.model.entry import SPANS
from alkasba.report import Tell

SHORTEST = timedelta(seconds=1)
EVERY = timedelta(minutes=1)


def span_of(_: click.Context, __: click.Parameter, text: str | None) -> timedelta | None:
    """A span of time such as 30s, 5m or 1h."""
    if text is None:
        return None
    number, unit = text.strip().rstrip("smh "), text.strip()[-1:]
    units = {"s": timedelta(seconds=1), "m": SPANS["minute"], "h": SPANS["hour"]}
    if not number.isdecimal() or unit not in units or int(number) * units[unit] < SHORTEST:
        raise click.BadParameter(f"'{text}' is no span; write 30s, 5m or 1h.")
    return int(number) * units[unit]


@click.command(epilog="Example: alkasba --shop my-shop produce --every 30s")
@click.option("--once", is_flag=True, help="One round, then the end.")
@click.option(
    "--every", metavar="SPAN", callback=span_of, help="From the start of a round to the next: 30s."
)
@click.option(
    "--accept", "accepted", multiple=True, metavar="TABLE", help="Tell also that most are gone."
)
@click.option("--json", "as_json", is_flag=True, help="Each round as a line of JSON.")
@click.pass_obj
def produce(
    folder: Path, once: bool, every: timedelta | None, accepted: tuple[str, ...], as_json: bool
) -> None:
    """Fetch the products again and again; tell a log of changes."""
    opened = open_shop(folder)
    check_tables(accepted, opened.shop.tables)
    with teller() as tell, stopping() as over:
        if once:
            _show(produce_stream(opened, accepted=accepted, tell=tell), as_json)
            return
        pause = every or shortest_every(opened)
        while not over.is_set():
            _round(opened, tell, as_json, accepted)
            accepted = ()
            over.wait(pause.total_seconds())


def shortest_every(opened: OpenShop) -> timedelta:
    """How often the sources say that they give something new; a minute where none does."""
    said = [source.every for source in opened.shop.sources.values() if source.every]
    return min(said, default=EVERY)


def _round(opened: OpenShop, tell: Tell, as_json: bool, accepted: tuple[str, ...]) -> None:
    """A round that fails is told; the next one does what it did not."""
    try:
        _show(produce_stream(opened, accepted=accepted, tell=tell), as_json)
    except (SourceError, StoreAway, ContractBroken) as error:
        tell("round.failed", what=error.what, where=error.where)


def _show(rounds: Iterable[Round], as_json: bool) -> None:
    for done in rounds:
        if as_json:
            click.echo(to_json(asdict(done)))
            continue
        told = [f"{counted(done.sent, 'change')} of {counted(done.members, done.table)}"]
        told += [f"{done.gone} gone"] if done.gone else []
        told += [f"{done.kept} left as they were"] if done.kept else []
        click.echo(f"{done.table}: {', '.join(told)}, {done.seconds} s.")
        if done.held:
            click.echo(f"  {done.held}. To tell it: alkasba produce --once --accept {done.table}")
    if not as_json and watches(sys.stderr):
        hint("alkasba consume --once")


@click.command(epilog="Example: alkasba --shop my-shop consume --once")
@click.option("--once", is_flag=True, help="Until the log has nothing more, then the end.")
@click.option("--json", "as_json", is_flag=True, help="What was done as JSON.")
@click.pass_obj
def consume(folder: Path, once: bool, as_json: bool) -> None:
    """Keep the index of products equal to what the log says."""
    opened = open_shop(folder)
    with teller() as tell, stopping() as over:
        done = consume_stream(opened, once=once, tell=tell, is_over=over.is_set)
    for counts in done:
        if as_json:
            click.echo(to_json(asdict(counts)))
        else:
            told = {k: n for k, n in asdict(counts).items() if n and k != "received"}
            words = ", ".join(f"{number} {name}" for name, number in told.items())
            click.echo(f"{counted(counts.received, 'message')}: {words or 'nothing to do'}.")


@click.command(epilog="Example: alkasba --shop my-shop replay")
@click.option("--json", "as_json", is_flag=True, help="What was done as JSON.")
@click.pass_obj
def replay(folder: Path, as_json: bool) -> None:
    """Send dead letters again, once they are repaired."""
    opened = open_shop(folder)
    with teller() as tell:
        done = replay_stream(opened, tell=tell)
    for one in done:
        if as_json:
            click.echo(to_json(asdict(one)))
        else:
            what = f"{counted(one.letters, 'dead letter')}, {one.sent} sent again"
            what += f", {one.outdated} left: the log has newer ones" if one.outdated else ""
            click.echo(f"{one.table}: {what}.")
    if not as_json and any(one.sent for one in done):
        hint("alkasba consume --once")


@contextmanager
def stopping() -> Iterator[Event]:
    """An event that is set by SIGTERM and by the keyboard: what is under way is ended tidily."""
    over = Event()
    if threading.current_thread() is not threading.main_thread():
        yield over
        return
    wanted = (signal.SIGTERM, signal.SIGINT)
    before = {one: signal.signal(one, lambda *_: over.set()) for one in wanted}
    try:
        yield over
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
