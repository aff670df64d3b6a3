"""How fast products are told to Kafka and indexed, beside the plain client of each."""

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import httpx  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from confluent_kafka import Consumer as Reader  # noqa: E402
from confluent_kafka import Producer  # noqa: E402
from stream_page import PAGE, Measured, table, write_page  # noqa: E402

from alkasba.batches import in_batches  # noqa: E402
from alkasba.flows.batch import run_batch  # noqa: E402
from alkasba.flows.opening import open_shop  # noqa: E402
from alkasba.flows.stream.message import END, head_of  # noqa: E402
from alkasba.flows.stream.part import Part, parts_of  # noqa: E402
from alkasba.flows.stream.producing import Topics, produce_round  # noqa: E402
from alkasba.flows.stream.running import consume, plan_of  # noqa: E402
from alkasba.ports import Topic  # noqa: E402
from alkasba.stream import open_log  # noqa: E402
from alkasba.stream.kafka import READING, SENDING  # noqa: E402
from alkasba.warehouse.working_copy import open_published  # noqa: E402
from tests.java_services import Elasticsearch, Kafka, OpenSearch, SearchServer  # noqa: E402
from tests.stream_shop import PRODUCT, stream_shop  # noqa: E402

# No tool of this project: who measures installs it, or leaves out its row.
opensearchpy: Any = import_module("opensearchpy") if find_spec("opensearchpy") else None
BUSY = 0.5
"""So many programs that wait for a processor before the first run say that others use it, too."""
BULK = 4_000
"""Documents of a bulk request, as many as the consumer takes."""
READ = 4_096
ABOUT = 'about = { type = "text" }\n'
NOTE = "Dried slowly in the shade of the old mill, cut by hand, and packed in paper. " * 4
WARM = 20_000
ROWS = """
SELECT p.code, p.name, about, category, price, stock, added_on, is_organic, doubled,
       m.code AS maker_code, m.name AS maker_name
FROM shop.product AS p LEFT JOIN shop.maker AS m USING (maker_key)
WHERE product_key <> 0
"""
"""What a document of the shop's is made of, as one would ask for it."""
LINES = {"Content-Type": "application/x-ndjson"}
WARMING = {"code": "W", "name": "Herb", "about": NOTE, "price": 1.1}
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
    parser.add_argument("--runs", type=int, default=3, help="of each way to Kafka, in turns")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    asked = parser.parse_args(arguments)
    found: list[Measured] = []
    is_busy = os.getloadavg()[0] > BUSY
    with tempfile.TemporaryDirectory() as name, Kafka() as kafka:
        folder = Path(name)
        if asked.products:
            found += to_kafka(folder, asked.products, asked.runs, kafka.url(""))
        for engine in ENGINES if asked.documents else ():
            found += to_engine(folder, asked.documents, engine, kafka.url(""))
    print("\n".join(table(found)), flush=True)
    if asked.write:
        write_page(found, runs=asked.runs, is_busy=is_busy)
        print(f"Written to {PAGE.relative_to(ROOT)}.")


def to_kafka(folder: Path, products: int, runs: int, url: str) -> list[Measured]:
    """All ways of telling Kafka, in turns; of each the fastest run counts."""
    shop = make_shop(folder / "many", products, {"stream.url": url})
    cleaned = alone(prepare, shop)
    alone(write_parquet, shop)
    taken: dict[str, list[Once]] = {}
    for number in range(runs):
        rename(shop, f"bench{number}.")
        alone(make_topics, shop)
        for who, step in TELLING.items():
            taken.setdefault(who, []).append(alone(step, shop))
            print(f"{who}: {taken[who][-1]}", file=sys.stderr, flush=True)
    fastest = {who: min(all_taken, key=lambda one: one.seconds) for who, all_taken in taken.items()}
    fastest[ROUND] = replace(fastest[ROUND], peak_mb=max(fastest[ROUND].peak_mb, cleaned.peak_mb))
    return compared("Kafka", products, fastest, FROM_ROWS)


def to_engine(folder: Path, documents: int, name: str, url: str) -> list[Measured]:
    """Both ways of filling one engine: each way has an engine that was just started."""
    fastest: dict[str, Once] = {}
    for number, (who, step) in enumerate(INDEXING.items()):
        with ENGINES[name]() as engine:
            urls = {"stream.url": url, "search.url": engine.url("")}
            shop = make_shop(folder / f"{name}{number}", documents, urls)
            for first in (prepare, make_topics, tell):
                alone(first, shop)
            alone(warm_up, shop)
            fastest[who] = alone(step, shop)
            print(f"{name}, {who}: {fastest[who]}", file=sys.stderr, flush=True)
    return compared(name, documents, fastest, PLAINLY)


