"""How long the pages take: the first that a browser shows, and each change of a filter."""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import duckdb  # noqa: E402
import httpx  # noqa: E402
from comparison import ENVIRONMENT, example_shop  # noqa: E402
from web_page import PAGE, Times, told, write_page  # noqa: E402

from alkasba.derive.web.state import read_state  # noqa: E402
from alkasba.flows.dashboards import ShownPage, find_dashboard, show_page  # noqa: E402
from alkasba.flows.serving import Edition, Serving  # noqa: E402
from tests.browser import Browser, browsing  # noqa: E402

BENCH = ROOT / "build" / "bench"
ALKASBA = [sys.executable, "-m", "alkasba", "--shop"]
PERIODS = ("last_12_months", "last_3_months", "this_year", "this_month", "all")
PAINTED = """
const told = arguments[0];
const look = list => list.getEntriesByName("first-contentful-paint").forEach(
    one => told(one.startTime));
new PerformanceObserver(look).observe({type: "paint", buffered: true});
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One view of a dashboard: what its address says."""

    dashboard: str
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        return f"/dashboards/{self.dashboard}?{httpx.QueryParams(list(self.pairs))}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page where asked."""
    asked = _parser().parse_args(arguments)
    shop = asked.shop or loaded_shop(asked.size, asked.shops)
    looks = views(shop, asked.views, random.Random(asked.seed))
    found = [
        *first_paints(shop, asked.runs),
        Times("each change of a filter, until its page is here", answered(shop, looks)),
        Times("the same, until the browser shows it", painted(shop, looks[: asked.seen])),
        Times("its statements alone, in plain DuckDB", statements(shop, looks)),
    ]
    print("\n".join(told(found)))
    if asked.write:
        write_page(found, size=asked.size, views=len(looks), runs=asked.runs)
        print(f"Written to {PAGE.relative_to(ROOT)}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("s", "m", "l"), default="m")
    parser.add_argument("--shop", type=Path, help="a loaded shop of yours instead")
    parser.add_argument("--views", type=int, default=200, help="how many changes of filters")
    parser.add_argument("--seen", type=int, default=60, help="how many of them by a browser")
    parser.add_argument("--runs", type=int, default=3, help="first paints of each page")
    parser.add_argument("--seed", type=int, default=1, help="another seed chooses other filters")
    parser.add_argument("--shops", type=Path, default=BENCH, help="where shops are, one a size")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    return parser


def loaded_shop(size: str, shops: Path) -> Path:
    """The example shop of a size, with a run published."""
    shop = example_shop(size, shops)
    subprocess.run([*ALKASBA, str(shop), "run"], env=ENVIRONMENT, check=True, capture_output=True)
    return shop


def views(shop: Path, count: int, choose: random.Random) -> list[Look]:
    """So many views of all dashboards, each asked for once: values of the filters they offer."""
    serving, offered = Serving(shop), dict[str, dict[str, list[str]]]()
    with serving.edition() as edition:
        for name in edition.shop.dashboards:
            page = _shown(edition, Look(name))
            offered[name] = {
                term: [value for value, _ in choices] for term, choices in page.choices.items()
            }
    serving.close()
    found = dict[Look, None]()
    while len(found) < count:
        name = choose.choice(sorted(offered))
        pairs = [("period", choose.choice(PERIODS))]
        for term, values in offered[name].items():
            chosen = choose.sample(values, min(choose.randint(0, 3), len(values)))
            pairs += [(term, value) for value in sorted(chosen)]
        found[Look(name, tuple(pairs))] = None
    return list(found)


def first_paints(shop: Path, runs: int) -> list[Times]:
    """Of a server that was never asked before, then of each dashboard, each by a new browser."""
    with serving(shop) as address:
        cold = [_painted_at(address, "/")]
        names = list(Serving(shop).declared.opened.shop.dashboards)
        warm = [_painted_at(address, Look(name).path) for _ in range(runs) for name in names]
    return [Times("first paint, the first page ever", cold), Times("first paint, all", warm)]


def _painted_at(address: str, path: str) -> float:
    with browsing(address) as browser:
        return _paint(browser, path)


def _paint(browser: Browser, path: str) -> float:
    browser.driver.get(browser.address + path)
    return float(browser.driver.execute_async_script(PAINTED)) / 1000


def answered(shop: Path, looks: Sequence[Look]) -> list[float]:
    """From the question until the whole page has come, by one reader after the other."""
    with serving(shop) as address, httpx.Client(base_url=address, timeout=60) as client:
        for name in {look.dashboard for look in looks}:
            client.get(Look(name).path)
        return [_answered(client, look) for look in looks]


def _answered(client: httpx.Client, look: Look) -> float:
    started = time.perf_counter()
    client.get(look.path).raise_for_status()
    return time.perf_counter() - started


def painted(shop: Path, looks: Sequence[Look]) -> list[float]:
    """From the click until the page shows, in a browser that knows the site."""
    with serving(shop) as address, browsing(address) as browser:
        for name in {look.dashboard for look in looks}:
            browser.go(Look(name).path)
        return [_paint(browser, look.path) for look in looks]


def statements(shop: Path, looks: Sequence[Look]) -> list[float]:
    """The SQL of each view on its own, by DuckDB's client, one statement after the other."""
    server = Serving(shop)
    told = [_asked(server, look) for look in looks]
    place = server.readers.published
    server.close()
    with duckdb.connect(str(place), read_only=True) as connection:
        return [_run(connection, some) for some in told]


def _asked(server: Serving, look: Look) -> list[str]:
    """The statements whose answers a view was the first to need."""
    with server.edition() as edition:
        before = set(edition.instance.found)
        _shown(edition, look)
        return [sql for sql in edition.instance.found if sql not in before]


def _shown(edition: Edition, look: Look) -> ShownPage:
    found = find_dashboard(edition.shop, look.dashboard)
    return show_page(edition, found, read_state(edition.shop, found, list(look.pairs)))


def _run(connection: duckdb.DuckDBPyConnection, told: Sequence[str]) -> float:
    started = time.perf_counter()
    for sql in told:
        connection.execute(sql).fetchall()
    return time.perf_counter() - started


@contextmanager
def serving(shop: Path) -> Iterator[str]:
    """The address of a server of its own process."""
    command = [*ALKASBA, str(shop), "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip().rstrip("/")
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
