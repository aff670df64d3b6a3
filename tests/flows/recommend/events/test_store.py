"""What is acknowledged is kept, once, wherever somebody is killed; and goes when it has to."""

import multiprocessing
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from alkasba.errors import StoreBusy, StoreError
from alkasba.flows.recommend.events import store
from alkasba.flows.recommend.events.store import DAYS, FILE, LAYOUT, LOCK, Events, Kept
from alkasba.warehouse.lock import only_writer

TODAY = date(2026, 11, 10)
PROCESSES = multiprocessing.get_context("forkserver")


def kept(number: int, *, day: str = "2026-11-01", who: str = "a1") -> Kept:
    at = datetime.fromisoformat(f"{day}T08:00:00+00:00").timestamp()
    return Kept(
        id=number.to_bytes(16, "big"),
        at=int(at * 1_000_000) + number,
        day=day,
        kind="shown",
        who=who,
        is_visitor=False,
        recommendation="r",
        experiment="spring",
        arm="model",
        products=("T1", "Thé vert"),
        places=(1, 2),
    )


def of(events: Events) -> list[tuple[object, object]]:
    """Who and when of each event."""
    return sorted((row["who"], row["at"]) for row in events.read().to_pylist())


@pytest.fixture
def events(tmp_path: Path) -> Events:
    return Events(tmp_path / "events")


def test_before_the_first_event_there_is_nothing_and_nothing_is_made(events):
    assert (events.sign(), events.read().num_rows, events.find("a1"), events.erase("a1")) == (
        *("", 0, 0, 0),
    )
    assert events.settle(TODAY, keep_days=400) == 0 and not events.folder.exists()


def test_an_event_is_kept_as_it_was_told(events):
    assert events.take([kept(1)]) == 1
    (row,) = events.read().to_pylist()
    assert row["at"] == datetime(2026, 11, 1, 8, 0, 0, 1, tzinfo=UTC)
    assert (row["products"], row["places"]) == (["T1", "Thé vert"], [1, 2])
    assert events.read().schema.equals(LAYOUT)


def test_told_twice_counts_once_also_after_it_was_settled(events):
    assert events.take([kept(1), kept(1), kept(2)]) == 2
    events.settle(TODAY, keep_days=400)
    assert events.take([kept(2), kept(3)]) == 1
    events.settle(TODAY, keep_days=400)
    assert len(of(events)) == 3


def test_settled_days_are_the_same_events_in_one_file_each(events):
    events.take([kept(n, day=f"2026-11-0{n % 3 + 1}") for n in range(30)])
    before, sign = of(events), events.sign()
    events.settle(TODAY, keep_days=400)
    assert of(events) == before and events.sign() != sign
    assert len(list((events.folder / DAYS).iterdir())) == 3
    with sqlite3.connect(events.folder / FILE) as db:
        assert db.execute("SELECT count(*) FROM event").fetchone() == (0,)
    events.take([kept(99)])
    events.settle(TODAY, keep_days=400)
    assert len(of(events)) == 31 and len(list((events.folder / DAYS).iterdir())) == 3
    assert events.read(since=date(2026, 11, 3)).num_rows == 10


def test_days_that_may_still_grow_stay_where_they_are(events):
    events.take([kept(1, day="2026-11-09")])
    events.settle(TODAY, keep_days=400)
    assert list((events.folder / DAYS).iterdir()) == [] and len(of(events)) == 1


def test_what_is_older_than_it_may_be_kept_goes_from_everywhere(events):
    events.take([kept(1, day="2026-10-01"), kept(2, day="2026-11-01")])
    events.settle(TODAY, keep_days=400)
    events.take([kept(3, day="2026-10-02")])
    assert events.settle(TODAY, keep_days=30) == 2
    assert len(of(events)) == 1
    assert len(list((events.folder / DAYS).iterdir())) == 1


def test_a_person_is_found_told_and_erased_everywhere(events):
    events.take([kept(1), kept(2, who="b2"), kept(3, day="2026-11-09"), kept(4, who="b2")])
    events.settle(TODAY, keep_days=400)
    assert events.find("a1") == 2 and len(events.export("a1")) == 2
    assert events.erase("a1") == 2
    assert (events.find("a1"), events.erase("a1"), events.find("b2")) == (0, 0, 2)
    left = [file for file in events.folder.rglob("*") if file.is_file()]
    assert not any(b"a1" in file.read_bytes() for file in left if file.suffix != ".lock")
    # Her events stay known: told again, they do not come back.
    assert events.take([kept(1)]) == 0