def compared(target: str, rows: int, taken: dict[str, Once], plain: str) -> list[Measured]:
    """All ways to one target, as the page tells them: how fast beside the plain one."""
    return [
        Measured(
            target, who, rows, one.seconds, one.processor_seconds, one.peak_mb,
            taken[plain].seconds / one.seconds,
        )
        for who, one in taken.items()
    ]  # fmt: skip


def make_shop(folder: Path, count: int, settings: dict[str, str]) -> Path:
    """A shop with so many products of about half a kilobyte."""
    stream_shop(folder, (), {"stream.partitions": "3", **settings})
    told = PRODUCT.replace("category =", f"{ABOUT}category =") + 'texts = ["name"]\n'
    (folder / "tables/product.toml").write_text(told)
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
        "name": f"Herb {number % 977}, {number % 31 + 1} g",
        "about": f"{NOTE}Lot {number}.",
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
    return Once(seconds, processor, after.ru_maxrss * 1024 / 1e6)


def _part(shop: Path) -> Part:
    (part,) = parts_of(open_shop(shop))
    return part


def rename(shop: Path, prefix: str) -> None:
    """Let the topics of a shop be new ones, of which nothing was told."""
    told = shop / "alkasba.toml"
    lines = [one for one in told.read_text().splitlines() if not one.startswith("stream.prefix")]
    told.write_text("\n".join([*lines, f'stream.prefix = "{prefix}"', ""]))
    for file in (shop / "build/stream/product").glob("sent.duckdb*"):
        file.unlink()


def prepare(shop: Path) -> None:
    """Read and clean the products, so that the round has only to tell them."""
    run_batch(_part(shop).opened)


def make_topics(shop: Path) -> None:
    """The topics of a round, and one more for the plain loops."""
    part = _part(shop)
    topics = Topics.of(part)
    log = open_log(part.opened.settings)
    topics.prepare(log)
    log.prepare([Topic(f"{topics.members}.{way}") for way in ("rows", "file", "memory")])


def write_parquet(shop: Path) -> None:
    """The keys and documents of a round in a file, for the plain loop that reads one."""
    part = _part(shop)
    db = open_published(part.opened.settings.warehouse_file)
    target = str(shop / "products.parquet")
    db.execute(f"COPY ({part.documents(db)}) TO '{target}' (FORMAT parquet, COMPRESSION snappy)")
    db.close()


def tell(shop: Path) -> Callable[[], None]:
    """The round of a producer after that."""
    part = _part(shop)
    log = open_log(part.opened.settings)

    def run() -> None:
        produce_round(part, log)

    return run


def messages(shop: Path) -> Iterator[tuple[bytes, bytes | None]]:
    """What the round has told, as it stands in the log."""
    part = _part(shop)
    log = open_log(part.opened.settings)
    for one in log.read_all(Topics.of(part).members):
        yield one.message.key, one.message.value


def send_from_rows(shop: Path) -> Callable[[], None]:
    """The same messages made from the rows of the warehouse, in the loop that one would write."""
    part = _part(shop)
    producer = _producer(part)
    topic = f"{Topics.of(part).members}.rows"
    head = {"schema": 2, "version": 1, "source": part.source, "fetched_at": "2026-01-01"}

    def run() -> None:
        db = open_published(part.opened.settings.warehouse_file)
        rows = db.execute(ROWS)
        names = [column[0] for column in rows.description or ()]
        while batch := rows.fetchmany(READ):
            for row in batch:
                document = dict(zip(names, row, strict=True))
                maker = {name: document.pop(f"maker_{name}") for name in ("code", "name")}
                value = head | {"document": document | {"maker": maker}}
                told = json.dumps(value, default=str, ensure_ascii=False).encode()
                _send(producer, topic, document["code"].encode(), told)
        producer.flush()
        db.close()

    return run


