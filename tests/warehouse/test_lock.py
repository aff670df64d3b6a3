"""The lock holds one writer, names it, and goes with it."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from alkasba.errors import StoreAway, StoreBusy, StoreError
from alkasba.warehouse.lock import only_writer

HOLD = """
import sys
from pathlib import Path
from alkasba.warehouse.lock import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path):
    path, told = tmp_path / "run.lock", f"process {os.getpid()} on "
    with only_writer(path), pytest.raises(StoreBusy, match=told), only_writer(path):
        pass


def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path):
    path = tmp_path / "run.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusy, match=f"process {holder.pid}"), only_writer(path):
            pass
        holder.kill()
        holder.wait()
        with only_writer(path):
            pass


def test_where_there_is_no_room_for_the_name_of_the_holder_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with (
            pytest.raises(StoreAway, match="No space left on device") as told,
            only_writer(tmp_path / "run.lock"),
        ):
            pass
    assert told.value.where == str(tmp_path) and "Make room" in told.value.next_step
    with only_writer(tmp_path / "run.lock"):
        pass


def test_where_nothing_can_be_written_that_is_told(tmp_path: Path):
    (tmp_path / "build").write_text("no folder")
    with (
        pytest.raises(StoreError, match="nothing can be written here"),
        only_writer(tmp_path / "build/run.lock"),
    ):
        pass
