"""How fast recommendations are served: by one `alkasba serve`, asked from the same machine."""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from comparison import ENVIRONMENT  # noqa: E402
from recommend_serving_client import HEAD_END, Client, Times, connected  # noqa: E402
from recommend_serving_shop import CATEGORIES, PEOPLE, drawn_model, made_shop, numbered  # noqa: E402

from alkasba.flows.recommend.store import Model, keep, let_go  # noqa: E402

SHOP = ROOT / "build" / "bench" / "recommend-serving"
ALKASBA = [sys.executable, "-m", "alkasba", "--shop"]
CONNECTIONS = 8
PROCESSES = 2
MANY = {"ALKASBA_SERVE__PROCESSES": str(PROCESSES)}
PEOPLE_PATH, BASKET_PATH = "/api/v1/recommendations/customers/", "/api/v1/recommendations/basket"
WANTED = {"known customers": 1_000, "baskets": 150}
"""Requests a second that have to be reached; the times are taken at half of them."""
SWAPS = 10
EACH_BASKET = 50
SECONDS, SWAPPED = 8.0, 100_000
"""Of so many requests while models are swapped one is of a basket."""
PAGE = ROOT / "docs" / "reference" / "benchmarks-of-recommendations.md"
TITLE = "## What serving takes"


@dataclass(frozen=True, slots=True)
class Served:
    """What was measured of one kind of question; milliseconds of the processor are the server's."""

    what: str
    a_second: float
    processor_ms: float
    pace: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Swapped:
    """What came of many requests while models were swapped."""

    requests: int
    swaps: int
    models: int
    errors: int
    mixed: int
    p99_ms: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    asked = _parser().parse_args(arguments)
    found = serving_times(asked.products, asked.dimension, asked.seconds, asked.swapped)
    lines = list(told(found, asked.products, asked.dimension))
    print("\n".join(lines))
    if asked.write:
        write_part(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=50_000)
    parser.add_argument("--dimension", type=int, default=128)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each measurement")
    parser.add_argument("--swapped", type=int, default=0, help="requests while models are swapped")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    return parser


def write_part(lines: Sequence[str]) -> None:
    """Put what was measured at the end of the page, in place of what was there before."""
    before = PAGE.read_text(encoding="utf-8").partition(TITLE)[0].rstrip("\n")
    PAGE.write_text("\n".join([before, "", *lines, ""]), encoding="utf-8")


def serving_times(
    products: int, dimension: int, seconds: float, swapped: int
) -> tuple[list[Served], Swapped | None]:
    """Each kind of question as fast as it goes, then at half of what is wanted."""
    model = served_shop(products, dimension)
    with served(SHOP) as (address, process), connected(*address, CONNECTIONS) as client:
        asks = {"known customers": _of_people(), "baskets": _of_baskets(products)}
        found = [
            _measured(client, process.pid, what, questions, seconds)
            for what, questions in asks.items()
        ]
        return found, _swapped(client, model, swapped, asks) if swapped else None


def served_shop(products: int, dimension: int) -> Model:
    """The shop, loaded, with a model that speaks; it is made anew where it is of another size."""
    size = SHOP / "size"
    if not size.exists() or size.read_text() != f"{products}":
        shutil.rmtree(SHOP, ignore_errors=True)
        made_shop(SHOP, products=products)
        subprocess.run([*ALKASBA, SHOP, "run"], env=ENVIRONMENT, check=True, capture_output=True)
        size.write_text(f"{products}")
    model = drawn_model(SHOP, dimension=dimension)
    shutil.rmtree(SHOP / "build" / "recommend", ignore_errors=True)
    keep(SHOP / "build", numbered(model, 1), speaks=True)
    return model


