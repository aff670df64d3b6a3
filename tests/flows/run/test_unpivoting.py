"""Wide files, a column for each currency, are read as if they were long, and every cell counts."""

from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.currency_shop import RATE, RATES_SOURCE, amounts, currency_shop, sales

WIDE = RATES_SOURCE.replace("*.csv", "*") + (
    'unpivot = { name = "currency", value = "rate" }\n[feeds.rate.columns]\nday = "Date"\n'
)
BLANK = '[format]\nblank = ["N/A"]\n[feeds.rate]'
BANK = "Date,USD,JPY,BGN,\n2025-01-07,1.25,160,N/A,\n2025-01-06,1.6,150.5,1.9558,\n"
"""As a central bank writes its history: the last day first, a comma at each end."""


def wide_shop(folder: Path, source: str = WIDE, *, kind: str = "csv"):
    source = source.replace("[feeds.rate]", BLANK, 1).replace('"csv"', f'"{kind}"')
    return currency_shop(folder, sources__rates=source)


def told(shop) -> list[tuple[str, str, str]]:
    sql = (
        "SELECT day::VARCHAR, currency, rate::VARCHAR FROM rate WHERE rate IS NOT NULL ORDER BY ALL"
    )
    return shop.rows(sql)


HISTORY = [
    ("2025-01-06", "BGN", "1.955800"),
    ("2025-01-06", "JPY", "150.500000"),
    ("2025-01-06", "USD", "1.600000"),
    ("2025-01-07", "JPY", "160.000000"),
    ("2025-01-07", "USD", "1.250000"),
]


def test_a_column_for_each_currency_is_a_row_for_each(tmp_path: Path):
    shop = wide_shop(tmp_path)
    shop.write("data/rates/history.csv", BANK)
    sales(shop, "A,2025-01-06,USD,8", "B,2025-01-07,USD,8", "C,2025-01-07,JPY,80")
    report = shop.run()
    assert told(shop) == HISTORY
    assert amounts(shop) == {"A": "5.0000", "B": "6.4000", "C": "0.5000"}
    (feed,) = (feed for feed in report.feeds if feed.table == "rate")
    assert (feed.records, feed.loaded, feed.rejected, feed.duplicates) == (6, 6, 0, 0)


def test_a_cell_that_is_no_rate_is_rejected_with_its_line(tmp_path: Path):
    shop = wide_shop(tmp_path)
    text = "Date,USD,Remark\n2025-01-06,1.6,\n2025-01-07,1.x,late\nonly\n"
    shop.write("data/rates/history.csv", text)
    sales(shop)
    report = shop.run()
    assert [row[1:] for row in shop.rejects()] == [
        (3, "type:rate"),
        (3, "type:rate"),
        (4, "ragged"),
    ]
    (row,) = shop.rows('SELECT "row" FROM rejects WHERE "row" LIKE \'%1.x%\'')
    assert row == ('{"currency":"USD","rate":"1.x","Date":"2025-01-07"}',)
    (feed,) = (feed for feed in report.feeds if feed.table == "rate")
    assert (feed.records, feed.loaded, feed.rejected) == (5, 2, 3)


def test_what_stands_below_no_header_is_not_lost(tmp_path: Path):
    shop = wide_shop(tmp_path)
    shop.write("data/rates/history.csv", "Date,USD,\n2025-01-06,1.6,\n2025-01-07,1.25,17\n")
    sales(shop)
    shop.run()
    assert [row[1] for row in told(shop)] == ["USD", "COLUMN_3", "USD"]


def test_a_file_without_such_columns_is_rejected_whole(tmp_path: Path):
    shop = wide_shop(tmp_path)
    shop.write("data/rates/history.csv", "Date\n2025-01-06\n")
    sales(shop)
    shop.run()
    assert [row[1:] for row in shop.rejects()] == [(2, "header:currency")]


def test_cells_that_are_numbers_already_are_read_as_they_are(tmp_path: Path):
    source = WIDE.replace("[feeds.rate]", '[format]\ndecimal = ","\n[feeds.rate]')
    table = pa.table({"Date": ["2025-01-06"], "USD": [1.6], "JPY": ["150,5"]})
    shop = currency_shop(tmp_path, sources__rates=source.replace('"csv"', '"parquet"'))
    (tmp_path / "data/rates").mkdir(parents=True)
    pq.write_table(table, tmp_path / "data/rates/history.parquet")
    sales(shop)
    shop.run()
    assert told(shop) == [row for row in HISTORY if row[:2] != ("2025-01-06", "BGN")][:2]


def test_sheets_may_be_wide_too(tmp_path: Path):
    shop = wide_shop(tmp_path, kind="spreadsheet")
    book = openpyxl.Workbook()
    for row in (["Date", "USD", "JPY"], ["2025-01-06", 1.6, "150.5"], ["2025-01-07", 1.25, 160]):
        book.active.append(row)
    (tmp_path / "data/rates").mkdir(parents=True)
    book.save(tmp_path / "data/rates/history.xlsx")
    sales(shop)
    shop.run()
    assert told(shop) == HISTORY[1:]
    assert shop.rejects() == []


def test_files_are_as_wide_and_as_long_as_they_like(tmp_path: Path):
    shop = wide_shop(tmp_path)
    header = ",".join(["Date", *(f"C{n}" for n in range(1500))])
    lines = [
        ",".join([f"2025-01-{day:02}", *(f"{day}.{n}1" for n in range(1500))])
        for day in range(1, 21)
    ]
    shop.write("data/rates/history.csv", "\n".join([header, *lines, "2025-01-21" + ",-1" * 1500]))
    sales(shop)
    shop.run()
    told = "(day(day) || '.' || currency[2:] || '1')::DECIMAL(18, 6)"
    sql = f"SELECT count(*), count(*) FILTER (rate = {told}) FROM rate"
    assert shop.rows(sql) == [(30000, 30000)]
    assert shop.rows("SELECT count(*), min(line), max(line) FROM rejects") == [(1500, 22, 22)]


def test_where_nothing_is_said_columns_stay_columns(tmp_path: Path):
    shop = currency_shop(tmp_path, tables__rate=RATE)
    shop.write("data/rates/a.csv", "day,currency,rate,USD\n2025-01-06,USD,1.6,1.7\n")
    sales(shop)
    shop.run()
    assert told(shop) == [("2025-01-06", "USD", "1.600000")]
