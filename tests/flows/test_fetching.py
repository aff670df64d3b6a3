"""Origins elsewhere are asked once, for the places that feeds and joins read."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from alkasba.flows.fetching import fetch_origins
from alkasba.flows.opening import open_shop
from alkasba.ports import Secret, Wanted
from alkasba.report import Tell, silent
from alkasba.sources import KINDS
from alkasba.sources.json import JsonSource
from tests.shop_builder import small_shop


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