@contextmanager
def served(shop: Path) -> Iterator[tuple[tuple[str, int], subprocess.Popen[str]]]:
    """Where the program answers, as it is started by a shop."""
    command = [*ALKASBA, str(shop), "serve", "--port", "0"]
    with subprocess.Popen(
        command,
        env=ENVIRONMENT | MANY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            told_at = urlsplit(process.stdout.readline().strip())
            yield (str(told_at.hostname), int(told_at.port or 0)), process
        finally:
            process.terminate()


def _question(path: str, body: str = "") -> bytes:
    """A request with all filters on, as it goes over the wire."""
    choose = random.Random(path + body)
    some = choose.sample(range(CATEGORIES), CATEGORIES // 2)
    least = choose.randrange(5, 30)
    query = f"price={least}..{least + 60}&bought=new" + "".join(
        f"&category=Category%20{n}" for n in some
    )
    head = f"{'POST' if body else 'GET'} {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n{body}".encode()


def _of_people(most: int = 20_000) -> list[bytes]:
    choose = random.Random(1)
    return [_question(f"{PEOPLE_PATH}M{choose.randrange(PEOPLE)}") for _ in range(most)]


def _of_baskets(products: int, most: int = 4_000) -> list[bytes]:
    choose = random.Random(2)
    baskets = [
        [f"P{choose.randrange(products)}" for _ in range(choose.randint(1, 6))] for _ in range(most)
    ]
    return [_question(BASKET_PATH, json.dumps({"products": basket})) for basket in baskets]


def _measured(
    client: Client, server: int, what: str, questions: list[bytes], seconds: float
) -> Served:
    _warm(client, questions)
    share = max(int(WANTED[what] * seconds * 2), 1)
    many = (questions * (share // len(questions) + 1))[:share]
    before = _processor_seconds(server)
    fast = client.ask(many, heard=_checked)
    spent = _processor_seconds(server) - before
    pace = WANTED[what] / 2
    slow = client.ask(many[: int(pace * seconds)], a_second=pace, heard=_checked)
    return Served(
        what,
        fast.a_second,
        spent / len(many) * 1000,
        pace,
        slow.part(0.5) * 1000,
        slow.part(0.99) * 1000,
    )


def _warm(client: Client, questions: list[bytes]) -> Times:
    return client.ask(questions[:200], heard=_checked)


def _checked(_: int, came: bytes) -> None:
    """Stop where an answer is none: how fast errors come is not asked."""
    if not came.startswith(b"HTTP/1.1 200 ") or b'"source": ' not in came:
        raise ValueError(came[:2000].decode())


def _processor_seconds(process: int) -> float:
    """What a process and those that it has begun have taken of the processors so far."""
    begun = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    parts = [
        Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        for one in (process, *begun)
    ]
    return sum(int(one[11]) + int(one[12]) for one in parts) / os.sysconf("SC_CLK_TCK")


class _Heard:
    """Judges each answer while models are swapped; each model says its number in every score of the
    lists for people, and in the minute of its training."""

    def __init__(self, requests: int) -> None:
        self.models: set[str] = set()
        self.errors = self.mixed = self.answers = 0
        self.turns: SimpleQueue[int] = SimpleQueue()
        self._turns_at = {requests * turn // (SWAPS + 1): turn + 1 for turn in range(1, SWAPS + 1)}

    def __call__(self, number: int, came: bytes) -> None:
        self.answers += 1
        if self.answers in self._turns_at:
            self.turns.put(self._turns_at[self.answers])
        if not came.startswith(b"HTTP/1.1 200 "):
            self.errors += 1
            return
        answer = json.loads(came[came.index(HEAD_END) :])
        self.models.add(answer["model"])
        said = {int(answer["model"].rpartition("-")[2], 16), int(answer["trained_at"][14:16])}
        if number % EACH_BASKET:
            said |= {int(item["score"]) for item in answer["items"]}
        self.mixed += len(said) > 1


def _swapped(client: Client, model: Model, requests: int, asks: dict[str, list[bytes]]) -> Swapped:
    """Ask while ten models come one after another, kept as a training keeps them."""
    people, baskets = asks.values()
    kinds = [people, baskets]
    every = [kinds[n % EACH_BASKET == 0][n % len(baskets)] for n in range(requests)]
    heard = _Heard(requests)

    def swap() -> None:
        for _ in range(SWAPS):
            keep(SHOP / "build", numbered(model, heard.turns.get()), speaks=True)
            let_go(SHOP / "build")

    swapping = Thread(target=swap, daemon=True)
    swapping.start()
    times = client.ask(every, heard=heard)
    swapping.join()
    p99 = times.part(0.99) * 1000
    return Swapped(requests, SWAPS, len(heard.models), heard.errors, heard.mixed, p99)


def _load() -> str:
    return f"{os.getloadavg()[0]:.0f} processes"


def told(
    found: tuple[list[Served], Swapped | None], products: int, dimension: int
) -> Iterator[str]:
    """The part of the page that tells it."""
    times, swapped = found
    yield TITLE
    yield (
        f"{products:,} products and {PEOPLE:,} people at dimension {dimension}, drawn by chance; "
        f"`alkasba serve` with `processes = {PROCESSES}`, asked from the same machine over "
        f"{CONNECTIONS} connections, with filters of category, price and purchases on. The times "
        "are those at half of the wanted load, from the moment when each question was due. The "
        f"machine has {os.cpu_count()} cores, which others used too: {_load()} waited for them."
    )
    yield ""
    yield (
        "| asked | a second | wanted | processor of the server, ms | load, a second | p50, ms "
        "| p99, ms |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for one in times:
        yield (
            f"| {one.what} | {one.a_second:,.0f} | {WANTED[one.what]:,} | {one.processor_ms:.2f} "
            f"| {one.pace:,.0f} | {one.p50_ms:.1f} | {one.p99_ms:.1f} |"
        )
    if swapped:
        yield ""
        yield (
            f"While the model was swapped {swapped.swaps} times, {swapped.requests:,} requests had "
            f"{swapped.errors} errors; {swapped.mixed} answers were of more than one model, and "
            f"{swapped.models} models were seen. 99 of 100 took at most {swapped.p99_ms:.0f} ms."
        )


if __name__ == "__main__":
    main()
