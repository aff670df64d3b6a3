"""The report of a run counts by rule, duplicate, orphan and conflict."""

import csv
from pathlib import Path

from tests.shop_builder import small_shop


def test_the_report_counts_what_happened(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales(
        "a.csv",
        "A1,1,2025-01-01,P1,1,1.00",
        "A1,1,2025-01-01,P1,1,1.00",
        "A2,1,2025-01-01,P7,1,1.00",
        "A3,1,2025-01-01,P1,0,1.00",
        "A4,1,2025-01-01,P1,-2,1.00",
    )
    report = shop.run()
    assert (report.files_read, report.records_read) == (2, 7)
    assert report.rules == (("sale", "range:quantity", "quantity must be at least 1", 2),)
    assert report.duplicates == (("sale", "exact", 1),)
    assert report.orphans == (("sale", "product", 1),)
    assert report.tables == {"product": 3, "sale": 2}


def test_rejects_are_a_csv_with_what_to_do(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", 'A3,1,2025-01-01,"P1, big",0,1.00')
    shop.run()
    with (tmp_path / "build/rejects/sale.csv").open(newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["file"], row["line"], row["rule"]) == ("sales/a.csv", "2", "range:quantity")
    assert '"P1, big"' in row["row"]
    assert row["next_step"]
