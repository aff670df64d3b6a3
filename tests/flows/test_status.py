"""The status tells what is published; digests follow the rows, not their order."""

from pathlib import Path

from alkasba.flows.status import shop_status
from tests.shop_builder import small_shop


def test_an_empty_shop_has_no_tables_yet(tmp_path: Path):
    assert shop_status(small_shop(tmp_path).open()) == {"last_run": None, "tables": []}


def test_digests_change_with_a_value_and_not_with_the_order(tmp_path: Path):
    digests = []
    rows = ["A1,1,2025-01-01,P1,1,1.00", "A2,1,2025-01-01,P1,1,1.00"]
    for number, lines in enumerate((rows, rows[::-1], [rows[0], rows[1].replace("1.00", "1.01")])):
        shop = small_shop(tmp_path / str(number))
        shop.sales("a.csv", *lines)
        shop.run()
        tables = shop_status(shop.open(), with_hashes=True)["tables"]
        digests.append({table["table"]: table["hash"] for table in tables}["sale"])
    assert digests[0] == digests[1] != digests[2]
