import re
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from alkasba.errors import StoreAway
from alkasba.flows.stream.metrics import METRICS, Metrics
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.status import standing_of
from alkasba.flows.stream.watch import Watch
from tests.shop_builder import ShopFolder
from tests.stream_shop import item, stream_shop

NAME = re.compile(r"alkasba_[a-z]+(_[a-z]+)+")
ERROR = {"by": "consume", "kind": "StoreAway", "what": "away", "at": "2026-01-02T03:04:05+00:00"}
ROUND = {"started": "2026-01-02T03:04:05+00:00", "seconds": 0.5, "members": 9, "sent": 3}
STANDING = {
    "table": 'a"b\\c\nd',
    "lag": 4,
    "dead": 1,
    "why": "",
    "last_round": ROUND | {"gone": 1, "kept": 2, "held": "x"},
    "last_error": ERROR,
}


def told(standing: list[dict[str, Any]], watch: Watch) -> str:
    registry = CollectorRegistry()
    registry.register(Metrics(lambda: standing, watch))
    return generate_latest(registry).decode()


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def full() -> Watch:
    watch = Watch()
    counts = watch.counts_of("product")
    counts.received, counts.bytes, counts.indexed, counts.away_seconds = 7, 700, 6, 1.5
    watch.note_round("product", {"sent": 3, "gone": 2})
    watch.note_round("product", None)
    return watch


def test_all_metrics_are_told_with_what_they_mean() -> None:
    text = told([STANDING], full())
    for one in METRICS:
        assert f"# HELP {one.full_name} {one.about}" in text
        assert f"# TYPE {one.full_name} {one.kind}" in text
    assert {name for name, _ in samples(text)} == {one.full_name for one in METRICS}


def test_names_keep_what_prometheus_asks_of_them() -> None:
    for one in METRICS:
        assert NAME.fullmatch(one.name), one.name
        assert not one.name.endswith("_total")
        assert not re.search(r"_(ms|milliseconds|minutes|kb|megabytes|percent)\b", one.name)
        assert one.about.endswith(".")
    assert len({one.name for one in METRICS}) == len(METRICS)


def test_a_counter_counts_and_a_name_is_escaped() -> None:
    found = samples(told([STANDING], full()))
    of_product = frozenset({("table", "product")})
    assert found["alkasba_consume_messages_total", of_product] == 7
    assert found["alkasba_consume_bytes_total", of_product] == 700
    assert found["alkasba_consume_away_seconds_total", of_product] == 1.5
    failed = frozenset({("table", "product"), ("outcome", "failed")})
    assert found["alkasba_produce_rounds_total", failed] == 1
    hostile = frozenset({("table", STANDING["table"])})
    assert found["alkasba_stream_lag_messages", hostile] == 4
    assert found["alkasba_round_held", hostile] == 1


def test_what_is_not_known_is_not_told() -> None:
    away = STANDING | {"lag": None, "dead": None, "why": "away", "last_round": None}
    text = told([away], Watch())
    assert 'alkasba_stream_up{table="a\\"b\\\\c\\nd"} 0.0' in text
    assert "lag_messages" not in text
    assert "round" not in text


def test_what_the_stream_really_says_of_itself_is_told(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(n) for n in range(1, 6)])
    shop.produce()
    opened = ShopFolder(tmp_path).open()
    watch = Watch()
    watch.note_fault("product", StoreAway("away"))
    (part,) = parts_of(opened)
    found = samples(told([standing_of(opened, part)], watch))
    product = frozenset({("table", "product")})
    assert found["alkasba_stream_lag_messages", product] == 5
    assert found["alkasba_round_members", product] == 5
    assert found["alkasba_round_held", product] == 0
