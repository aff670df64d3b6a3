"""The long form of `tests/properties/test_troubled_stream.py`: `just troubles`.

A broker that hangs and dies for a minute each, members that come and go for two, fifty consumers
killed between what they have indexed and their commit, ten thousand messages in any order. Prints
the seed, so that a failure can be had again; the first thing that is wrong ends it with a trace.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from tests.java_services import Elasticsearch, Kafka, OpenSearch
from tests.services import Server
from tests.stream_shop import StreamShop
from tests.stream_troubles import (
    TROUBLES,
    any_order,
    broker_goes_away,
    engine_goes_away,
    engine_puts_off,
    killed_before_commit,
    members_come_and_go,
    shop_of,
)

ENGINES: dict[str, type[Server]] = {"elasticsearch": Elasticsearch, "opensearch": OpenSearch}
MANY = 10_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Try all, print, and exit."""
    asked = _parser().parse_args(arguments)
    seed = asked.seed if asked.seed is not None else int(time.time())
    print(f"seed {seed}, {asked.engine}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="troubles-") as name,
        Kafka() as broker,
        ENGINES[asked.engine]() as engine,
    ):
        trials = _trials(broker, engine, seed, asked.seconds, asked.kills)
        for number, (told, work) in enumerate(trials.items()):
            begun = time.perf_counter()
            found = work(shop_of(Path(name) / str(number), broker, engine))
            print(f"{told}: {found or 'ok'}, {time.perf_counter() - begun:.0f} s", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="how long a broker is away")
    parser.add_argument("--kills", type=int, default=50, help="consumers that are killed")
    parser.add_argument("--engine", choices=ENGINES, default="elasticsearch")
    parser.add_argument("--seed", type=int, help="the seed of a run that went wrong")
    return parser


def _trials(
    broker: Server, engine: Server, seed: int, seconds: int, kills: int
) -> dict[str, Callable[[StreamShop], object]]:
    chance = Random(seed)

    def members(shop: StreamShop) -> int:
        until = time.monotonic() + 2 * seconds
        return members_come_and_go(shop, chance, MANY, lambda: time.monotonic() > until)

    return {
        "a broker that hangs": lambda shop: broker_goes_away(
            shop, broker, ["stopped"], chance, seconds
        ),
        "a broker that dies": lambda shop: broker_goes_away(
            shop, broker, ["killed"], chance, seconds
        ),
        "members that come and go": members,
        "consumers killed before they commit": lambda shop: killed_before_commit(
            shop, chance, kills
        ),
        "messages in any order": lambda shop: any_order(shop, chance, MANY),
        "an engine that dies": lambda shop: engine_goes_away(shop, engine, chance),
        **{
            f"an engine that puts off, {one}": lambda shop, one=one: engine_puts_off(
                shop, engine.url(""), one, chance
            )
            for one in TROUBLES
        },
    }


if __name__ == "__main__":
    main()
