from pathlib import Path

import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.ports import Message, Topic
from alkasba.stream import embedded
from alkasba.stream.embedded import EmbeddedLog


@pytest.fixture
def log(tmp_path: Path) -> EmbeddedLog:
    made = EmbeddedLog(tmp_path / "log")
    made.prepare([Topic("t"), Topic("all", is_compacted=False)])
    return made


def send(log: EmbeddedLog, topic: str, *values: tuple[bytes, bytes | None]) -> None:
    with log.writer() as writer:
        writer.send(topic, [Message(key, value) for key, value in values])
        writer.flush()


def test_what_was_not_flushed_is_not_there(log: EmbeddedLog) -> None:
    with log.writer() as writer:
        writer.send("t", [Message(b"a", b"1")])
    assert list(log.read_all("t")) == []


def test_a_topic_that_has_grown_keeps_the_last_of_each_key(
    log: EmbeddedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    for topic in ("t", "all"):
        send(log, topic, (b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"b", None), (b"a", b"3"))
    log.prepare([Topic("t"), Topic("all", is_compacted=False)])
    assert len(list(log.read_all("t"))) == 5
    monkeypatch.setattr(embedded, "COMPACT_FROM", 1)
    log.prepare([Topic("t"), Topic("all", is_compacted=False)])
    kept = [(one.offset, one.message.key, one.message.value) for one in log.read_all("t")]
    assert kept == [(3, b"b", None), (4, b"a", b"3")]
    assert len(list(log.read_all("all"))) == 5
    send(log, "t", (b"c", b"1"))
    assert log.ends("t") == {0: 6}


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="this is no log"):
        EmbeddedLog(tmp_path).prepare([Topic("t")])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreAway, match="cannot be used"):
        list(EmbeddedLog(tmp_path / "none").read_all("t"))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreAway, match="cannot be used"):
        EmbeddedLog(tmp_path / "file/log").prepare([Topic("t")])
