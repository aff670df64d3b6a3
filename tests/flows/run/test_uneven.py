"""What compares the names in files, and what becomes of a feed whose files differ."""

from pathlib import Path

import pytest

from alkasba.flows.run.holding import HeldBack
from alkasba.flows.run.pending import Pending, list_origins, pending_feeds
from alkasba.flows.run.uneven import Names, names_in, notes_of
from alkasba.model.shop import Shop
from alkasba.ports import OriginFile
from tests.shop_builder import SALES_SOURCE, small_shop

JSON = 'kind = "json"\nfiles = ["data/sales/*.csv"]\n[feeds.sale]\n'


class Uneven:
    """Files that differ, whatever they hold."""

    def __init__(self, pending: Pending) -> None:
        self.feed, self.file = pending.feed, pending.files[0]

    def uneven(self) -> list[str]:
        return ["one has no column 'paid'", "nor 'till'"]

    def notes(self) -> dict[OriginFile, str]:
        return {self.file: "no row has 'paid'"}


def sales(folder: Path, source: str) -> tuple[Shop, Pending, Names | None]:
    shop = small_shop(folder, sources__sales=source)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    declared = shop.open().shop
    origins = list_origins(declared)
    (pending,) = [p for p in pending_feeds(declared, origins, {}) if p.feed.table == "sale"]
    return declared, pending, names_in(declared, origins, pending, {})


@pytest.mark.parametrize(
    ("source", "compared"),
    [
        (SALES_SOURCE, "Headers"),
        (JSON, "Keys"),
        (
            SALES_SOURCE.replace("[feeds", 'header = false\nnames = ["order_id"]\n[feeds'),
            "NoneType",
        ),
    ],
)
def test_files_are_compared_by_what_names_their_columns(
    tmp_path: Path, source: str, compared: str
) -> None:
    assert type(sales(tmp_path, source)[2]).__name__ == compared


@pytest.mark.parametrize(
    ("changes", "accepted", "is_held"),
    [("", (), True), ('missing = "evolve"', (), False), ("", ("sale",), False)],
)
def test_files_that_differ_hold_their_table_back_or_are_noted(
    tmp_path: Path, changes: str, accepted: tuple[str, ...], is_held: bool
) -> None:
    source = SALES_SOURCE.replace("[feeds", f"[changes]\n{changes}\n[feeds")
    shop, pending, _ = sales(tmp_path, source)
    names: Names = Uneven(pending)  # type: ignore[assignment]
    if is_held:
        with pytest.raises(HeldBack) as back:
            notes_of(shop, pending, names, accepted=accepted)
        assert back.value.holds[0].what == "one has no column 'paid'; nor 'till'"
    else:
        noted = notes_of(shop, pending, names, accepted=accepted)
        assert noted == {pending.file_id(pending.files[0]): "no row has 'paid'"}


def test_files_without_names_are_not_compared(tmp_path: Path) -> None:
    shop, pending, _ = sales(tmp_path, SALES_SOURCE)
    assert notes_of(shop, pending, None, accepted=()) == {}
