"""A shop that is served on this machine, with names in it that mean harm."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from alkasba.flows.serving import Serving
from alkasba.web.app import make_app
from alkasba.web.report.content import Report, report_of
from alkasba.web.rights import Rights
from alkasba.web.serving import listen
from tests.shop_builder import SALE, ShopFolder, small_shop

HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd()|' /C calc'!A0",
    "\u202eKarcade",
    "a&b=c#d?e",
    "'; --",
)
"""Names that must be shown as they are and do nothing."""

MEASURES = """
share = { formula = "orders / units", unit = "%", about = "Orders for each piece" }
paid = { formula = "sum(net)", where = "quantity > 1", unit = "EUR", about = "Was <b>paid</b>" }
"""
DASHBOARD = """
title = { en = "Sales", fr = "Ventes", ar = "المبيعات" }
filters = ["sold_on", "category"]
[[tiles]]
show = "number"
measure = "net_sales"
compare = "last_year"
title = { en = "Net sales", fr = "Ventes nettes", ar = "صافي المبيعات" }
[[tiles]]
show = "line"
measure = ["net_sales", "units"]
by = "month"
[[tiles]]
show = "bar"
measure = "net_sales"
by = "category"
order = "-net_sales"
[[tiles]]
show = "table"
measure = ["units", "share"]
by = "product"
[[tiles]]
show = "matrix"
measure = ["units", "orders"]
by = ["year", "category"]
[[tiles]]
show = "scatter"
measure = ["units", "net_sales"]
by = "product"
"""
FEE = """
[parameters]
fee_rate = { from = 0, to = 1, step = 0.1, default = 0.2, unit = "%", about = "Of a <b>sale</b>" }
"""
FEE_MEASURE = 'fee = { formula = "net_sales * fee_rate", unit = "EUR" }\n'
FEE_TILE = '[[tiles]]\nshow = "number"\nmeasure = "fee"\n'
"""What a shop has beside, where a reader is to set something."""
SALES = (
    "S1,1,2025-10-10,P1,2,10",
    "S2,1,2026-10-10,P1,3,10",
    "S2,2,2026-10-10,P2,1,0.5",
    "S3,1,2026-09-10,P9,1,4",
)


def served_shop(folder: Path, **files: str) -> ShopFolder:
    """A shop with a dashboard, whose products have hostile names; nothing is loaded yet."""
    shop = small_shop(folder, dashboards__sales=DASHBOARD, **files)
    shop.write("tables/sale.toml", SALE + MEASURES)
    products = [f'H{at},"{name}","{name}"' for at, name in enumerate(HOSTILE)]
    shop.write("data/products.csv", "\n".join(["code,name,category", "P1,Mint,Tea", *products, ""]))
    hostile = [f"H{at},1,2026-10-11,H{at},{at + 1},1" for at in range(len(HOSTILE))]
    shop.sales("2026.csv", *SALES, *hostile)
    return shop


def shop_with_a_fee(folder: Path, **files: str) -> ShopFolder:
    """The same with a parameter; nothing is loaded yet."""
    shop = served_shop(folder, **files)
    for name, text in {
        "shop.toml": FEE,
        "tables/sale.toml": FEE_MEASURE,
        "dashboards/sales.toml": FEE_TILE,
    }.items():
        shop.write(name, (shop.folder / name).read_text(encoding="utf-8") + text)
    return shop


def report_of_shop(folder: Path, *, language: str = "en", **said: str) -> Report:
    """A report of the dashboard `sales` of a loaded shop, in the view that an address would say."""
    serving = Serving(folder)
    try:
        with serving.edition() as edition:
            return report_of(edition, ["sales"], list(said.items()), language)
    finally:
        serving.close()


@contextmanager
def serving(folder: Path, rights: Rights | None = None) -> Iterator[str]:
    """The address of a server of the shop, which ends with the block."""
    app = make_app(Serving(folder), rights or Rights())
    door = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False))
    thread = threading.Thread(target=server.run, args=([door],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        door.close()
