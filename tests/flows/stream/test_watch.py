from pathlib import Path

import pytest

from alkasba.errors import StoreAway
from alkasba.flows.stream import watch
from alkasba.flows.stream.watch import CONSUMED, Keeper, Watch, consumed


def test_a_consumer_that_begins_anew_goes_on_counting() -> None:
    seen = Watch()
    seen.counts_of("product").received += 3
    seen.counts_of("product").received += 4
    assert seen.counts["product"].received == 7


def test_rounds_are_added_up_and_the_last_is_kept() -> None:
    seen = Watch()
    seen.note_round("product", {"sent": 3, "gone": 1})
    seen.note_round("product", None)
    seen.note_round("product", {"sent": 2, "gone": 0})
    found = seen.rounds["product"]
    assert (found.done, found.failed, found.sent, found.gone) == (2, 1, 5, 1)
    assert found.last == {"sent": 2, "gone": 0}


def test_what_was_done_is_written_with_its_pace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([100.0, 104.0, 110.0])
    monkeypatch.setattr(watch.time, "time", lambda: next(now))
    keeper = Keeper(tmp_path, "product", Watch())
    keeper.keep()
    keeper.counts.received = 50
    keeper.keep()
    first = consumed(tmp_path)
    keeper.keep()
    last = consumed(tmp_path)
    assert first is not None and last is not None
    assert (first["received"], first["per_second"]) == (0, 0.0)
    assert (last["received"], last["per_second"]) == (50, 5.0)
    assert [path.name for path in tmp_path.iterdir()] == [CONSUMED]


def test_what_went_wrong_is_written(tmp_path: Path) -> None:
    Keeper(tmp_path, "product", Watch()).keep(StoreAway("it does not answer."))
    found = consumed(tmp_path)
    assert found is not None
    assert found["fault"]["kind"] == "StoreAway"
    assert found["fault"]["what"] == "it does not answer."


def test_a_disk_that_takes_nothing_stops_no_consumer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Keeper(tmp_path / "file", "product", Watch()).keep()
    assert consumed(tmp_path / "file") is None


def test_what_is_no_json_is_nothing(tmp_path: Path) -> None:
    (tmp_path / CONSUMED).write_text("{")
    assert consumed(tmp_path) is None
    (tmp_path / CONSUMED).write_text("[1]")
    assert consumed(tmp_path) is None
