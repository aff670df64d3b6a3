"""How fast products are told to Kafka and indexed, beside the plain client of each."""

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import httpx  # noqa: E402
from confluent_kafka import Producer  # noqa: E402
from stream_page import PAGE, Measured, table, write_page  # noqa: E402

from alkasba.flows.batch import run_batch  # noqa: E402
from alkasba.flows.opening import open_shop  # noqa: E402
from alkasba.flows.stream.part import Part, parts_of  # noqa: E402
from alkasba.flows.stream.producing import Topics, produce_round  # noqa: E402
from alkasba.flows.stream.running import consume, plan_of  # noqa: E402
from alkasba.stream import open_log  # noqa: E402
from alkasba.stream.kafka import SENDING  # noqa: E402
from tests.java_services import Elasticsearch, Kafka, OpenSearch, SearchServer  # noqa: E402
from tests.stream_shop import stream_shop  # noqa: E402

BULK = 2_000
NOTE = "Dried slowly in the shade of the old mill, cut by hand, and packed in paper. " * 4
ENGINES: dict[str, type[SearchServer]] = {"Elasticsearch": Elasticsearch, "OpenSearch": OpenSearch}


@dataclass(frozen=True, slots=True)
class Once:
    """What one way took; the peak is that of its process."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=1_000_000, help="that are told to Kafka")
    parser.add_argument("--documents", type=int, default=200_000, help="that are indexed")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    asked = parser.parse_args(arguments)
    found: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder, Kafka() as kafka:
        shop = make_shop(Path(folder) / "many", asked.products, {"stream.url": kafka.url("")})
        alone(prepare, shop)
        found += compared(
            "Kafka",
            asked.products,
            ("alkasba: compare, send, remember", alone(tell, shop)),
            ("confluent-kafka: send", alone(send_plainly, shop)),
        )
        for name, kind in ENGINES.items():
            with kind() as engine:
                urls = {"stream.url": kafka.url(""), "search.url": engine.url("")}
                shop = make_shop(Path(folder) / name, asked.documents, urls)
                for step in (prepare, tell):
                    alone(step, shop)
                found += compared(
                    name,
                    asked.documents,
                    ("alkasba: receive, index, commit", alone(index, shop)),
                    ("bulk requests of what is in memory", alone(index_plainly, shop)),
                )
    print("\n".join(table(found)), flush=True)
    if asked.write:
        write_page(found)
        print(f"Written to {PAGE.relative_to(ROOT)}.")


def compared(
    target: str, rows: int, ours: tuple[str, Once], plain: tuple[str, Once]
) -> list[Measured]:
    """Both ways to one target, as the page tells them."""
    return [
        Measured(
            target, who, rows, one.seconds, one.processor_seconds, one.peak_mb,
            plain[1].seconds / one.seconds,
        )
        for who, one in (ours, plain)
    ]  # fmt: skip


def make_shop(folder: Path, count: int, settings: dict[str, str]) -> Path:
    """A shop with so many products of about half a kilobyte."""
    stream_shop(folder, (), {"stream.partitions": "3", **settings})
    (folder / "sources/products.toml").write_text(
        'kind = "json"\nfiles = ["data/products.jsonl"]\n[feeds.product]\n'
    )
    with (folder / "data/products.jsonl").open("w") as file:
        file.writelines(json.dumps(product(number)) + "\n" for number in range(count))
    return folder


def product(number: int) -> dict[str, Any]:
    """One product of the catalogue."""
    return {
        "code": f"P{number}",
        "name": f"Herb {number % 977}, {number % 31 + 1} g. {NOTE}",
        "category": ("Tea", "Herb")[number % 2],
        "maker": f"M{number % 2 + 1}",
        "price": f"{number % 9_000 / 100:.2f}",
        "stock": number % 50,
        "added_on": f"2026-0{number % 9 + 1}-11",
        "is_organic": number % 3 == 0,
        "cost": "1.00",
    }


def alone(step: Callable[[Path], Any], shop: Path) -> Once:
    """A step in a process of its own; what it says of its time counts without its start."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_measured, step, shop).result()


def _measured(step: Callable[[Path], Any], shop: Path) -> Once:
    ready = step(shop)
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    if callable(ready):
        ready()
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Once(seconds, processor, after.ru_maxrss / 1000)


def _part(shop: Path) -> Part:
    (part,) = parts_of(open_shop(shop))
    return part


def prepare(shop: Path) -> None:
    """Read and clean the products, so that the round has only to tell them."""
    part = _part(shop)
    Topics.of(part).prepare(open_log(part.opened.settings))
    run_batch(part.opened)


def tell(shop: Path) -> Callable[[], None]:
    """The round of a producer after that."""
    part = _part(shop)
    log = open_log(part.opened.settings)

    def run() -> None:
        produce_round(part, log)

    return run


def messages(shop: Path) -> Iterator[tuple[bytes, bytes | None, Any]]:
    """What the round has told, as it stands in the log."""
    part = _part(shop)
    log = open_log(part.opened.settings)
    for one in log.read_all(Topics.of(part).members):
        yield one.message.key, one.message.value, [*one.message.headers]


def send_plainly(shop: Path) -> Callable[[], None]:
    """The same messages from memory, in the loop that the driver's own guide shows."""
    part, told = _part(shop), list(messages(shop))
    url = part.opened.settings["stream.url"].removeprefix("kafka://")
    producer = Producer({"bootstrap.servers": url} | SENDING)

    def run() -> None:
        for key, value, headers in told:
            while True:
                try:
                    producer.produce("plain", value=value, key=key, headers=headers)
                    break
                except BufferError:
                    producer.poll(0.1)
            producer.poll(0)
        producer.flush()

    return run


def index(shop: Path) -> Callable[[], None]:
    """A consumer, from the first message to the last commit."""
    opened = open_shop(shop)

    def run() -> None:
        (counts,) = consume(opened, once=True)
        if counts.indexed != counts.received:
            raise SystemExit(f"{counts}: it means nothing.")

    return run


def index_plainly(shop: Path) -> Callable[[], None]:
    """The same documents from memory in bulk requests of the same size, by one process."""
    part = _part(shop)
    plan, url = plan_of(part), part.opened.settings["search.url"]
    told = [
        (key.decode(), json.loads(value or b"")["document"]) for key, value, _ in messages(shop)
    ]
    bodies = iter([bulk(some) for some in parted(told)])
    client = httpx.Client(base_url=url, timeout=60)
    client.put("/plain", json=plan.body).raise_for_status()

    def run() -> None:
        for body in bodies:
            headers = {"Content-Type": "application/x-ndjson"}
            answer = client.post("/plain/_bulk", content=body, headers=headers)
            if answer.raise_for_status().json()["errors"]:
                raise SystemExit("a document was refused: it means nothing.")
        client.close()

    return run


def parted(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """The rows in lists of the size that the consumer takes."""
    waiting = iter(rows)
    while some := list(islice(waiting, BULK)):
        yield some


def bulk(rows: Sequence[tuple[str, Any]]) -> bytes:
    """The body of a request, made before the time runs."""
    lines = []
    for name, document in rows:
        lines.append(json.dumps({"index": {"_id": name, "version": 1, "version_type": "external"}}))
        lines.append(json.dumps(document, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()


if __name__ == "__main__":
    main()
