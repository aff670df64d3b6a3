"""The same size and seed give the same bytes, and a folder is never half a shop for long."""

import hashlib
import subprocess
import sys

import pytest

from alkasba.errors import SettingsError
from alkasba.example import make_data, make_shop

KILLED = """
import os, pathlib, sys
from alkasba.example import make_shop
die = lambda what, done, steps: os._exit(9) if done == 3 else None
make_shop(pathlib.Path(sys.argv[1]), size="s", progress=die)
"""


def bytes_of(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def test_same_seed_gives_the_same_bytes(data, tmp_path):
    make_data(tmp_path / "again", size="s", seed=1)
    assert bytes_of(tmp_path / "again") == bytes_of(data)


def test_other_seed_gives_other_orders_of_the_same_shop(planted, tmp_path):
    told = []
    other = make_data(tmp_path, size="s", seed=2, progress=lambda *step: told.append(step))
    assert other.good["sale"]["net_sales"] != planted.good["sale"]["net_sales"]
    assert other.good["product"] == planted.good["product"]
    assert told[1] == ("2024-11", 1, 25)
    assert told[-1] == ("done", 25, 25)


def test_small_shop_has_about_20_thousand_order_lines(planted):
    assert 18_000 <= planted.tables["sale"].records <= 22_000


def test_complete_shop_is_left_as_it_is(made):
    folder, planted = made
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert make_shop(folder, size="s", seed=1) == planted
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_other_seed_in_the_same_folder_is_refused(made):
    with pytest.raises(SettingsError, match="another example shop is here") as refused:
        make_shop(made[0], size="s", seed=2)
    assert refused.value.next_step


def test_folder_with_other_things_is_refused_and_kept(tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match="not empty"):
        make_shop(tmp_path, size="s")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_killed_run_is_no_shop_and_is_made_whole_by_the_next(data, tmp_path):
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert killed.returncode == 9
    assert list((tmp_path / "data" / "orders").rglob("*.csv"))
    assert not (tmp_path / "alkasba.toml").exists()
    assert not (tmp_path / "data" / "planted.json").exists()
    make_shop(tmp_path, size="s")
    assert bytes_of(tmp_path / "data") == bytes_of(data)
    assert (tmp_path / "alkasba.toml").exists()