def send_from_file(shop: Path) -> Callable[[], None]:
    """Documents that are ready in a file, in the loop that the driver's own guide shows."""
    part = _part(shop)
    producer = _producer(part)
    topic = f"{Topics.of(part).members}.file"
    head, end = head_of(part.source, "2026-01-01", 1).encode(), END.encode()

    def run() -> None:
        for batch in pq.ParquetFile(shop / "products.parquet").iter_batches(READ):
            columns = (batch.column(name).cast("binary").to_pylist() for name in ("id", "document"))
            for key, document in zip(*columns, strict=True):
                _send(producer, topic, key, head + document + end)
        producer.flush()

    return run


def send_from_memory(shop: Path) -> Callable[[], None]:
    """The same messages from memory."""
    part, told = _part(shop), list(messages(shop))
    producer = _producer(part)
    topic = f"{Topics.of(part).members}.memory"

    def run() -> None:
        for key, value in told:
            _send(producer, topic, key, value)
        producer.flush()

    return run


def _producer(part: Part) -> Producer:
    url = part.opened.settings["stream.url"].removeprefix("kafka://")
    return Producer({"bootstrap.servers": url} | SENDING)


def _send(producer: Producer, topic: str, key: bytes, value: bytes | None) -> None:
    while True:
        try:
            producer.produce(topic, value=value, key=key)
            break
        except BufferError:
            producer.poll(0.02)
    producer.poll(0)


def warm_up(shop: Path) -> None:
    """Let the engine index what is not counted: its first thousands take several times as long."""
    part = _part(shop)
    plan, url = plan_of(part), part.opened.settings["search.url"]
    with httpx.Client(base_url=url, timeout=60) as client:
        client.put("/warm", json=plan.body).raise_for_status()
        for start in range(0, WARM, BULK):
            rows = [(f"W{n}", WARMING) for n in range(start, start + BULK)]
            client.post("/warm/_bulk", content=bulk(rows), headers=LINES).raise_for_status()
        client.delete("/warm").raise_for_status()


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
    told = [(key.decode(), json.loads(value or b"")["document"]) for key, value in messages(shop)]
    bodies = iter([bulk(some) for some in in_batches(told, BULK)])
    client = httpx.Client(base_url=url, timeout=60)
    client.put("/plain", json=plan.body).raise_for_status()

    def run() -> None:
        for body in bodies:
            answer = client.post("/plain/_bulk", content=body, headers=LINES)
            if answer.raise_for_status().json()["errors"]:
                raise SystemExit("a document was refused: it means nothing.")
        client.close()

    return run


def index_with_client(shop: Path) -> Callable[[], None]:
    """What a user would write: read Kafka, and hand each batch to the client's own bulk helper."""
    client_of, helpers = opensearchpy.OpenSearch, opensearchpy.helpers
    part = _part(shop)
    plan, settings = plan_of(part), part.opened.settings
    client = client_of(settings["search.url"], timeout=60)
    client.indices.create(index="script", body=plan.body)
    topic, count = Topics.of(part).members, sum(1 for _ in messages(shop))
    url = settings["stream.url"].removeprefix("kafka://")
    reader = Reader({"bootstrap.servers": url, "group.id": "script"} | READING)

    def run() -> None:
        done = 0
        reader.subscribe([topic])
        while done < count:
            found = reader.consume(BULK, 1)
            helpers.bulk(client, map(_action, found), chunk_size=BULK, index="script")
            if found:
                reader.commit(asynchronous=False)
            done += len(found)
        reader.close()

    return run


def _action(message: Any) -> dict[str, Any]:
    told = json.loads(message.value())
    return {
        "_id": message.key().decode(),
        "_source": told["document"],
        "version": told["version"],
        "version_type": "external",
    }


def bulk(rows: Sequence[tuple[str, Any]]) -> bytes:
    """The body of a request, made before the time runs."""
    lines = []
    for name, document in rows:
        lines.append(json.dumps({"index": {"_id": name, "version": 1, "version_type": "external"}}))
        lines.append(json.dumps(document, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()


ROUND = "alkasba: compare, send, remember"
FROM_ROWS = "confluent-kafka: rows, json.dumps, send"
TELLING = {
    ROUND: tell,
    FROM_ROWS: send_from_rows,
    "confluent-kafka: ready in a file, send": send_from_file,
    "confluent-kafka: ready in memory, send": send_from_memory,
}
PLAINLY = "bulk requests from memory"
INDEXING = {"alkasba: receive, index, commit": index, PLAINLY: index_plainly}
if opensearchpy is not None:
    INDEXING["a script with opensearch-py"] = index_with_client


if __name__ == "__main__":
    main()
