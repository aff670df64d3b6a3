"""Warehouse, vault and rejects change together, wherever a run ends."""

from pathlib import Path

import pytest

from alkasba.flows.run import publishing
from alkasba.warehouse.working_copy import WorkingCopy
from tests.shop_builder import ShopFolder
from tests.troubled_shop import first_state, left_behind, second_state, state, troubled_shop


class Ended(BaseException):
    """The run ends here, and nothing that would come after it is done."""


def end(*_: object) -> None:
    raise Ended


def run_that_ends(shop: ShopFolder, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Run up to the rename of the warehouse, or up to what comes right after it."""
    with monkeypatch.context() as patch:
        if place == "before the rename":
            patch.setattr(WorkingCopy, "publish", end)
        else:
            # The first call tidies up at the beginning of a run.
            calls = iter([publishing.settle, end])
            patch.setattr(publishing, "settle", end)
            patch.setattr("alkasba.flows.batch.settle", next(calls))
        with pytest.raises(Ended):
            shop.run()


@pytest.fixture
def shop(tmp_path: Path) -> ShopFolder:
    shop = troubled_shop(tmp_path / "shop")
    shop.run()
    return shop


def undisturbed(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What the shop keeps in its first state and in its second."""
    shop = troubled_shop(folder)
    shop.run()
    first = state(shop)
    second_state(shop)
    shop.run()
    return first, state(shop)


PLACES = ("before the rename", "after the rename")


@pytest.mark.parametrize("place", PLACES)
def test_the_next_run_ends_as_if_nothing_had_happened(
    shop: ShopFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    first, second = undisturbed(tmp_path / "undisturbed")
    assert state(shop) == first
    second_state(shop)
    run_that_ends(shop, monkeypatch, place)
    shop.run()
    assert state(shop) == second
    assert left_behind(shop) == set()


def test_files_that_are_put_back_before_the_next_run_leave_the_first_state(
    shop: ShopFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = state(shop)
    second_state(shop)
    run_that_ends(shop, monkeypatch, "before the rename")
    first_state(shop)
    assert not shop.run().has_changed
    assert state(shop) == first
    assert left_behind(shop) == set()


def test_what_was_published_is_put_in_place_though_nothing_is_new(
    shop: ShopFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second = undisturbed(tmp_path / "undisturbed")
    second_state(shop)
    run_that_ends(shop, monkeypatch, "after the rename")
    assert not shop.run().has_changed
    assert state(shop) == second


def test_the_first_run_of_all_may_end_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in PLACES:
        shop = troubled_shop(tmp_path / place)
        run_that_ends(shop, monkeypatch, place)
        shop.run()
        assert state(shop) == undisturbed(tmp_path / f"{place} undisturbed")[0]
