"""Files that change, go or close while they are read stop the run; the next one is right."""

import ctypes
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from alkasba.errors import SourceAway
from alkasba.flows import batch
from alkasba.flows.run.pending import Origins, list_origins
from alkasba.model.shop import Shop
from tests.shop_builder import ShopFolder
from tests.troubled_shop import left_behind, second_state, state, troubled_shop

LINES = "data/lines/2025-02.csv"
REFUNDS = "data/refunds/2025-02.jsonl"
ORDERS = "data/orders/2025-02.csv"
PEOPLE = "data/customers/a.csv"


@pytest.fixture
def shop(tmp_path: Path) -> ShopFolder:
    shop = troubled_shop(tmp_path / "shop")
    shop.run()
    second_state(shop)
    return shop


def after_listing(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen between the listing of the files and their reading."""

    def listed(shop: Shop) -> Origins:
        found = list_origins(shop)
        act()
        return found

    monkeypatch.setattr(batch, "list_origins", listed)


def grow(path: Path) -> None:
    with path.open("a") as file:
        file.write(path.read_text().splitlines()[1] + "\n")


@pytest.mark.parametrize("name", [LINES, REFUNDS, ORDERS, PEOPLE])
@pytest.mark.parametrize(("act", "what"), [(grow, "was changed"), (Path.unlink, "has gone")])
def test_a_file_that_moves_while_it_is_read_stops_the_run(
    shop: ShopFolder,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    act: Callable[[Path], None],
    what: str,
) -> None:
    before = state(shop)
    path = shop.folder / name
    with monkeypatch.context() as patch:
        after_listing(patch, lambda: act(path))
        with pytest.raises(SourceAway, match=rf"{path.name}: .*(gone|{what})"):
            shop.run()
    assert state(shop) == before
    assert left_behind(shop) == set()
    shop.run()
    assert not shop.run().has_changed


def unprivileged() -> None:
    """Let the next program obey the rights of files, though it is started by root."""
    drop_from_bounding_set, override, read_search = 24, 1, 2
    system = ctypes.CDLL(None)
    for right in (override, read_search):
        system.prctl(drop_from_bounding_set, right, 0, 0, 0)


def run(shop: ShopFolder) -> tuple[int, str]:
    """The exit code of a run that obeys the rights of files, and what it told."""
    command = [sys.executable, "-m", "alkasba", "--shop", str(shop.folder), "run"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=unprivileged
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("closed", "code", "told"),
    [
        (LINES, 1, "lines/2025-02.csv: the file cannot be read: Permission denied"),
        ("data/customers", 1, "data/customers: this folder may not be read"),
        ("build", 5, "build: nothing can be written here: Permission denied"),
    ],
)
def test_what_may_not_be_read_or_written_is_told(
    shop: ShopFolder, closed: str, code: int, told: str
) -> None:
    before = state(shop)
    path = shop.folder / closed
    mode = path.stat().st_mode
    (shop.folder / "build/run.lock").unlink()
    path.chmod(0o500 if closed == "build" else 0o000)
    try:
        answered, text = run(shop)
    finally:
        path.chmod(mode)
    assert (answered, told in text) == (code, True), text
    assert state(shop) == before
    assert left_behind(shop) == set()
    assert shop.run().has_changed


def test_a_folder_that_is_closed_deep_down_takes_no_rows_along(tmp_path: Path) -> None:
    shop = troubled_shop(tmp_path)
    source = (tmp_path / "sources/refunds.toml").read_text()
    shop.write("sources/refunds.toml", source.replace("data/refunds/*", "data/refunds/**/*"))
    deep = tmp_path / "data/refunds/more/old"
    deep.mkdir(parents=True)
    (tmp_path / REFUNDS).rename(deep / "2024.jsonl")
    shop.run()
    before = state(shop)
    deep.chmod(0o000)
    answered, text = run(shop)
    deep.chmod(0o700)
    assert (answered, "may not be read" in text) == (1, True), text
    assert state(shop) == before


def test_a_build_folder_with_its_lock_that_may_not_be_written_is_told(shop: ShopFolder) -> None:
    build = shop.folder / "build"
    build.chmod(0o500)
    answered, text = run(shop)
    build.chmod(0o700)
    assert (answered, "Permission denied" in text) == (5, True), text
    shop.run()
