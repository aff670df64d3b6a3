from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.stream import sent as ours
from alkasba.stream.sent import Sent, open_sent

DOCUMENTS = (
    "SELECT 'P' || n AS id, '{{\"n\":' || n || '}}' AS document FROM range({0}, {1}) AS t(n)"
)


@pytest.fixture
def sent(tmp_path: Path) -> Iterator[Sent]:
    with duckdb.connect() as db, open_sent(db, tmp_path / "a'b" / "sent.duckdb") as opened:
        yield opened


def send(sent: Sent) -> tuple[list[bytes], list[bytes]]:
    """All that differs; keys of the changed, and of those that are gone."""
    found: tuple[list[bytes], list[bytes]] = [], []
    for place, told in enumerate((sent.changed(), sent.gone())):
        for news in told:
            found[place].extend(key for key, _ in news.messages())
            sent.note(news)
    sent.settle()
    return sorted(found[0]), sorted(found[1])


def test_what_was_kept_is_not_told_again(sent: Sent) -> None:
    before, after = DOCUMENTS.format(0, 5), DOCUMENTS.format(2, 7)
    sent.compare(before)
    assert len(send(sent)[0]) == 5
    found = sent.compare(after)
    assert (found.members, found.known, found.gone) == (5, 5, 2)
    assert send(sent) == ([b"P5", b"P6"], [b"P0", b"P1"])
    sent.compare(after)
    assert send(sent) == ([], [])


def test_a_member_that_is_again_as_it_was_is_told_again(sent: Sent) -> None:
    first, second = (f"SELECT 'P1' AS id, '[{n}]' AS document" for n in (1, 2))
    for documents in (first, second, first):
        sent.compare(documents)
        assert send(sent) == ([b"P1"], [])


def test_members_that_change_places_are_both_told(sent: Sent) -> None:
    told = "SELECT 'P{}' AS id, '{{}}' AS document UNION ALL SELECT 'P{}', '[]'"
    one, other = told.format(1, 2), told.format(2, 1)
    for documents in (one, other):
        sent.compare(documents)
        assert send(sent) == ([b"P1", b"P2"], [])


def test_after_a_kill_only_what_was_not_kept_is_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ours, "BATCH", 2)
    monkeypatch.setattr(ours, "CHUNK", 2)
    path, documents = tmp_path / "sent.duckdb", DOCUMENTS.format(0, 5)
    with duckdb.connect() as db, open_sent(db, path) as sent:
        sent.compare(documents)
        told = sent.changed()
        assert sent.note(next(told))
        sent.keep()
        # This one is sent, and nobody knows whether the log has it.
        sent.note(next(told))
        told.close()
    with duckdb.connect() as db, open_sent(db, path) as sent:
        assert sent.compare(documents).known == 2
        assert len(send(sent)[0]) == 3
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("at_once", [1, 2, 3, 7, 100])
def test_in_turns_the_same_is_told(
    sent: Sent, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(ours, "AT_ONCE", at_once)
    monkeypatch.setattr(ours, "BATCH", 2)
    monkeypatch.setattr(ours, "TAKEN_OVER", 4)
    sent.compare(DOCUMENTS.format(0, 20))
    assert len(send(sent)[0]) == 20
    changed = f"{DOCUMENTS.format(5, 18)} UNION ALL SELECT 'P18', '[]'"
    found = sent.compare(changed)
    assert (found.members, found.known, found.gone) == (14, 20, 6)
    assert send(sent) == ([b"P18"], [b"P0", b"P1", b"P19", b"P2", b"P3", b"P4"])
    assert sent.compare(changed).gone == 0
    assert send(sent) == ([], [])


def test_what_is_sent_is_the_head_and_the_document(sent: Sent) -> None:
    documents = DOCUMENTS.format(7, 8)
    sent.compare(documents)
    (news,) = sent.changed("""{"it's": {}, "document": """, "}")
    assert list(news.messages()) == [(b"P7", b"""{"it's": {}, "document": {"n":7}}""")]


def test_those_that_a_condition_names_are_left_be(sent: Sent) -> None:
    before, after = DOCUMENTS.format(0, 5), DOCUMENTS.format(3, 5)
    sent.compare(before)
    send(sent)
    sent.compare(after)
    assert sent.keep_gone("gone.id = 'P1'") == 1
    assert send(sent)[1] == [b"P0", b"P2"]
    sent.compare(after)
    assert sent.keep_gone() == 1
    assert send(sent)[1] == []


def test_what_a_log_holds_is_learned_from_it(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "BATCH", 2)
    held = [(f"P{n}", b'{"n":%d}' % n, n) for n in range(4)]
    held += [("P1", b'{"n":0}', 5), ("P1", b'{"n":1}', 6), ("P2", None, 7), ("P3", b"{}", 8)]
    sent.remember(held)
    documents = DOCUMENTS.format(0, 5)
    assert sent.compare(documents).known == 3
    assert send(sent)[0] == [b"P2", b"P3", b"P4"]
    assert sent.next_version(1) == 9


def test_versions_only_grow(sent: Sent) -> None:
    assert sent.next_version(100) == 100
    assert sent.next_version(100) == 101
    assert sent.next_version(50) == 102
    sent.remember([("P1", None, 900)])
    assert sent.next_version(50) == 901


def test_another_log_is_known_by_its_name_and_its_ends(sent: Sent) -> None:
    assert not sent.is_of("t", {0: 5})
    sent.keep_ends("t", {0: 5, 1: 2})
    assert sent.is_of("t", {0: 5, 1: 3, 2: 0})
    assert not sent.is_of("t", {0: 4, 1: 3})
    assert not sent.is_of("u", {0: 5, 1: 3})


def test_digests_of_another_duckdb_are_not_trusted(sent: Sent) -> None:
    sent.keep_ends("t", {0: 5})
    sent.db.execute("UPDATE sent.place SET made = 'v0.1'")
    assert not sent.is_of("t", {0: 5})


def test_the_file_does_not_grow_with_the_rounds(sent: Sent) -> None:
    sizes = []
    for number in range(40):
        told = f"'[' || CASE WHEN n % 7 = {number} % 7 THEN {number} ELSE 0 END || ']'"
        documents = f"SELECT 'P' || n AS id, {told} AS document FROM range(20000) AS t(n)"
        sent.compare(documents)
        send(sent)
        sent.db.execute("CHECKPOINT sent")
        sizes.append(sent.path.stat().st_size)
    assert max(sizes[20:]) <= 1.5 * max(sizes[:10])


def test_where_nothing_can_be_kept_it_is_told(sent: Sent) -> None:
    sent.db.execute("DROP TABLE sent.known")
    with pytest.raises(StoreAway, match="cannot be kept"):
        sent.remember([("P1", b"{}", 1)])


def test_where_nothing_can_be_written_down_it_is_told(sent: Sent) -> None:
    sent.compare(DOCUMENTS.format(0, 5))
    sent.journal.path.mkdir()
    for news in sent.changed():
        sent.note(news)
    with pytest.raises(StoreAway, match="cannot be kept"):
        sent.keep()
    sent.journal.path.rmdir()


def test_where_nothing_can_be_compared_it_is_told(sent: Sent) -> None:
    sent.compare("SELECT 'P1' AS id, error('no room') AS document")
    with pytest.raises(StoreAway, match="cannot be compared"):
        list(sent.changed())


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "sent.duckdb").write_bytes(b"no database" * 1000)
    with (
        duckdb.connect() as db,
        pytest.raises(StoreError, match="cannot be read"),
        open_sent(db, tmp_path / "sent.duckdb"),
    ):
        pass
