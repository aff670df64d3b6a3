"""What holds for every database, whatever its dialect: declared in TOML alone, and run."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from alkasba.errors import AlkasbaError, SourceChanged, SourceError
from alkasba.flows.batch import run_batch
from alkasba.flows.status import shop_status
from alkasba.sources.database import comparing, fetching, place, texts
from tests.origins.databases import Origin, load_files
from tests.shop_builder import SALE, ShopFolder, small_shop
from tests.shops.known_answers import Program, copy_shop

SOURCES = Path(__file__).parent / "northwind" / "sources"
SALES = """
kind = "database"
{url}
{more}
[feeds.sale]
rows = "{rows}"
{feed}
"""


def shop_of(
    folder: Path, origin: Origin, *, rows: str = "sales", more: str = "", feed: str = ""
) -> ShopFolder:
    """A shop whose sales come from a database."""
    source = SALES.format(url=origin.declared, rows=rows.replace('"', '\\"'), more=more, feed=feed)
    return small_shop(folder, sources__sales=source)


def sales(origin: Origin, *rows: str, table: str = "sales") -> None:
    """A table of sales; a row is written as in SQL."""
    origin.run(
        f"CREATE TABLE {table} (order_id varchar(20), line integer, sold_on date, "
        "product varchar(20), quantity integer, price decimal(12,4), changed_at timestamp NULL)",
        *(f"INSERT INTO {table} VALUES ({row})" for row in rows),
    )


def sale(order: str, *, quantity: int = 1, at: str | None = "2026-05-01 10:00:00") -> str:
    """One row of sales of ten each."""
    moment = "NULL" if at is None else f"'{at}'"
    return f"'{order}', 1, '2026-05-01', 'P1', {quantity}, 10, {moment}"


def run_telling(shop: ShopFolder, tell: Callable[..., None]) -> None:
    run_batch(shop.open(), clock=shop.clock, tell=tell)


def sold(shop: ShopFolder) -> list[tuple[Any, ...]]:
    return shop.rows("SELECT order_id, quantity FROM sale ORDER BY order_id")


def test_northwind_has_the_answers_that_it_has_from_files(
    origin: Origin, shared: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "northwind"
    program: Program = copy_shop("northwind", folder, shared)
    shutil.rmtree(folder / "sources")
    files = sorted((shared / "data/northwind/csv").glob("*.csv"))
    load_files(origin, files, {"order_details": "Order Details"})
    source = (SOURCES / "erp.toml").read_text(encoding="utf-8")
    (folder / "sources").mkdir()
    declared = re.sub("^url = .*$", lambda _: origin.declared, source, flags=re.MULTILINE)
    (folder / "sources/erp.toml").write_text(declared, encoding="utf-8")
    assert program.run()["rejected"] == []
    asked = program.ask("net_sales", "freight_cost", "unshipped", "stock_value", "customers")
    assert list(asked[0].values()) == [
        Decimal("1265793.0395"),
        Decimal("64942.69"),
        21,
        Decimal("73953.35"),
        89,
    ]
    assert program.run()["changed"] is False


THING = """
kind = "fact"
key = ["id"]
day = "day"
[columns]
id = { type = "code" }
day = { type = "day", required = true }
amount = { type = "money" }
count = { type = "whole" }
share = { type = "number", decimals = 6 }
at = { type = "moment" }
note = { type = "text" }
wide = { type = "text" }
raw = { type = "text" }
"""
TYPES = {
    "sqlite": "id text, day date, amount real, count integer, share real, at text, note text, "
    "wide text, raw blob",
    "postgresql": "id text, day date, amount numeric(12,4), count bigint, share double precision, "
    "at timestamptz, note text, wide numeric, raw bytea",
    "mariadb": "id varchar(9), day date, amount decimal(12,4), count bigint, share double, "
    "at timestamp NULL, note text, wide decimal(65,10), raw blob",
}
WIDE = "12345678901234567890123456789012345678901234567890.1234567891"
NOTE = 'He said "no",\n;\tit\'s \\n 20 % — نعناع'


def test_values_arrive_exactly_whatever_the_format_of_texts_is(
    origin: Origin, tmp_path: Path
) -> None:
    source = SALES.replace("feeds.sale", "feeds.thing").format(
        url=origin.declared,
        rows="things",
        feed="",
        more='[format]\ndecimal = ","\nthousands = "."\ndays = ["%d/%m/%Y"]\n'
        'moments = ["%d/%m/%Y %H:%M"]\nyes = ["oui"]',
    )
    shop = small_shop(tmp_path, tables__thing=THING, sources__things=source)
    (tmp_path / "sources/sales.toml").unlink()
    (tmp_path / "tables/sale.toml").unlink()
    origin.run(f"CREATE TABLE things ({TYPES[origin.dialect]})")
    most, day = 2**63 - 1, "2024-02-29" if origin.dialect != "sqlite" else "29/02/2024"
    at = "2024-02-29 23:30:00" if origin.dialect != "sqlite" else "29/02/2024 23:30"
    origin.fill(
        "things",
        [
            ["1", day, "1.234", most, 0.1, at, NOTE, WIDE, b"\x00\xff'\""],
            ["2", day, "-0.0001", -most, 1e-6, at, "", "0", b""],
            ["3", day, None, None, None, None, None, None, None],
        ],
    )
    shop.run()
    assert shop.rejects() == []
    rows = shop.rows("SELECT id, amount, count, share, note, wide, raw FROM thing ORDER BY id")
    wide = "0" if origin.dialect != "mariadb" else "0.0000000000"
    assert rows == [
        ("1", Decimal("1.2340"), most, Decimal("0.100000"), NOTE, WIDE, "00ff2722"),
        ("2", Decimal("-0.0001"), -most, Decimal("0.000001"), None, wide, None),
        ("3", None, None, None, None, None, None),
    ]
    assert shop.rows("SELECT DISTINCT day::VARCHAR FROM thing") == [("2024-02-29",)]


def test_rows_gone_from_a_table_are_gone_after_the_run(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"), sale("A2"))
    shop = shop_of(tmp_path, origin)
    assert shop.run().has_changed
    assert not shop.run().has_changed
    origin.run("DELETE FROM sales WHERE order_id = 'A1'")
    assert shop.run().has_changed
    assert sold(shop) == [("A2", 1)]


SINCE = 'since = { sales = "changed_at" }\noverlap = "2 days"'


def parts(shop: ShopFolder) -> int:
    return len(list((shop.folder / "build/extracts/sales").glob("*.parquet")))


def test_only_later_rows_are_fetched_and_the_overlap_settles(
    origin: Origin, tmp_path: Path
) -> None:
    sales(origin, sale("A1", at="2026-04-01 10:00:00"), sale("A2"), sale("A3", at=None))
    shop = shop_of(tmp_path, origin, more=SINCE)
    shop.run()
    assert not shop.run().has_changed
    origin.run(
        "INSERT INTO sales VALUES (" + sale("A4", at="2026-05-03 09:00:00") + ")",
        "UPDATE sales SET quantity = 5 WHERE order_id = 'A2'",
        # Its column does not tell, and it is older than the overlap.
        "UPDATE sales SET quantity = 9 WHERE order_id = 'A1'",
    )
    assert shop.run().records_read == 2
    assert sold(shop) == [("A1", 1), ("A2", 5), ("A3", 1), ("A4", 1)]
    assert not shop.run().has_changed
    assert parts(shop) == 2


def test_a_row_changed_and_changed_back_is_as_it_is_now(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"), sale("A2"))
    shop = shop_of(tmp_path, origin, more=SINCE)
    for quantity in (1, 7, 1):
        origin.run(f"UPDATE sales SET quantity = {quantity} WHERE order_id = 'A1'")
        shop.run()
        assert sold(shop) == [("A1", quantity), ("A2", 1)]


def test_rows_whose_moment_is_empty_are_never_missed(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"))
    shop = shop_of(tmp_path, origin, more=SINCE)
    shop.run()
    origin.run("INSERT INTO sales VALUES (" + sale("A2", at=None) + ")")
    shop.run()
    origin.run("UPDATE sales SET quantity = 4 WHERE order_id = 'A2'")
    shop.run()
    assert sold(shop) == [("A1", 1), ("A2", 4)]


def test_whole_numbers_tell_what_is_later_too(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1", quantity=9))
    shop = shop_of(tmp_path, origin, more='since = { sales = "quantity" }\noverlap = 5')
    shop.run()
    new = [sale("A2", quantity=10), sale("A3", quantity=4), sale("A4", quantity=3)]
    origin.run(*(f"INSERT INTO sales VALUES ({row})" for row in new))
    shop.run()
    assert sold(shop) == [("A1", 9), ("A2", 10), ("A3", 4)]


def test_another_column_to_tell_what_is_later_fetches_all_anew(
    origin: Origin, tmp_path: Path
) -> None:
    sales(origin, sale("A1"), sale("A2"))
    shop_of(tmp_path, origin, more=SINCE).run()
    origin.run("UPDATE sales SET quantity = 3")
    shop = shop_of(tmp_path, origin, more='since = { sales = "line" }')
    shop.run()
    assert sold(shop) == [("A1", 3), ("A2", 3)]


def test_all_tables_are_seen_as_at_one_moment(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1", quantity=1))
    origin.run(
        "CREATE TABLE heads (order_id varchar(20), day date)",
        "INSERT INTO heads VALUES ('A1', '2026-05-01')",
    )
    join = (
        '[feeds.sale.joins.heads]\nrows = "heads"\nsource = "sales"\non = { order_id = "order_id" }'
    )
    shop = shop_of(tmp_path, origin, feed=f'{join}\n[feeds.sale.columns]\nsold_on = "heads.day"\n')
    fetched: list[object] = []

    def write(event: str, **figures: object) -> None:
        if event == "origin.fetched" and not fetched:
            origin.run("UPDATE sales SET quantity = 2", "UPDATE heads SET day = '2026-06-01'")
        fetched.append(figures.get("rows"))

    run_telling(shop, write)
    assert fetched[:2] == ["sales", "heads"]
    assert shop.rows("SELECT quantity, sold_on::VARCHAR FROM sale") == [(1, "2026-05-01")]
    shop.run()
    assert shop.rows("SELECT quantity, sold_on::VARCHAR FROM sale") == [(2, "2026-06-01")]


COMPARE = f'{SINCE}\ncompare = {{ every = "7 days" }}'


def in_days(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """What is fetched now is fetched so many days later."""
    later = datetime.now(UTC) + timedelta(days=days)
    for module in (place, comparing, fetching):
        monkeypatch.setattr(module, "moment", lambda: later)


def test_rows_that_were_deleted_are_seen_when_the_time_has_come(
    origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales(origin, sale("A1", at="2026-04-01 10:00:00"), sale("A2"), sale("A3"), sale("A4"))
    shop = shop_of(tmp_path, origin, more=COMPARE)
    shop.run()
    origin.run(
        "DELETE FROM sales WHERE order_id IN ('A1', 'A3')",
        "INSERT INTO sales VALUES (" + sale("A5", at="2026-05-03 09:00:00") + ")",
    )
    shop.run()
    assert sold(shop) == [("A1", 1), ("A2", 1), ("A3", 1), ("A4", 1), ("A5", 1)]
    told: list[dict[str, object]] = []

    def tell(event: str, **figures: object) -> None:
        if event == "origin.compared":
            told.append(figures)

    in_days(monkeypatch, 6)
    run_telling(shop, tell)
    assert told == []
    in_days(monkeypatch, 8)
    run_telling(shop, tell)
    assert told == [{"source": "sales", "rows": "sales", "gone": 2, "unknown": 0}]
    assert sold(shop) == [("A2", 1), ("A4", 1), ("A5", 1)]
    # A row that comes again as it was is there again, and what was compared is not so soon again.
    origin.run("INSERT INTO sales VALUES (" + sale("A3") + ")")
    run_telling(shop, tell)
    assert sold(shop) == [("A2", 1), ("A3", 1), ("A4", 1), ("A5", 1)]
    assert len(told) == 1
    assert not (shop.folder / "build/extracts/sales/spill").exists()


def test_nothing_new_and_a_row_gone_that_comes_again(
    origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales(origin, sale("A1"), sale("A2"))
    shop = shop_of(tmp_path, origin, more=COMPARE)
    shop.run()
    origin.run("DELETE FROM sales WHERE order_id = 'A1'")
    in_days(monkeypatch, 8)
    shop.run()
    assert sold(shop) == [("A2", 1)]
    origin.run("INSERT INTO sales VALUES (" + sale("A1") + ")")
    shop.run()
    assert sold(shop) == [("A1", 1), ("A2", 1)]


def test_rows_that_were_written_too_late_are_seen_when_the_time_has_come(
    origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales(origin, sale("A1"), sale("A2"))
    shop = shop_of(tmp_path, origin, more=COMPARE)
    shop.run()
    origin.run("INSERT INTO sales VALUES (" + sale("A0", at="2026-01-01 10:00:00") + ")")
    shop.run()
    assert sold(shop) == [("A1", 1), ("A2", 1)]
    in_days(monkeypatch, 8)
    shop.run()
    assert sold(shop) == [("A0", 1), ("A1", 1), ("A2", 1)]
    assert not shop.run().has_changed


def differs(shop: ShopFolder) -> list[tuple[int, int]]:
    """Rows there and rows kept, where they are not as many."""
    (source,) = [s for s in shop_status(shop.open())["sources"] if s["source"] == "sales"]
    return [(place["there"], place["kept"]) for place in source["differs"]]


def test_rows_that_are_gone_or_came_too_late_are_counted_once_a_day(
    origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales(origin, sale("A1"), sale("A2"), sale("A2", quantity=2, at="2026-05-01 11:00:00"))
    shop = shop_of(tmp_path, origin, more=SINCE)
    shop.run()
    in_days(monkeypatch, 2)
    shop.run()
    # Two rows of one key are one row to us.
    assert differs(shop) == []
    origin.run(
        "DELETE FROM sales WHERE order_id = 'A1'",
        "INSERT INTO sales VALUES (" + sale("B1", at="2026-01-01 10:00:00") + ")",
        "INSERT INTO sales VALUES (" + sale("B2", at="2026-01-01 10:00:00") + ")",
    )
    shop.run()
    assert differs(shop) == []
    in_days(monkeypatch, 4)
    told: list[str] = []
    run_telling(shop, lambda event, **_: told.append(event))
    assert "origin.differs" in told
    assert differs(shop) == [(3, 2)]
    in_days(monkeypatch, 20)
    declared = (tmp_path / "sources/sales.toml").read_text()
    shop.write(
        "sources/sales.toml", declared.replace("[feeds", 'compare.every = "7 days"\n[feeds', 1)
    )
    shop.run()
    assert (sold(shop), differs(shop)) == ([("A2", 2), ("B1", 1), ("B2", 1)], [])


def test_marked_rows_leave_and_come_back_by_later_fetches(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1", at="2026-04-01 10:00:00"), sale("A2"))
    origin.run("ALTER TABLE sales ADD COLUMN gone smallint", "UPDATE sales SET gone = 0")
    feed = 'deleted = "gone"'
    shop = shop_of(tmp_path, origin, more=SINCE, feed=feed)
    shop.run()
    for gone, moment, left in ((1, "2026-05-02", ["A2"]), (0, "2026-05-03", ["A1", "A2"])):
        origin.run(
            f"UPDATE sales SET gone = {gone}, changed_at = '{moment} 10:00:00' "
            "WHERE order_id = 'A1'"
        )
        report = shop.run()
        assert [order for order, _ in sold(shop)] == left
        (found,) = [feed for feed in report.feeds if feed.table == "sale"]
        assert found.deleted == gone
        assert found.records == found.loaded + found.rejected + found.duplicates + found.deleted


def test_values_that_nobody_asked_for_are_not_fetched(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"))
    secret = "nobody.asked@example.org"
    origin.run(
        "ALTER TABLE sales ADD COLUMN mail varchar(50)", f"UPDATE sales SET mail = '{secret}'"
    )
    shop = shop_of(tmp_path, origin)
    shop.run()
    kept = [path for path in (tmp_path / "build").rglob("*") if path.is_file()]
    assert kept and not any(secret.encode() in path.read_bytes() for path in kept)
    (file,) = (tmp_path / "build/extracts/sales").glob("*.parquet")
    assert texts.shape(file).names == (
        "order_id",
        "line",
        "sold_on",
        "product",
        "quantity",
        "price",
    )
    # Its name alone tells that there is a column more.
    origin.run("ALTER TABLE sales ADD COLUMN phone varchar(50)", *many_sales(30))
    notes = shop.run().notes
    assert [note for _, note, _ in notes] == ["there is a new column 'phone'; nothing uses it"]


def many_sales(count: int) -> list[str]:
    names = "order_id, line, sold_on, product, quantity, price"
    values = "1, '2026-05-01', 'P1', 1, 10"
    return [f"INSERT INTO sales ({names}) VALUES ('B{n}', {values})" for n in range(count)]


def test_a_column_that_is_asked_for_later_is_fetched_then(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"), sale("A2"))
    origin.run("ALTER TABLE sales ADD COLUMN till varchar(9)", "UPDATE sales SET till = 'T1'")
    shop = shop_of(tmp_path, origin, more=SINCE)
    shop.run()
    shop.write("tables/sale.toml", SALE.replace("[columns]", '[columns]\ntill = { type = "code" }'))
    feed = '[feeds.sale.columns]\ntill = "Till"\n'
    shop.write(
        "sources/sales.toml",
        SALES.format(url=origin.declared, rows="sales", more=SINCE, feed=feed),
    )
    run_batch(shop.open(), offline=True, clock=shop.clock)
    assert shop.rows("SELECT DISTINCT rule, reason FROM rejects") == [
        ("header:till", "Till is there, but nobody asked for it when it was fetched.")
    ]
    shop.run()
    assert shop.rows("SELECT DISTINCT till FROM sale") == [("T1",)]


def test_names_may_hold_anything(origin: Origin, tmp_path: Path) -> None:
    table = """Order "Details" it's 100 %.2026"""
    sales(origin, sale("A1"), table=origin.quoted(table))
    there, price = origin.quoted(table), origin.quoted("The Price (€)")
    origin.run(f"ALTER TABLE {there} RENAME COLUMN price TO {price}")
    feed = '[feeds.sale.columns]\nprice = "The Price (€)"'
    shop = shop_of(tmp_path, origin, rows=table, feed=feed)
    shop.run()
    assert shop.ask("net_sales") == [(10,)]


