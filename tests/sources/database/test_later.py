"""What the last fetch brought is known again, as often as it was there."""

from pathlib import Path

import pyarrow as pa

from alkasba.sources.database import texts
from alkasba.sources.database.later import Ended, Window, forget_others
from alkasba.sources.database.texts import Texts

Row = tuple[str | None, str | None]


def kept(folder: Path, *rows: Row) -> Path:
    schema = pa.schema([("id", pa.string()), ("at", pa.string())])
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    path = folder / "rows.parquet"
    batches = iter([pa.RecordBatch.from_arrays(columns, schema=schema)])
    texts.write(Texts(("id", "at"), batches), path)
    return path


ENDED = Ended('"orders"', "at", ("id", "at"), "2026-05-03")


def window(folder: Path, *rows: Row, least: str = "2026-05-01") -> Window:
    made = Window(folder, "orders", "now")
    made.write(kept(folder, *rows), ENDED, least)
    return made


def test_where_it_ended_is_read_again(tmp_path: Path) -> None:
    assert window(tmp_path, ("1", "2026-05-03")).ended() == ENDED
    assert Window(tmp_path, "orders", "now").ended() == ENDED
    assert Window(tmp_path, "orders", "another time").ended() is None


def test_rows_that_were_there_are_known(tmp_path: Path) -> None:
    one = window(tmp_path, ("1", "2026-05-02"), ("2", None))
    again = kept(tmp_path, ("0", "2026-05-02"), ("1", "2026-05-02"), ("2", None), ("2", ""))
    assert sorted(one.known(again, "at")) == [1, 2]


def test_a_row_that_is_there_once_more_is_known_once(tmp_path: Path) -> None:
    one = window(tmp_path, ("1", "2026-05-02"), ("1", "2026-05-02"))
    again = kept(tmp_path, *[("1", "2026-05-02")] * 3)
    assert len(one.known(again, "at")) == 2


def test_only_what_comes_again_is_remembered(tmp_path: Path) -> None:
    one = window(tmp_path, ("1", "2026-04-30"), ("2", "2026-05-01"), ("3", None))
    again = kept(tmp_path, ("1", "2026-04-30"), ("2", "2026-05-01"), ("3", None))
    assert sorted(one.known(again, "at")) == [1, 2]


def test_numbers_are_compared_as_numbers(tmp_path: Path) -> None:
    one = window(tmp_path, ("1", "9"), ("2", "10"), least="10")
    assert one.known(kept(tmp_path, ("1", "9"), ("2", "10")), "at") == [1]


def test_a_digest_holds_no_value(tmp_path: Path) -> None:
    one = window(tmp_path, ("Camille Example", "2026-05-02"))
    assert b"Camille" not in one.path.read_bytes()


def test_earlier_windows_go(tmp_path: Path) -> None:
    one = window(tmp_path, ("1", None))
    forget_others(tmp_path, {one.path})
    assert one.path.exists()
    forget_others(tmp_path, set())
    assert not one.path.exists()
