from pathlib import Path

import pyarrow as pa
import pytest

from alkasba.stream.journal import Journal

SCHEMA = pa.schema([("id", pa.string()), ("digest", pa.uint64())])


def batch(*ids: str) -> pa.RecordBatch:
    return pa.record_batch([pa.array(ids, pa.string()), pa.nulls(len(ids), pa.uint64())], SCHEMA)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "sent.journal", SCHEMA)


def ids(journal: Journal) -> list[str]:
    return [name for one in journal.read() for name in one.column("id").to_pylist()]


def test_what_was_written_is_read_in_its_order(journal: Journal) -> None:
    assert ids(journal) == []
    journal.write([batch("P1", "P2").serialize(), batch("é").serialize()])
    journal.write([batch("P3").serialize()])
    assert ids(journal) == ["P1", "P2", "é", "P3"]
    journal.clear()
    journal.clear()
    assert ids(journal) == []


def test_a_journal_cut_off_anywhere_holds_what_was_written_before(journal: Journal) -> None:
    journal.write([batch("P1", "P2").serialize()])
    first = journal.path.stat().st_size
    journal.write([batch("P3").serialize()])
    whole = journal.path.read_bytes()
    for end in range(len(whole)):
        journal.path.write_bytes(whole[:end])
        assert ids(journal) == (["P1", "P2"] if end >= first else [])


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"\xff" * 64, b"no batch at all " * 10])
def test_what_is_no_batch_ends_it(journal: Journal, tail: bytes) -> None:
    journal.write([batch("P1").serialize(), tail])
    assert ids(journal) == ["P1"]
