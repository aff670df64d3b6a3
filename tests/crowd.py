"""Readers who ask a server while runs are published: `just crowd`; a short form is a test.

Run number n publishes n orders of n pieces each. So every answer tells of which run it is, and
shows whether it is of that run as a whole.
"""

import argparse
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.served_shop import serving
from tests.shop_builder import ShopFolder, small_shop

DASHBOARD = """
filters = ["sold_on"]
[[tiles]]
show = "number"
measure = "units"
[[tiles]]
show = "table"
measure = ["orders", "units"]
by = "sold_on"
"""
HERE = {"period": "all", "lang": "en"}
FIGURE = re.compile(r'(?:class="number"|<td class="figure")><bdi>([0-9,]+)</bdi>')


@dataclass(slots=True)
class Seen:
    """What the readers saw: how many answers, of how many runs, and what was wrong with any."""

    answers: int = 0
    runs: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


def crowd(folder: Path, *, answers: int, readers: int) -> Seen:
    """So many answers to so many readers at once, while one run after the other is published."""
    shop = small_shop(folder, dashboards__sales=DASHBOARD)
    _publish(shop, 1)
    seen, lock, is_over = Seen(), threading.Lock(), threading.Event()

    def read(address: str, ask: Callable[[httpx.Client], int]) -> None:
        newest = 0
        with httpx.Client(base_url=address, timeout=30) as client:
            while not is_over.is_set():
                wrong, number = "", 0
                try:
                    number = ask(client)
                except (httpx.HTTPError, AssertionError, KeyError) as error:
                    wrong = f"{type(error).__name__}: {error}"
                if not wrong and number < newest:
                    wrong = f"run {number} after run {newest}"
                newest = max(newest, number)
                with lock:
                    seen.answers += 1
                    seen.runs.add(number)
                    seen.wrong += [wrong] if wrong else []
                    if seen.answers >= answers:
                        is_over.set()

    with serving(shop.folder) as address, ThreadPoolExecutor(readers) as pool:
        reading = [pool.submit(read, address, ASKS[at % len(ASKS)]) for at in range(readers)]
        for number in count(2):
            if is_over.is_set():
                break
            _publish(shop, number)
        for one in reading:
            one.result()
    return seen


def _publish(shop: ShopFolder, number: int) -> None:
    rows = (f"A{at},1,2026-10-{at % 28 + 1:02},P1,{number},1" for at in range(number))
    shop.sales("all.csv", *rows)
    shop.run()


def _asked(client: httpx.Client) -> int:
    """Two measures of one answer."""
    (row,) = _json(client, "/api/v1/ask", measures="orders,units")["rows"]
    return _number(row["orders"], row["units"])


def _dashboard(client: httpx.Client) -> int:
    """Two tiles of one page."""
    number, table = _json(client, "/api/v1/dashboards/sales", **HERE)["tiles"]
    units = sum(row["units"] for row in table["rows"])
    assert number["rows"][0]["units"] == units, "two tiles of one page are of two runs"
    return _number(sum(row["orders"] for row in table["rows"]), units)


def _page(client: httpx.Client) -> int:
    """The same as a person sees it."""
    answer = client.get("/dashboards/sales", params=HERE)
    assert answer.status_code == 200, f"status {answer.status_code}"
    whole, *cells = (int(figure.replace(",", "")) for figure in FIGURE.findall(answer.text))
    assert whole == sum(cells[1::2]), "two tiles of one page are of two runs"
    return _number(sum(cells[::2]), whole)


ASKS = (_asked, _dashboard, _page)


def _json(client: httpx.Client, path: str, **asked: str) -> Any:
    answer = client.get(path, params=asked)
    assert answer.status_code == 200, f"status {answer.status_code}: {answer.text[:300]}"
    return answer.json()


def _number(orders: int, units: int) -> int:
    assert units == orders * orders, f"{orders} orders have {units} pieces: half of a run"
    return orders


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, print, and exit with 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=6)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="crowd-") as name:
        seen = crowd(Path(name), answers=asked.answers, readers=asked.readers)
    print("\n".join(seen.wrong[:20]))
    print(f"{seen.answers} answers of {len(seen.runs)} runs, {len(seen.wrong)} wrong")
    sys.exit(1 if seen.wrong else 0)


if __name__ == "__main__":
    main()
