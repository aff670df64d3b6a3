"""Whoever asks while runs publish gets answers, and each of them is of one run as a whole."""

import threading
from pathlib import Path

import httpx
import pytest

from tests.served_shop import served_shop, serving
from tests.shop_builder import ShopFolder

READERS, REQUESTS, RUNS = 4, 2_000, 8
ASKED = "/api/v1/ask?measures=units,orders&by=product"
SHOWN = "/api/v1/dashboards/sales?period=all"


class Reader(threading.Thread):
    """Asks again and again, by one address and the other, and keeps what it was told."""

    def __init__(self, address: str, ended: threading.Event) -> None:
        super().__init__()
        self.address, self.ended = address, ended
        self.asked = 0
        self.told: list[tuple[str, int]] = []
        self.troubles: list[str] = []

    def run(self) -> None:
        tag = ""
        with httpx.Client(base_url=self.address, timeout=60) as client:
            while not self.ended.is_set():
                self.asked += 1
                answer = client.get(ASKED, headers={"If-None-Match": tag})
                if answer.status_code == 200:
                    self.keep(answer, [row["units"] for row in answer.json()["rows"]])
                elif answer.status_code != 304:
                    self.troubles.append(answer.text)
                # Now and then the whole answer, as if it had none.
                tag = answer.headers.get("etag", "") if self.asked % 3 else ""
                if self.asked % 20 == 0:
                    self.look(client)

    def look(self, client: httpx.Client) -> None:
        """A page asks many questions: all its tiles have to tell the same run."""
        answer = client.get(SHOWN)
        if answer.status_code != 200:
            self.troubles.append(answer.text)
            return
        tiles = answer.json()["tiles"]
        sums = {sum(row["units"] for row in tiles[at]["rows"]) for at in (1, 3, 4)}
        if len(sums) != 1:
            self.troubles.append(f"the tiles tell {sums}")
        self.keep(answer, [*sums])

    def keep(self, answer: httpx.Response, units: list[int]) -> None:
        self.told.append((answer.json()["run"], sum(units)))


def run_with_one_more(shop: ShopFolder, number: int) -> str:
    """Publish a run in which twice the number of pieces more is sold, in two files."""
    for half in ("a", "b"):
        row = f"X{number}{half},1,2026-10-12,P{number % 5},{number},1"
        shop.sales(f"x{number}{half}.csv", row)
    return shop.run().run_id


@pytest.mark.slow
def test_thousands_of_reads_while_runs_publish(tmp_path: Path) -> None:
    shop = served_shop(tmp_path)
    pieces = {shop.run().run_id: shop.ask("units")[0][0]}
    ended = threading.Event()
    with serving(shop.folder) as address:
        readers = [Reader(address, ended) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        number = 0
        while number < RUNS or sum(reader.asked for reader in readers) < REQUESTS:
            number += 1
            run = run_with_one_more(shop, number)
            pieces[run] = pieces[[*pieces][-1]] + 2 * number
        ended.set()
        for reader in readers:
            reader.join()
    told = [one for reader in readers for one in reader.told]
    assert [trouble for reader in readers for trouble in reader.troubles] == []
    assert {(run, units) for run, units in told if pieces[run] != units} == set()
    assert len({run for run, _ in told}) > RUNS / 2
    assert len(told) > REQUESTS / 4
