"""Many messages through a log into an index, while memory and files are counted: `just soak`.

A short form is a test. Writer and consumer are processes of their own, which tell after so many
messages how much memory they hold and how many files are open. Neither may grow with the messages:
the consumer of a shop goes on for months. In the end the index must hold the newest of each key.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import linear_regression
from typing import Any

from alkasba.flows.stream.message import END, head_of, headers_of
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.producing import Topics
from alkasba.flows.stream.running import consumers, plan_of
from alkasba.ports import Message
from alkasba.search import open_index
from alkasba.stream import open_log
from tests.java_services import Elasticsearch, Kafka, OpenSearch, SearchServer
from tests.shop_builder import ShopFolder
from tests.stream_shop import stream_shop

PROCESSES = multiprocessing.get_context("spawn")
ENGINES: dict[str, type[SearchServer]] = {"elasticsearch": Elasticsearch, "opensearch": OpenSearch}
KEYS = 5_000
CHUNK = 1_000
GONE_EVERY = 11
"""One message in so many says that its product is gone."""
LATE_EVERY = 7
"""One in so many is sent twice, the second time behind newer ones."""
MEMORY_MB = 16
"""So much a process may grow from the second quarter to the last: what allocators keep."""
LONG = 24 * 3600


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process holds after so many messages."""

    messages: int
    resident_kb: int
    handles: int


def sample(messages: int) -> Sample:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    resident_kb = pages * os.sysconf("SC_PAGE_SIZE") >> 10
    return Sample(messages, resident_kb, sum(1 for _ in Path("/proc/self/fd").iterdir()))


def slope_kb(samples: Sequence[Sample]) -> float:
    """Kilobytes that a million messages add, by the second half of the samples."""
    half = samples[len(samples) // 2 :]
    xs, ys = [one.messages for one in half], [one.resident_kb for one in half]
    return linear_regression(xs, ys).slope * 1_000_000


def grown(samples: Sequence[Sample]) -> str:
    """What has grown from the second quarter to the last; nothing where all is flat."""
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    more = (max(s.resident_kb for s in late) - max(s.resident_kb for s in early)) / 1024
    if more > MEMORY_MB:
        return f"memory, by {more:.0f} MB"
    # The least of each: a request that is under way holds some for a moment.
    files = min(s.handles for s in late) - min(s.handles for s in early)
    return f"open files, by {files}" if files > 1 else ""


def soak(folder: Path, messages: int, settings: dict[str, str]) -> dict[str, list[Sample]]:
    """The samples of writer and consumer; raises AssertionError where the index is wrong then."""
    stream_shop(folder, (), settings)
    table = folder / "tables/product.toml"
    # An index that no other test has told anything newer.
    table.write_text(f'{table.read_text()}index = "index_soak_{os.getpid()}"\n')
    is_over, samples = PROCESSES.Event(), {}
    ways = {name: PROCESSES.Pipe(duplex=False) for name in ("writer", "consumer")}
    for name, target in (("writer", write), ("consumer", consume)):
        PROCESSES.Process(
            target=target, args=(folder, messages, ways[name][1], is_over), daemon=True
        ).start()
        ways[name][1].close()
    samples["writer"] = ways["writer"][0].recv()
    is_over.set()
    samples["consumer"] = ways["consumer"][0].recv()
    check(folder, messages)
    return samples


def write(folder: Path, messages: int, way: Any, is_over: Event) -> None:
    """Tell the log, and tell the samples in the end."""
    opened = ShopFolder(folder).open()
    (part,) = parts_of(opened)
    log, topics = open_log(opened.settings), Topics.of(part)
    topics.prepare(log)
    found, step = [], max(messages // 100, CHUNK)
    with log.writer() as writer:
        for start in range(0, messages, CHUNK):
            writer.send(topics.members, told(range(start, min(start + CHUNK, messages))))
            writer.flush()
            if not start % step:
                found.append(sample(start))
    way.send(found)


def consume(folder: Path, messages: int, way: Any, is_over: Event) -> None:
    """Index until the log has nothing more, and tell the samples in the end."""
    found, step = [], max(messages // 100, CHUNK)
    with consumers(ShopFolder(folder).open()) as (member,):
        while member.take(0.5) or not is_over.is_set() or member.left():
            if member.counts.received >= len(found) * step:
                found.append(sample(member.counts.received))
        member.finish()
    way.send(found)


def told(numbers: range) -> Iterator[Message]:
    """The messages of these numbers, some of them once more when newer ones were sent."""
    late = []
    for number in numbers:
        value = document(number)
        message = Message(key(number), value, () if value else headers_of(number + 1))
        yield message
        if not number % LATE_EVERY:
            late.append(message)
    yield from late


def key(number: int) -> bytes:
    """Which product a message is of; each has its turn in another order."""
    return b"P%d" % (number * 7919 % KEYS)


def document(number: int) -> bytes | None:
    """What the message says."""
    if not number % GONE_EVERY:
        return None
    said = b'{"code":"%b","name":"Herb %d","price":%d.50,"stock":%d}'
    return b"%b%b%b" % (
        head_of("soak", "2026-01-01", number + 1).encode(),
        said % (key(number), number % 97, number % 90, number % 50),
        END.encode(),
    )


def check(folder: Path, messages: int) -> None:
    """See that the index holds the newest message of each key, and nothing else."""
    opened = ShopFolder(folder).open()
    (part,) = parts_of(opened)
    index, plan = open_index(opened.settings), plan_of(part)
    expected: dict[str, int] = {}
    for number in range(max(messages - 2 * KEYS, 0), messages):
        name = key(number).decode()
        expected.pop(name, None)
        if number % GONE_EVERY:
            expected[name] = number + 1
    index.refresh(plan.name)
    held = dict(index.versions(plan.name))
    index.close()
    assert held == expected, f"{len(held)} documents, {len(expected)} expected"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run it with real servers, print, and exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--engine", choices=[*ENGINES], default="elasticsearch")
    asked = parser.parse_args(arguments)
    begun, is_flat = time.perf_counter(), True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        broker, engine = stack.enter_context(Kafka()), stack.enter_context(ENGINES[asked.engine]())
        settings = {"stream.url": broker.url(""), "search.url": engine.url("")}
        samples = soak(folder / "shop", asked.messages, settings | {"stream.partitions": "3"})
    for name, found in samples.items():
        most = max(one.resident_kb for one in found) >> 10
        print(
            f"{name}: {most} MB at most, {slope_kb(found):+,.0f} KB a million messages, "
            f"{found[len(found) // 4].handles} files open early, {found[-1].handles} at the end. "
            f"Grown: {grown(found) or 'nothing'}.",
            flush=True,
        )
        is_flat = is_flat and not grown(found)
    print(
        f"{asked.messages:,} messages in {time.perf_counter() - begun:,.0f} s; the index is right."
    )
    sys.exit(0 if is_flat else 1)


if __name__ == "__main__":
    main()
