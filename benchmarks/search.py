"""How long a search takes: the example's products, and 100,000 made of them, in each index.

`just bench search [files] [elasticsearch] [opensearch]`; all of them where none is said.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from alkasba.derive.search.asking import Asked  # noqa: E402
from alkasba.derive.values import to_json  # noqa: E402
from alkasba.flows.opening import OpenShop  # noqa: E402
from alkasba.flows.searching import Searching  # noqa: E402
from alkasba.ports import Change  # noqa: E402
from tests.java_services import Elasticsearch, OpenSearch  # noqa: E402
from tests.relevance import questions  # noqa: E402
from tests.searched_shop import Document, documents_of, searched_shop, told_shop  # noqa: E402

MANY = 100_000
BATCH = 2_000
ROUNDS = 3
SERVERS = {"elasticsearch": Elasticsearch, "opensearch": OpenSearch}


def main() -> None:
    """Print a line for each index and size."""
    chosen = sys.argv[1:] or ["files", *SERVERS]
    print("| index | documents | p50 | p95 | while one types, p50 | p95 |")
    print("|---|---|---|---|---|---|")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        told = told_shop(folder / "shop")
        documents = list(documents_of(told).values())
        for name in chosen:
            with ExitStack() as own:
                url = "index:build/search"
                if name in SERVERS:
                    url = own.enter_context(SERVERS[name]()).url("")
                measure(name, told, url, documents)


def measure(name: str, told: OpenShop, url: str, documents: list[Document]) -> None:
    """The times of one index: as it is, then with many documents more."""
    shop = searched_shop(told, url)
    line(name, len(documents), shop.searching)
    plan = shop.searching.named("products").plan
    began = time.perf_counter()
    for batch in more(documents):
        shop.searching.index.write(plan.name, batch)
    shop.searching.index.refresh(plan.name)
    print(f"{name}: filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    line(name, MANY, shop.searching)
    shop.searching.close()


def line(name: str, size: int, searching: Searching) -> None:
    """How long the questions of the relevance set take, each several times, all in turns."""
    asked, typed = [], []
    for turn in range(ROUNDS + 1):
        for one in questions():
            seconds = timed(lambda text=one.text: searching.find("products", Asked(text)))
            cut = one.text[: max(3, len(one.text) // 2)]
            while_typing = timed(lambda text=cut: searching.suggest("products", text))
            # The first turn warms what every later one finds warm.
            if turn:
                asked.append(seconds)
                typed.append(while_typing)
    told = " | ".join(f"{at:.1f} ms" for times in (asked, typed) for at in cut_at(times))
    print(f"| {name} | {size:,} | {told} |", flush=True)


def timed(do: object) -> float:
    """Milliseconds that it takes."""
    began = time.perf_counter()
    do()  # type: ignore[operator]
    return (time.perf_counter() - began) * 1000


def cut_at(times: list[float]) -> tuple[float, float]:
    """The median, and what 95 of 100 do not exceed."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def more(documents: list[Document]) -> Iterator[list[Change]]:
    """Products until there are many: those of the example with other keys, names and prices."""
    chance = random.Random(11)
    words = sorted({word for one in documents for word in one["name"].split()})
    batch: list[Change] = []
    for number in range(MANY - len(documents)):
        one = chance.choice(documents)
        name = f"{one['name']} {chance.choice(words)} {chance.choice(words)}"
        price = f"{chance.randint(100, 9999) / 100:.2f}"
        key = f"XX-{number:06}"
        text = to_json(one | {"code": key, "name": name}).encode()
        text = text.replace(
            b'"list_price": ' + str(one["list_price"].normalize()).encode(),
            b'"list_price": ' + price.encode(),
        )
        batch.append(Change(key, number + 1, text))
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


if __name__ == "__main__":
    main()
