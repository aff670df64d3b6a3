"""A landing is handed over only if every record is accounted for."""

from pathlib import Path

import pytest

from alkasba.errors import SourceError
from alkasba.ports import OriginFile, Reading, Unread
from alkasba.sources import landing

FILE = OriginFile("in/a.csv", Path("a.csv"), "1-1", 1)


def proven(workbench, *, records: int, landed: int, unread: int):
    table = landing.create(workbench, 1)
    landing.append(workbench, table, 0, 1, landing.batches([["x"]] * landed))
    aside = [Unread(FILE, 1, "", "ragged", "")] * unread
    reading = Reading(FILE, records)
    return landing.proven(workbench, table, ["a"], [reading], aside, lambda _, places: {})


def test_rows_and_unread_together_are_the_records(workbench):
    assert proven(workbench, records=5, landed=3, unread=2).names == ("a",)


@pytest.mark.parametrize(("landed", "unread"), [(3, 1), (4, 2), (0, 0)])
def test_a_record_lost_or_made_up_is_an_error(workbench, landed, unread):
    with pytest.raises(SourceError, match="records were lost or made up") as caught:
        proven(workbench, records=5, landed=landed, unread=unread)
    assert caught.value.where == "in/a.csv"


def test_rows_keep_their_order_over_batches(workbench, monkeypatch):
    monkeypatch.setattr(landing, "ROWS_A_BATCH", 7)
    table = landing.create(workbench, 1)
    rows = [[str(i)] for i in range(50)]
    assert landing.append(workbench, table, 0, 1, landing.batches(rows)) == 50
    found = workbench.execute(f"SELECT c0 FROM {table} ORDER BY rowid").fetchall()
    assert [list(row) for row in found] == rows


def test_parts_are_bounded_and_keep_the_order():
    found = list(landing.parts([3, 4, 9, 1, 1, 1], size=lambda item: item, at_most=7))
    assert found == [[3, 4], [9], [1, 1, 1]]
    assert list(landing.parts([], size=lambda item: item, at_most=7)) == []
