import os

import pytest

from alkasba.errors import SettingsError
from alkasba.web.report.keeping import check_place, keep


def test_a_file_takes_the_place_of_the_one_before(tmp_path):
    file = tmp_path / "sales.pdf"
    file.write_bytes(b"old")
    keep(file, b"new")
    assert file.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["sales.pdf"]


def test_what_was_there_stays_where_writing_fails(tmp_path, monkeypatch):
    file = tmp_path / "sales.pdf"
    file.write_bytes(b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(file, b"new")
    assert file.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["sales.pdf"]


def test_a_name_that_leads_elsewhere_goes_on_leading_there(tmp_path):
    there, name = tmp_path / "there.pdf", tmp_path / "sales.pdf"
    there.write_bytes(b"old")
    name.symlink_to(there)
    keep(name, b"new")
    assert name.is_symlink()
    assert there.read_bytes() == b"new"


def test_no_folder(tmp_path):
    with pytest.raises(SettingsError, match="there is no folder"):
        check_place(tmp_path / "no" / "sales.pdf")


def test_a_folder_or_a_device_is_never_replaced(tmp_path):
    folder = tmp_path / "sales.pdf"
    folder.mkdir()
    for place in (folder, tmp_path / "pipe.pdf"):
        if place != folder:
            os.mkfifo(place)
        with pytest.raises(SettingsError, match="is no file"):
            keep(place, b"new")
