"""The same size and seed give the same bytes, and a folder is never half a shop for long."""

import hashlib

import pytest

from alkasba.errors import SettingsError
from alkasba.example import generate, make_data, make_shop
from alkasba.example.mark import NAME


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
    other = make_data(tmp_path / "other", size="s", seed=2)
    assert other.good["sale"]["net_sales"] != planted.good["sale"]["net_sales"]
    assert other.good["product"] == planted.good["product"]


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


def test_stopped_run_is_no_shop_and_is_made_whole_by_the_next(data, tmp_path, monkeypatch):
    def stop(folder):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(generate, "copy_declarations", stop)
        with pytest.raises(KeyboardInterrupt):
            make_shop(tmp_path, size="s")
    assert not (tmp_path / "alkasba.toml").exists()
    (tmp_path / "data" / "half.csv").touch()
    make_shop(tmp_path, size="s")
    assert bytes_of(tmp_path / "data") == bytes_of(data)
    assert (tmp_path / NAME).exists()


def test_progress_is_told_by_month(tmp_path):
    told = []
    make_data(
        tmp_path, size="s", progress=lambda what, done, steps: told.append((what, done, steps))
    )
    assert told[0][1:] == (0, 25)
    assert told[1] == ("2024-11", 1, 25)
    assert told[-1] == ("done", 25, 25)