def test_only_its_owner_may_read_it(events):
    events.take([kept(1)])
    events.settle(TODAY, keep_days=400)
    files = [events.folder / FILE, *(events.folder / DAYS).iterdir()]
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_one_settles_at_a_time_while_all_may_tell(events):
    events.take([kept(1)])
    with only_writer(events.folder / LOCK):
        with pytest.raises(StoreBusy):
            events.settle(TODAY, keep_days=400)
        assert events.take([kept(2)]) == 1


def test_many_tell_at_once_and_each_event_counts_once(events):
    taken: list[int] = []

    def tell(first: int) -> None:
        own = Events(events.folder)
        for n in range(first, first + 40):
            taken.append(own.take([kept(n)]))
            own.read()

    telling = [threading.Thread(target=tell, args=(first,)) for first in (0, 0, 20, 40)]
    for one in telling:
        one.start()
    while any(one.is_alive() for one in telling):
        events.settle(TODAY, keep_days=400)
    for one in telling:
        one.join()
    assert sum(taken) == 80 and len(of(events)) == len(set(of(events))) == 80


def test_a_file_that_is_none_is_told(events):
    events.folder.mkdir()
    (events.folder / FILE).write_text("no database, whatever its name may say " * 100)
    with pytest.raises(StoreError, match="no file of events"):
        events.take([kept(1)])


def test_a_day_that_is_broken_is_told_and_nothing_else_is_lost(events):
    events.take([kept(1)])
    events.settle(TODAY, keep_days=400)
    (file,) = (events.folder / DAYS).iterdir()
    file.write_bytes(b"broken")
    with pytest.raises(StoreError, match="cannot be read"):
        events.read()
    assert events.take([kept(2)]) == 1


def tell_until_killed(folder: str, path: str) -> None:
    """Tells events one after the other, and notes each that was acknowledged."""
    events, noted = Events(Path(folder)), os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(1_000_000):
        if events.take([kept(number)]):
            os.write(noted, f"{number}\n".encode())


def settle_until_killed(folder: str, path: str) -> None:
    events = Events(Path(folder))
    for round_ in range(1_000_000):
        events.take([kept(1_000_000 + round_)])
        events.settle(TODAY, keep_days=400)
        with Path(path).open("a") as noted:
            noted.write(f"{1_000_000 + round_}\n")


@pytest.mark.parametrize("target", [tell_until_killed, settle_until_killed])
def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path, target: Callable[..., None]):
    folder, noted = tmp_path / "events", tmp_path / "noted"
    for _ in range(3):
        process = PROCESSES.Process(target=target, args=(str(folder), str(noted)))
        before = noted.stat().st_size if noted.exists() else 0
        process.start()
        while process.is_alive() and (not noted.exists() or noted.stat().st_size < before + 200):
            process.join(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        said = {int(line) for line in noted.read_text().split("\n") if line}
        moments = [row["at"] for row in Events(folder).read().to_pylist()]
        assert len(set(moments)) == len(moments) >= len(said)
    events = Events(folder)
    events.settle(TODAY, keep_days=400)
    numbers = {
        row["at"].microsecond + row["at"].second * 1_000_000 for row in events.read().to_pylist()
    }
    assert said <= numbers


def test_a_reader_whose_file_was_settled_anew_reads_again(events, monkeypatch):
    events.take([kept(1)])
    events.settle(TODAY, keep_days=400)
    state, seen = Events._state, []

    def older(self: Events, first: str) -> object:
        found = state(self, first)
        if not seen:
            seen.append(found)
            events.take([kept(2)])
            events.settle(TODAY, keep_days=400)
        return found

    monkeypatch.setattr(Events, "_state", older)
    assert events.read().num_rows == 2


def test_disk_that_is_full_loses_nothing(events, monkeypatch):
    events.take([kept(1)])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store.pq, "write_table", full)
        with pytest.raises(StoreError, match="cannot be written"):
            events.settle(TODAY, keep_days=400)
    assert len(of(events)) == 1
    events.settle(TODAY, keep_days=400)
    assert len(of(events)) == 1


def test_a_file_that_stays_open_is_the_same_to_others_and_can_be_closed(events):
    held = Events(events.folder, stays_open=True)
    held.take([kept(1)])
    assert (events.folder / f"{FILE}-wal").exists() and len(of(events)) == 1
    events.settle(TODAY, keep_days=400)
    assert held.take([kept(2)]) == 1 and len(of(held)) == 2
    held.close()
    held.close()
    assert len(of(events)) == 2
