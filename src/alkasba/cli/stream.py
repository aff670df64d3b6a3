"""The verbs `produce` and `consume`: what changes at the shop, told to a log and indexed."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from threading import Event

import click

from alkasba.cli.run import check_tables, teller
from alkasba.cli.stopping import stoppable, stopping
from alkasba.cli.words import counted, hint, pasteable, shop_said, watches
from alkasba.derive.values import to_json
from alkasba.errors import ContractBroken, SourceError, StoreAway
from alkasba.flows.opening import OpenShop, open_shop
from alkasba.flows.stream.exposing import serve_metrics
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.producing import Round
from alkasba.flows.stream.running import consume as consume_stream
from alkasba.flows.stream.running import produce as produce_stream
from alkasba.flows.stream.running import replay as replay_stream
from alkasba.flows.stream.waiting import seconds_after
from alkasba.flows.stream.watch import Watch
from alkasba.model.entry import span_of
from alkasba.report import Tell

SHORTEST = timedelta(seconds=1)
EVERY = timedelta(minutes=1)
WORDS = ("indexed", "gone", "older", "dead", "waits")
"""What is told to people of what a consumer counts."""
LAST_PORT = 65535
Door = tuple[str, int]
"""Where metrics are served: an address of this machine and a port."""


def span_told(_: click.Context, __: click.Parameter, text: str | None) -> timedelta | None:
    """A span of time such as 30s, 5m or 1h."""
    if text is None:
        return None
    span = span_of(text.strip())
    if span is None or span < SHORTEST:
        raise click.BadParameter(f"'{text}' is no span; write 30s, 5m or 1h.")
    return span


def door_told(_: click.Context, __: click.Parameter, text: str | None) -> Door | None:
    """An address and a port; without an address only this machine is answered."""
    if text is None:
        return None
    host, _colon, port = text.rpartition(":")
    if not (port.isascii() and port.isdecimal() and int(port) <= LAST_PORT):
        raise click.BadParameter(f"'{text}' is no port; write 9464, or 0.0.0.0:9464.")
    return host.strip("[]") or "127.0.0.1", int(port)


METRICS = click.option(
    "--metrics",
    metavar="PORT",
    callback=door_told,
    help="Answer Prometheus at this port of 127.0.0.1; or HOST:PORT.",
)


@contextmanager
def _watched(opened: OpenShop, door: Door | None, watch: Watch) -> Iterator[None]:
    """Serve metrics as long as the program lasts, where that is asked for."""
    if door is None:
        yield
        return
    with serve_metrics(opened, watch, *door) as address:
        hint(f"Metrics at {address}")
        yield


@click.command(epilog="Example: alkasba --shop my-shop produce --every 30s")
@click.option("--once", is_flag=True, help="One round, then the end.")
@click.option(
    "--every",
    metavar="SPAN",
    callback=span_told,
    help="From the start of a round to the next: 30s.",
)
@click.option(
    "--accept", "accepted", multiple=True, metavar="TABLE", help="Tell also that most are gone."
)
@METRICS
@click.option("--json", "as_json", is_flag=True, help="Each round as a line of JSON.")
@click.pass_obj
def produce(
    folder: Path,
    once: bool,
    every: timedelta | None,
    accepted: tuple[str, ...],
    metrics: Door | None,
    as_json: bool,
) -> None:
    """Fetch the products again and again; tell a log of changes."""
    opened, watch = open_shop(folder), Watch()
    check_tables(accepted, opened.shop.tables)
    span = every or shortest_every(opened)

    def make(accepted: tuple[str, ...]) -> None:
        _show(produce_stream(opened, accepted=accepted, tell=tell, watch=watch), as_json)

    with teller() as tell, _watched(opened, metrics, watch):
        if once:
            with stoppable():
                make(accepted)
            return
        with stopping(tell) as over:
            _again_and_again(make, accepted, span, tell, over)


def _again_and_again(
    make: Callable[[tuple[str, ...]], None],
    accepted: tuple[str, ...],
    span: timedelta,
    tell: Tell,
    over: Event,
) -> None:
    """Round after round. One that fails is told, and the next one does what it did not."""
    tries = 0
    while not over.is_set():
        next_at = time.monotonic() + span.total_seconds()
        try:
            make(accepted)
            accepted, tries = (), 0
        except StoreAway as error:
            # What is back is to be told soon, however seldom the shop is asked.
            wait = seconds_after(tries, span)
            tell("stream.away", what=error.what, where=error.where, next_try=round(wait, 1))
            next_at, tries = time.monotonic() + wait, tries + 1
        except (SourceError, ContractBroken) as error:
            tell("round.failed", what=error.what, where=error.where)
        over.wait(max(next_at - time.monotonic(), 0))


def shortest_every(opened: OpenShop) -> timedelta:
    """How often the sources of what is streamed say that they give something new; a minute where
    none does, and never more than once a second."""
    sources = [one for part in parts_of(opened) for one in part.shop.sources.values()]
    said = [source.every for source in sources if source.every is not None]
    return max(min(said, default=EVERY), SHORTEST)


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
            command = f"alkasba produce --once --accept {done.table}"
            click.echo(f"  {done.held}. To tell it: {pasteable(command, shop_said())}")
    if not as_json and watches(sys.stderr):
        hint("alkasba consume --once")


@click.command(epilog="Example: alkasba --shop my-shop consume --once")
@click.option("--once", is_flag=True, help="Until the log has nothing more, then the end.")
@METRICS
@click.option("--json", "as_json", is_flag=True, help="What was done as JSON.")
@click.pass_obj
def consume(folder: Path, once: bool, metrics: Door | None, as_json: bool) -> None:
    """Keep the index of products equal to what the log says."""
    opened, watch = open_shop(folder), Watch()
    with (
        teller() as tell,
        stopping(tell) as over,
        _watched(opened, metrics, watch),
    ):
        done = consume_stream(opened, once=once, tell=tell, is_over=over.is_set, watch=watch)
    for counts in done:
        if as_json:
            click.echo(to_json(asdict(counts)))
        else:
            told = {k: n for k, n in asdict(counts).items() if n and k in WORDS}
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
