"""Readers see one published file as a whole; files that nobody reads are closed."""

import threading
from pathlib import Path

import duckdb
import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.warehouse.readers import MOST_REMEMBERED, NotAtHand, Readers, duckdb_size, identity_of


def publish(file: Path, number: int) -> None:
    """Put a warehouse in the file's place whose two tables both hold the number."""
    following = file.with_name("next")
    following.unlink(missing_ok=True)
    with duckdb.connect(str(following)) as db:
        for table in ("one", "two"):
            db.execute(f"CREATE TABLE {table} AS SELECT {number} AS run FROM range(1000)")
    following.replace(file)


def numbers(cursor):
    sql = "SELECT (SELECT sum(run) FROM one), (SELECT sum(run) FROM two)"
    return cursor.execute(sql).fetchall()[0]


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "warehouse.duckdb"
    publish(place, 1)
    return place


def test_nothing_is_published_yet(tmp_path):
    with (
        pytest.raises(StoreAway, match="nothing has been loaded yet"),
        Readers(tmp_path / "none").reading(),
    ):
        pass


def test_a_file_that_is_no_warehouse_is_told(tmp_path):
    (tmp_path / "x.duckdb").write_text("no warehouse")
    with pytest.raises(StoreError, match="damaged"), Readers(tmp_path / "x.duckdb").reading():
        pass


def test_all_readers_of_one_file_share_one_instance(file):
    readers = Readers(file)
    with readers.reading() as (first, _), readers.reading() as (second, _):
        assert first is second


def test_who_reads_goes_on_reading_what_was_published_when_it_began(file):
    readers = Readers(file)
    with readers.reading() as (_, early):
        publish(file, 2)
        with readers.reading() as (_, late):
            assert numbers(late) == (2000, 2000)
        assert numbers(early) == (1000, 1000)


def test_an_old_file_is_closed_with_its_last_reader_and_the_last_file_at_the_end(file):
    readers = Readers(file)
    with readers.reading() as (old, _):
        publish(file, 2)
        with readers.reading() as (new, _):
            pass
        assert is_open(old)
    assert not is_open(old)
    assert is_open(new)
    readers.close()
    assert not is_open(new)


def is_open(instance):
    try:
        instance.db.execute("SELECT 1")
    except duckdb.ConnectionException:
        return False
    return True


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO 'stolen.csv'",
        "ATTACH 'other.duckdb' AS other",
        "CREATE TABLE shop.mine AS SELECT 1",
        "DELETE FROM one",
        "SET memory_limit = '1TB'",
        "SET enable_external_access = true",
    ],
)
def test_a_reader_can_only_read_the_warehouse(file, sql):
    with Readers(file).reading() as (_, cursor), pytest.raises(duckdb.Error):
        cursor.execute(sql)


def test_a_reader_may_take_so_much_memory_and_no_more(file):
    with Readers(file, memory="100MB").reading() as (_, cursor):
        assert cursor.execute("SELECT current_setting('memory_limit')").fetchall() == [
            ("95.3 MiB",)
        ]


def test_a_size_cannot_end_its_text():
    assert duckdb_size("1GB'; DROP TABLE one; --") == "1GB DROP TABLE one "


def test_what_was_found_is_found_once_and_forgotten_when_there_is_more(file):
    with Readers(file).reading() as (instance, _):
        assert [instance.remember("a", lambda: 1), instance.remember("a", lambda: 2)] == [1, 1]
        for number in range(MOST_REMEMBERED):
            instance.remember(f"b{number}", lambda: 0)
        assert instance.remember("a", lambda: 3) == 3


def test_what_is_used_again_is_kept_while_others_are_forgotten(file):
    with Readers(file).reading() as (instance, _):
        assert instance.recall("a") is None
        for key in ("a", "b"):
            instance.remember(key, lambda: [(1,)])
        for number in range(MOST_REMEMBERED - 1):
            assert instance.recall("a") == [(1,)]
            instance.remember(f"c{number}", lambda: [(0,)])
        assert (instance.recall("a"), instance.recall("b")) == ([(1,)], None)


def test_a_file_is_told_from_the_one_that_took_its_place(file):
    before = identity_of(file)
    publish(file, 1)
    assert identity_of(file) != before


def test_many_readers_see_each_file_as_a_whole_while_others_are_published(file):
    readers, seen, troubles = Readers(file), set(), []
    ended = threading.Event()

    def read():
        while not ended.is_set():
            try:
                with readers.reading() as (_, cursor):
                    one, two = numbers(cursor)
                    seen.add(one)
                    if one != two:
                        troubles.append((one, two))
            except Exception as error:
                troubles.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2, 30):
        publish(file, number)
    ended.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(seen) > 1


def test_what_is_at_hand_is_the_open_file_and_no_other(file):
    readers = Readers(file)
    with pytest.raises(NotAtHand), readers.entered(at_hand=True):
        pass
    with readers.reading() as (first, _), readers.entered(at_hand=True) as reading:
        assert reading.instance is first and numbers(reading.cursor) == (1000, 1000)
    publish(file, 2)
    with pytest.raises(NotAtHand), readers.entered(at_hand=True):
        pass


def test_whoever_asks_for_no_rows_makes_no_cursor(file, monkeypatch):
    readers = Readers(file)
    with readers.entered() as reading:
        monkeypatch.setattr(reading.instance, "db", None)
        assert reading.instance.readers == 1
    assert reading.instance.readers == 0
