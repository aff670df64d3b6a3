"""Rows and state change together, and what a killed fetch left is found again."""

from pathlib import Path

from alkasba.sources.api.work import State, Work, digest_of


def test_rows_and_state_are_found_again(tmp_path: Path) -> None:
    work = Work(tmp_path / "work")
    work.begin(State("a", "2026-11-01"))
    work.add([(b"1", "one"), (b"2", "two")], State("a", "2026-11-01", place="7", pages=1), [b"m"])
    work.close()
    again = Work(tmp_path / "work")
    assert (again.state.place, again.state.rows, list(again.texts())) == ("7", 2, ["one", "two"])
    assert again.is_known(b"m")
    again.close()


def test_later_row_of_a_key_wins_and_both_kinds_are_counted(tmp_path: Path) -> None:
    work = Work(tmp_path / "work")
    state = State()
    work.add([(b"1", "one"), (b"2", "two"), (b"1", "one"), (b"2", "deux")], state, [])
    assert list(work.texts()) == ["one", "deux"]
    assert (state.rows, state.equal, state.changed) == (2, 1, 1)
    assert work.digest(b"2") == digest_of("deux")
    work.discard()
    assert not (tmp_path / "work").exists()


def test_rows_without_key_are_all_there(tmp_path: Path) -> None:
    work = Work(tmp_path / "work")
    work.add([(None, "one"), (None, "one")], State(), [])
    assert list(work.texts()) == ["one", "one"]
    work.close()


def test_file_that_is_damaged_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "rows.sqlite").write_bytes(b"no database" * 500)
    work = Work(tmp_path)
    assert work.state == State()
    work.close()


def test_rows_can_be_dropped(tmp_path: Path) -> None:
    work = Work(tmp_path)
    work.add([(b"1", "one"), (b"2", "two")], State(), [])
    work.drop([b"1"])
    assert list(work.texts()) == ["two"]
    work.close()
