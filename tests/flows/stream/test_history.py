import json
from pathlib import Path

from alkasba.flows.stream.history import KEPT, LONGEST, ROUNDS, failure, keep_round, last_rounds


def test_the_newest_round_stands_first(tmp_path: Path) -> None:
    for sent in range(3):
        keep_round(tmp_path, {"started": "2026-01-01", "sent": sent})
    assert [one["sent"] for one in last_rounds(tmp_path)] == [2, 1, 0]
    assert [one["sent"] for one in last_rounds(tmp_path, 2)] == [2, 1]


def test_nothing_is_told_where_no_round_was_made(tmp_path: Path) -> None:
    assert last_rounds(tmp_path / "none") == []


def test_of_many_rounds_the_last_are_kept(tmp_path: Path) -> None:
    lines = (json.dumps({"started": "2026", "sent": n}) for n in range(2 * KEPT - 1))
    (tmp_path / ROUNDS).write_text("".join(f"{line}\n" for line in lines))
    keep_round(tmp_path, {"started": "2026", "sent": 7_777})
    text = (tmp_path / ROUNDS).read_text()
    assert text.count("\n") == KEPT
    assert last_rounds(tmp_path)[0]["sent"] == 7_777
    assert last_rounds(tmp_path)[-1]["sent"] == KEPT


def test_a_line_that_a_kill_cut_off_is_passed_over(tmp_path: Path) -> None:
    keep_round(tmp_path, {"started": "2026", "sent": 1})
    with (tmp_path / ROUNDS).open("ab") as file:
        file.write(b'{"started": "2026", "se\n[1]\n"text"\n\xff\n')
    keep_round(tmp_path, {"started": "2026", "sent": 2})
    with (tmp_path / ROUNDS).open("ab") as file:
        file.write(b'{"started": "20')
    keep_round(tmp_path, {"started": "2026", "sent": 3})
    assert [one["sent"] for one in last_rounds(tmp_path)] == [3, 2, 1]


def test_a_failure_is_kept_with_what_it_said(tmp_path: Path) -> None:
    keep_round(tmp_path, failure("product", "2026", "SourceAway", "x" * 2 * LONGEST))
    (told,) = last_rounds(tmp_path)
    assert (told["table"], told["kind"]) == ("product", "SourceAway")
    assert len(told["failed"]) == LONGEST
