from pathlib import Path

from alkasba.flows.run.held import FILE, held_tables, note_held
from alkasba.report import Hold

HELD = [Hold("sale", "shop", "it gave 3 of 100 records")]


def test_what_was_held_back_is_known_until_a_run_holds_back_nothing(tmp_path: Path) -> None:
    assert held_tables(tmp_path) == []
    note_held(tmp_path, HELD)
    assert held_tables(tmp_path) == HELD
    note_held(tmp_path, [])
    assert held_tables(tmp_path) == []
    note_held(tmp_path, [])


def test_a_file_that_says_nothing_is_none(tmp_path: Path) -> None:
    for text in ("", "{", "[1]", '[{"table": "sale"}]'):
        (tmp_path / FILE).write_text(text)
        assert held_tables(tmp_path) == []