def test_a_table_may_be_named_with_its_schema(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"))
    schema = origin.default or "main"
    shop = shop_of(tmp_path, origin, rows=f"{schema}.sales")
    shop.run()
    assert sold(shop) == [("A1", 1)]


def test_a_query_of_the_shop_stands_in_place_of_a_table(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"), sale("A2", quantity=0))
    shop = shop_of(tmp_path, origin, rows="sql/sales.sql")
    shop.write("sql/sales.sql", "SELECT * FROM sales\nWHERE quantity > 0; -- only sold ones\n")
    shop.run()
    assert sold(shop) == [("A1", 1)]
    shop.write("sql/sales.sql", "SELECT * FROM sales -- with the others")
    assert shop.run().records_read == 2


def failing(shop: ShopFolder, kind: type[AlkasbaError], says: str) -> AlkasbaError:
    with pytest.raises(kind, match=says) as caught:
        shop.run()
    assert caught.value.where.startswith("sources/sales.toml")
    assert caught.value.next_step
    return caught.value


def test_an_unknown_table_is_told_with_the_nearest(origin: Origin, tmp_path: Path) -> None:
    sales(origin)
    failing(shop_of(tmp_path, origin, rows="salse"), SourceChanged, "'salse'.*mean 'sales'")


def test_an_unknown_column_is_told_with_the_nearest(origin: Origin, tmp_path: Path) -> None:
    sales(origin)
    shop = shop_of(tmp_path, origin, more='since = { sales = "chanced_at" }')
    failing(shop, SourceChanged, "'chanced_at'.*mean 'changed_at'")


@pytest.mark.parametrize(
    ("query", "kind", "says"),
    [
        ("SELECT * FROM nowhere", SourceChanged, "no table or view that the query names"),
        ("SELECT unknown FROM sales", SourceChanged, "no column as the query names it"),
        ("SELECT nothing_such(line) FROM sales", SourceError, "cannot answer the query"),
    ],
)
def test_what_a_query_gets_wrong_is_told_apart(
    origin: Origin, tmp_path: Path, query: str, kind: type[AlkasbaError], says: str
) -> None:
    sales(origin)
    shop = shop_of(tmp_path, origin, rows="sql/sales.sql")
    shop.write("sql/sales.sql", query)
    failing(shop, kind, says)


def test_two_columns_of_one_name_are_told(origin: Origin, tmp_path: Path) -> None:
    if origin.dialect == "sqlite":
        return  # It calls the second one line:1.
    sales(origin)
    shop = shop_of(tmp_path, origin, rows="sql/sales.sql")
    shop.write("sql/sales.sql", "SELECT line, line FROM sales")
    failing(shop, SourceError, "two columns are called")


def test_an_overlap_of_another_kind_than_the_column_is_told(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"))
    shop = shop_of(tmp_path, origin, more='since = { sales = "changed_at" }\noverlap = 5')
    failing(shop, SourceError, 'write overlap = "2 days"')


LARGE = 150_000
MEASURED = """
import re, sys
from pathlib import Path
from alkasba.flows.run.fetching import fetch_origins
from alkasba.flows.opening import open_shop
from alkasba.report import silent
fetch_origins(open_shop(Path(sys.argv[1])), silent)
# What the system tells of a child counts the memory of its parent before it became itself.
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def peak_mb(folder: Path) -> float:
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, folder], capture_output=True, text=True, check=True
    )
    return int(told.stdout) / 1024


def test_a_large_table_needs_no_more_memory_than_a_small_one(
    origin: Origin, tmp_path: Path
) -> None:
    note = "x" * 1000
    origin.run(
        f"CREATE TABLE small AS SELECT n AS id, '{note}' AS note FROM {origin.numbers(10)}",
        f"CREATE TABLE sales AS SELECT n AS id, '{note}' AS note FROM {origin.numbers(LARGE)}",
    )
    small = peak_mb(shop_of(tmp_path / "small", origin, rows="small").folder)
    large = peak_mb(shop_of(tmp_path / "large", origin).folder)
    assert large - small < 130 < len(note) * LARGE / 1e6
    manifest = (tmp_path / "large/build/extracts/sales/manifest.json").read_text()
    assert f'"records": {LARGE}' in manifest
