"""What Prometheus is told of the stream: counts and moments, never a value of the shop."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any, Literal

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from alkasba.flows.stream.watch import Watch

Kind = Literal["counter", "gauge"]
Sample = tuple[str, tuple[str, ...], float]
"""The name of a metric, the values of its labels, and its own."""
FAMILIES = {"counter": CounterMetricFamily, "gauge": GaugeMetricFamily}


@dataclass(frozen=True, slots=True)
class Told:
    """One metric. A counter counts since its program started."""

    name: str
    kind: Kind
    about: str
    labels: tuple[str, ...] = ("table",)

    @property
    def full_name(self) -> str:
        """What a query calls it."""
        return f"{self.name}_total" if self.kind == "counter" else self.name


METRICS = (
    Told("alkasba_build_info", "gauge", "The version of the program; always 1.", ("version",)),
    Told(
        "alkasba_produce_rounds",
        "counter",
        "Rounds by outcome: done, failed.",
        ("table", "outcome"),
    ),
    Told(
        "alkasba_produce_messages",
        "counter",
        "Messages sent: members that changed, members that are gone.",
        ("table", "kind"),
    ),
    Told("alkasba_consume_messages", "counter", "Messages read from the log."),
    Told("alkasba_consume_bytes", "counter", "Bytes of the messages read from the log."),
    Told(
        "alkasba_consume_documents",
        "counter",
        "What became of the messages: indexed, gone, older than the index, dead letters.",
        ("table", "outcome"),
    ),
    Told("alkasba_consume_retries", "counter", "Requests put off by the index and tried again."),
    Told("alkasba_consume_away_seconds", "counter", "Time spent waiting for the index."),
    Told(
        "alkasba_round_started_timestamp_seconds",
        "gauge",
        "When the last good round began.",
    ),
    Told("alkasba_round_duration_seconds", "gauge", "How long the last good round took."),
    Told("alkasba_round_members", "gauge", "Members of the table at the last good round."),
    Told("alkasba_round_sent", "gauge", "Members that had changed at the last good round."),
    Told("alkasba_round_gone", "gauge", "Members that were gone at the last good round."),
    Told(
        "alkasba_round_kept",
        "gauge",
        "Members that were not there at the last good round, and were left as they were.",
    ),
    Told(
        "alkasba_round_held",
        "gauge",
        "1 where the last good round held something back until somebody accepts it.",
    ),
    Told("alkasba_stream_up", "gauge", "1 where the log answers, 0 where it is away."),
    Told("alkasba_stream_lag_messages", "gauge", "Messages of the log not indexed yet."),
    Told("alkasba_stream_dead_letters", "gauge", "Dead letters that were not sent again."),
    Told(
        "alkasba_stream_last_error_timestamp_seconds",
        "gauge",
        "When something went wrong last, by the name of the error.",
        ("table", "error"),
    ),
)


class Metrics(Collector):
    """Collects what a program of the stream has counted, and how the stream stands."""

    def __init__(self, standing: Callable[[], Sequence[Mapping[str, Any]]], watch: Watch) -> None:
        self.standing, self.watch = standing, watch

    def collect(self) -> Iterable[Metric]:
        """Each metric that there is something to tell of."""
        samples = [
            ("alkasba_build_info", (version("alkasba"),), 1.0),
            *_of_watch(self.watch),
            *(sample for one in self.standing() for sample in _of_standing(one)),
        ]
        for told in METRICS:
            mine = {labels: value for name, labels, value in samples if name == told.name}
            if mine:
                family = FAMILIES[told.kind](told.name, told.about, labels=told.labels)
                for labels, value in mine.items():
                    family.add_metric(labels, value)
                yield family


def _of_watch(watch: Watch) -> Iterator[Sample]:
    for table, rounds in watch.rounds.items():
        yield "alkasba_produce_rounds", (table, "done"), rounds.done
        yield "alkasba_produce_rounds", (table, "failed"), rounds.failed
        yield "alkasba_produce_messages", (table, "changed"), rounds.sent
        yield "alkasba_produce_messages", (table, "gone"), rounds.gone
    for table, counts in watch.counts.items():
        yield "alkasba_consume_messages", (table,), counts.received
        yield "alkasba_consume_bytes", (table,), counts.bytes
        for outcome in ("indexed", "gone", "older", "dead"):
            yield "alkasba_consume_documents", (table, outcome), getattr(counts, outcome)
        yield "alkasba_consume_retries", (table,), counts.waits
        yield "alkasba_consume_away_seconds", (table,), counts.away_seconds


def _of_standing(found: Mapping[str, Any]) -> Iterator[Sample]:
    table = (found["table"],)
    yield "alkasba_stream_up", table, float(not found["why"])
    for name, key in (("lag_messages", "lag"), ("dead_letters", "dead")):
        if found[key] is not None:
            yield f"alkasba_stream_{name}", table, found[key]
    if last := found["last_round"]:
        started = datetime.fromisoformat(last["started"]).timestamp()
        yield "alkasba_round_started_timestamp_seconds", table, started
        yield "alkasba_round_duration_seconds", table, last["seconds"]
        for name in ("members", "sent", "gone", "kept"):
            yield f"alkasba_round_{name}", table, last[name]
        yield "alkasba_round_held", table, float(bool(last["held"]))
    if error := found["last_error"]:
        at = datetime.fromisoformat(error["at"]).timestamp()
        yield "alkasba_stream_last_error_timestamp_seconds", (*table, error["kind"]), at
