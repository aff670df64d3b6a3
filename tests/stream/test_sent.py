from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from alkasba.errors import StoreError
from alkasba.stream import sent as ours
from alkasba.stream.sent import Sent, open_sent

DOCUMENTS = (
    "SELECT 'P' || n AS id, '{{\"n\":' || n || '}}' AS document FROM range({0}, {1}) AS t(n)"
)


@pytest.fixture
def sent(tmp_path: Path) -> Iterator[Sent]:
    with duckdb.connect() as db, open_sent(db, tmp_path / "a'b" / "sent.duckdb") as opened:
        yield opened


def send(sent: Sent, version: int) -> tuple[list[bytes], list[bytes]]:
    """All that differs; keys of the changed, and of those that are gone."""
    changed, gone = [], []
    for number, rows in enumerate(sent.changed("")):
        changed += [key for key, _ in rows]
        sent.keep_changed(number, version)
    for number, keys in enumerate(sent.gone()):
        gone += keys
        sent.keep_gone(number)
    return changed, gone


def test_what_was_kept_is_not_told_again(sent: Sent) -> None:
    sent.compare(DOCUMENTS.format(0, 5))
    assert len(send(sent, 1)[0]) == 5
    found = sent.compare(DOCUMENTS.format(2, 7))
    assert (found.members, found.known, found.changed, found.gone) == (5, 5, 2, 2)
    changed, gone = send(sent, 2)
    assert (sorted(changed), sorted(gone)) == ([b"P5", b"P6"], [b"P0", b"P1"])
    assert sent.compare(DOCUMENTS.format(2, 7)).changed == 0


def test_what_was_not_kept_is_told_again(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "CHUNK", 2)
    sent.compare(DOCUMENTS.format(0, 5))
    chunks = sent.changed("")
    next(chunks)
    sent.keep_changed(0, 1)
    next(chunks)
    sent.compare(DOCUMENTS.format(0, 5))
    changed, _ = send(sent, 2)
    assert len(changed) == 3


def test_those_that_a_condition_names_are_left_be(sent: Sent) -> None:
    sent.compare(DOCUMENTS.format(0, 5))
    send(sent, 1)
    sent.compare(DOCUMENTS.format(3, 5))
    assert sent.keep("gone.id = 'P1'") == 1
    assert sorted(send(sent, 2)[1]) == [b"P0", b"P2"]


def test_versions_only_grow(sent: Sent) -> None:
    assert sent.next_version(100) == 100
    assert sent.next_version(100) == 101
    assert sent.next_version(50) == 102
    sent.remember([("P1", "d", 900)])
    assert sent.next_version(50) == 901


def test_another_log_is_known_by_its_name_and_its_ends(sent: Sent) -> None:
    assert not sent.is_of("t", {0: 5})
    sent.keep_ends("t", {0: 5, 1: 2})
    assert sent.is_of("t", {0: 5, 1: 3, 2: 0})
    assert not sent.is_of("t", {0: 4, 1: 3})
    assert not sent.is_of("u", {0: 5, 1: 3})


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "sent.duckdb").write_bytes(b"no database" * 1000)
    with (
        duckdb.connect() as db,
        pytest.raises(StoreError, match="cannot be read"),
        open_sent(db, tmp_path / "sent.duckdb"),
    ):
        pass
