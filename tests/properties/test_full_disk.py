"""Where nothing more can be written, that is told, what was published stays, and room mends it."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shop_builder import ShopFolder
from tests.troubled_shop import left_behind, second_state, state, troubled_shop

States = tuple[dict[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> States:
    """What a shop with room keeps, at first and then."""
    shop = troubled_shop(tmp_path_factory.mktemp("known"))
    shop.run()
    first = state(shop)
    second_state(shop)
    shop.run()
    return first, state(shop)


def run(shop: ShopFolder, before: Callable[[], None] | None = None, **settings: str) -> str:
    """Run in a process that cannot write enough; what it told."""
    command = [sys.executable, "-m", "alkasba", "--shop", str(shop.folder), "run"]
    environment = os.environ | settings
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=before, env=environment
    )
    assert done.returncode == 5, done.stderr
    assert "-> Make room or give rights there, and run again." in done.stderr
    return done.stderr


def no_file_above(size: int) -> Callable[[], None]:
    """What a full disk is, for one process alone: no file grows beyond a size."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def size_of_warehouse(shop: ShopFolder) -> int:
    return (shop.folder / "build/warehouse.duckdb").stat().st_size


def test_a_first_run_without_room_publishes_nothing(tmp_path: Path, known: States) -> None:
    shop = troubled_shop(tmp_path)
    assert "the warehouse cannot be written" in run(shop, no_file_above(1 << 20))
    assert [path.name for path in (tmp_path / "build").rglob("*") if path.is_file()] == ["run.lock"]
    shop.run()
    assert size_of_warehouse(shop) > 1 << 20
    assert state(shop) == known[0]


@pytest.mark.parametrize("share", [0.5, 1])
def test_a_later_run_without_room_changes_nothing(
    tmp_path: Path, known: States, share: float
) -> None:
    shop = troubled_shop(tmp_path)
    shop.run()
    second_state(shop)
    limit = int(size_of_warehouse(shop) * share)
    assert "the warehouse cannot be written" in run(shop, no_file_above(limit))
    assert state(shop) == known[0]
    assert left_behind(shop) == set()
    shop.run()
    assert state(shop) == known[1]


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A disk of its own, of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("a disk of its own can only be made by root, where mounting is allowed")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def make_room(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)


def test_a_full_disk_of_the_warehouse_is_told(
    tmp_path: Path, known: States, small_disk: Path
) -> None:
    shop = troubled_shop(tmp_path / "shop")
    (shop.folder / "build").symlink_to(small_disk)
    assert "No space left on device" in run(shop)
    make_room(small_disk)
    shop.run()
    assert state(shop) == known[0]
    assert left_behind(shop) == set()


def test_a_full_disk_of_the_vault_is_told(
    tmp_path: Path, known: States, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = troubled_shop(tmp_path / "shop", rows=2000)
    vault = small_disk / "vault.sqlite"
    told = run(shop, ALKASBA_PRIVACY__VAULT=str(vault))
    assert "the vault cannot be written: database or disk is full" in told
    assert "@" not in told
    assert list(small_disk.iterdir()) == []
    make_room(small_disk)
    monkeypatch.setenv("ALKASBA_PRIVACY__VAULT", str(vault))
    assert shop.run().has_changed
    assert [path.name for path in small_disk.iterdir()] == ["vault.sqlite"]
