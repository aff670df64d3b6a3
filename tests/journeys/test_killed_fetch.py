"""A run that is killed while it fetches goes on there, and the warehouse is what it would be."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.origins.paged import dummyjson
from tests.origins.server import Origin, Reply, serve
from tests.shop_builder import ShopFolder, small_shop

SOURCE = """
kind = "api"
url = "{shop}/orders"
pages = { by = "offset", size = 10 }
rows = "orders"
total = "total"
key = "id"
[feeds.sale]
rows = "lines"
[feeds.sale.columns]
order_id = "^.id"
sold_on = "^.day"
"""
LINE = {"line": 1, "product": "P1", "quantity": 2, "price": 10}
ORDERS = [{"id": f"S{n}", "day": "2026-01-10", "lines": [LINE]} for n in range(60)]


def run(shop: ShopFolder) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "alkasba", "--shop", str(shop.folder), "run"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def shop_of(folder: Path, origin: Origin) -> ShopFolder:
    places = f'[places]\nshop = "{origin.url}"\n'
    return small_shop(folder, alkasba=places, sources__sales=SOURCE)


def test_killed_while_it_fetches(tmp_path: Path) -> None:
    with serve(dummyjson(orders=ORDERS)) as origin:
        shop = shop_of(tmp_path, origin)
        running: list[subprocess.Popen[bytes]] = []

        def kill(told: Reply) -> Reply:
            os.kill(running[0].pid, signal.SIGKILL)
            running[0].wait()
            return told

        origin.faults[4] = kill
        running.append(run(shop))
        assert running[0].wait() == -signal.SIGKILL
        assert run(shop).wait() == 0
    asked = [one.query["skip"] for one in origin.asked]
    assert asked[:5] == ["0", "10", "20", "30", "30"]
    assert shop.ask("orders", "units", "net_sales") == [(60, 120, 1200)]
