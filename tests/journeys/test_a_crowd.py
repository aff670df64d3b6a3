"""Whoever asks while runs are published is answered from one of them as a whole."""

from pathlib import Path

from tests.crowd import crowd

ANSWERS = 300


def test_readers_meet_no_half_of_a_run(tmp_path: Path) -> None:
    seen = crowd(tmp_path, answers=ANSWERS, readers=3)
    assert seen.wrong == []
    assert seen.answers >= ANSWERS
    assert len(seen.runs) > 1
