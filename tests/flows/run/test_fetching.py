"""Origins elsewhere are asked once, for the places that feeds and joins read."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from alkasba.errors import SourceError
from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
from alkasba.flows.run.fetching import fetch_origins
from alkasba.ports import Secret, Wanted
from alkasba.report import Tell, silent
from alkasba.sources import KINDS
from alkasba.sources.json import JsonSource
from tests.shop_builder import SALE, small_shop


class Elsewhere(JsonSource):
    """An origin that only notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[tuple[str, tuple[str, ...], str]]] = []

    def fetch(self, wanted: Sequence[Wanted], *, secret: Secret, tell: Tell) -> None:
        """Note it."""
        self.asked.append([(one.source.name, one.rows, one.folder.name) for one in wanted])


def test_every_place_is_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Elsewhere()
    monkeypatch.setitem(KINDS, "elsewhere", kind)
    small_shop(
        tmp_path,
        sources__sales=(
            'kind = "elsewhere"\nfiles = ["x"]\n[feeds.sale]\nrows = "lines"\n'
            '[feeds.sale.joins.heads]\nsource = "sales"\nrows = "orders"\non = { order_id = "No" }'
            '\n[feeds.sale.columns]\nsold_on = "heads.day"\n'
        ),
    )
    fetch_origins(open_shop(tmp_path), silent)
    assert kind.asked == [[("sales", ("lines", "orders"), "sales")]]


def test_what_was_fetched_can_be_read_again_without_the_origin(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "till.db")) as db:
        db.execute("CREATE TABLE lines (order_id, line, sold_on, product, quantity, price)")
        db.execute("INSERT INTO lines VALUES ('A1', 1, '2025-01-01', 'P1', 2, '1.50')")
        db.commit()
    source = 'kind = "database"\nurl = "sqlite:till.db"\n[feeds.sale]\nrows = "lines"\n'
    shop = small_shop(tmp_path, sources__sales=source)
    shop.run()
    (tmp_path / "till.db").unlink()
    shop.write("tables/sale.toml", SALE + 'most = { formula = "max(quantity)" }\n')
    (tmp_path / "build/warehouse.duckdb").unlink()
    with pytest.raises(SourceError):
        shop.run()
    run_batch(shop.open(), offline=True, clock=shop.clock)
    assert shop.ask("units", "most") == [(2, 2)]
