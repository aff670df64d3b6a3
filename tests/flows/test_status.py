"""The status tells what is published; digests follow the rows, not their order."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from alkasba.flows.status import shop_status
from tests.shop_builder import SALES_SOURCE, small_shop


def test_an_empty_shop_has_no_tables_yet(tmp_path: Path):
    assert shop_status(small_shop(tmp_path).open()) == {
        "last_run": None,
        "tables": [],
        "sources": [],
    }


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


def test_a_source_is_late_when_it_gave_nothing_new_for_too_long(tmp_path: Path):
    source = 'every = "1 day"\n' + SALES_SOURCE
    shop = small_shop(tmp_path, sources__sales=source)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00", "A2,1,2025-03-01,P1,x,1.00")
    shop.run()
    told = {}
    for days in (0, 2):
        now = datetime.now(UTC) + timedelta(days=days)
        sources = shop_status(shop.open(), now=now)["sources"]
        told[days] = {one["source"]: one for one in sources}
    sales = told[0]["sales"]
    assert (sales["files"], sales["records"], sales["rejected"]) == (1, 2, 1)
    assert sales["newest"] == "2025-01-01"
    assert [told[days]["sales"]["late"] for days in (0, 2)] == [False, True]
    assert told[2]["products"]["late"] is False
