"""What is pending is read in its order, a step ahead, and leaves no tables behind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from alkasba.errors import SourceError
from alkasba.flows.run import reading
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
    monkeypatch.setattr(reading, "SHARE_AHEAD", 1 << 60)
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


FRENCH = """
kind = "parquet"
files = ["data/sales/*.parquet"]
[format]
decimal = ","
thousands = "."
days = ["%d/%m/%Y"]
[feeds.sale.columns]
price = "paid.price"
"""


def test_what_has_a_type_is_read_right_whatever_is_said_of_texts(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, sources__sales=FRENCH)
    columns = {
        "order_id": [1, 2],
        "line": [1, 1],
        "sold_on": [date(2025, 1, 2), date(2025, 1, 3)],
        "product": ["P1", "P2"],
        "quantity": [1, 2],
        "paid": [{"price": Decimal("1.234")}, {"price": Decimal("0.500")}],
    }
    pq.write_table(pa.table(columns), shop.write("data/sales/a.parquet", ""))
    texts = {"sold_on": ["04/01/2025"] * 2, "paid": [{"price": "1.234,50"}, {"price": "1.5"}]}
    later = {**columns, "order_id": [3, 4], **texts}
    pq.write_table(pa.table(later), shop.write("data/sales/b.parquet", ""))
    shop.run()
    assert shop.ask("net_sales", by="day") == [
        (date(2025, 1, 2), Decimal("1.234")),
        (date(2025, 1, 3), Decimal("1.000")),
        (date(2025, 1, 4), Decimal("1234.50")),
    ]
    assert shop.rejects() == [("sales/b.parquet", 2, "type:price")]


def test_an_instant_falls_on_the_day_of_the_shop(tmp_path: Path) -> None:
    source = 'kind = "parquet"\nfiles = ["data/*.parquet"]\n[feeds.sale]\n'
    shop = small_shop(tmp_path, sources__sales=source)
    row = {"order_id": [1], "line": [1], "product": ["P1"], "quantity": [1], "price": [2.5]}
    sold = pa.array([datetime(2025, 1, 1, 23, 30, tzinfo=UTC)], pa.timestamp("ns", "Asia/Tokyo"))
    pq.write_table(pa.table({**row, "sold_on": sold}), shop.write("data/a.parquet", ""))
    shop.run()
    assert shop.ask("net_sales", by="day") == [(date(2025, 1, 2), Decimal("2.5"))]
