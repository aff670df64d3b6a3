"""What is pending is read in its order, a step ahead, and leaves no tables behind."""

from pathlib import Path

import pytest

from alkasba.errors import SourceError
from alkasba.flows import reading
from alkasba.warehouse.working_copy import WorkingCopy
from tests.shop_builder import small_shop


def test_a_run_leaves_no_table_of_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[str] = []
    publish = WorkingCopy.publish

    def watched(self: WorkingCopy) -> None:
        sql = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'memory'"
        left.extend(["(looked)", *(row[0] for row in self.workbench.execute(sql).fetchall())])
        publish(self)

    monkeypatch.setattr(WorkingCopy, "publish", watched)
    shop = small_shop(tmp_path)
    for number in range(3):
        shop.sales(f"{number}.csv", f"A{number},1,2025-01-01,P1,x,1.00")
    shop.run()
    assert left == ["(looked)"]


def test_many_small_landings_keep_their_files_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alkasba.sources.csv.BATCH_BYTES", 1)
    monkeypatch.setattr(reading, "AHEAD", 1)
    shop = small_shop(tmp_path)
    for number in range(9):
        shop.sales(f"{number}.csv", f"A{number},1,2025-01-0{number + 1},P1,{number + 1},1.00")
    shop.run()
    days = [(str(day), units) for day, units in shop.ask("units", by="day")]
    assert days == [(f"2025-01-0{number}", number) for number in range(1, 10)]


def test_what_goes_wrong_while_reading_ahead_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    land = "alkasba.sources.csv.landing.proven"

    def lose(*_: object, **__: object) -> None:
        raise SourceError("records were lost", where="a.csv", next_step="Report it.")

    monkeypatch.setattr(land, lose)
    with pytest.raises(SourceError, match="records were lost"):
        shop.run()
