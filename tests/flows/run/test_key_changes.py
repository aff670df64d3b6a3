"""Keys of JSON that are new, or stand in place of others, are noticed as columns are."""

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from alkasba.flows.batch import run_batch
from tests.shop_builder import SALE, ShopFolder, small_shop

Row = dict[str, object]
PAID = SALE.replace(
    "[measures]",
    'paid = { type = "money" }\n[measures]\ntaken = { formula = "sum(paid)" }\n',
)
SOURCE = 'kind = "json"\nfiles = ["data/sales/*"]\n[changes]\n{}\n[feeds.sale]\n'
NEW = "there is a new key 'colour'; nothing uses it"
RENAMED = (
    "in sales/b.json some rows have 'amount' where others have 'paid'. If it is the same, name "
    'both: paid = ["paid", "amount"]'
)


def row(number: int, **more: object) -> Row:
    own = {"order_id": f"A{number}", "line": 1, "sold_on": "2026-01-05", "product": "P1"}
    return {**own, "quantity": 1, "price": 5, **more}


def paid(begun: int, count: int, **more: object) -> list[Row]:
    return [row(begun + n, paid=5, **more) for n in range(count)]


def renamed(begun: int, count: int) -> list[Row]:
    return [row(begun + n, amount=5) for n in range(count)]


def shop_of(folder: Path, changes: str = "", *rows: Row, more: str = "") -> ShopFolder:
    """A shop that has read these rows from a.json."""
    source = SOURCE.format(changes) + more
    shop = small_shop(folder, tables__sale=PAID, sources__sales=source)
    write(shop, "a.json", rows or paid(0, 30))
    assert shop.run().held == ()
    return shop


def write(shop: ShopFolder, name: str, rows: Sequence[Row]) -> None:
    shop.write(f"data/sales/{name}", "".join(f"{json.dumps(one)}\n" for one in rows))


def told(shop: ShopFolder) -> list[str]:
    return [hold.what for hold in shop.run().held]


def test_a_new_key_is_noted(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "b.json", [*paid(100, 3), row(200, paid=1, colour="green")])
    report = shop.run()
    assert (report.held, report.notes) == ((), (("sales", NEW, 1),))


def test_a_new_key_may_stop_its_table_which_names_the_file(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'new = "stop"')
    write(shop, "b.json", paid(100, 3, colour="green"))
    write(shop, "c.json", paid(200, 3))
    assert told(shop) == [f"sales/b.json: {NEW}"]
    assert shop.ask("taken") == [(150,)]


def test_rows_of_a_file_with_a_new_key_may_be_put_aside(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'new = "quarantine"')
    write(shop, "b.json", paid(100, 3, colour="green"))
    write(shop, "c.json", paid(200, 3))
    report = shop.run()
    assert ("sale", "changed:new", NEW, 3) in report.rules
    assert shop.ask("taken") == [(165,)]


def test_so_does_one_in_a_large_file_that_is_read_by_duckdb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alkasba.sources.json.BULK_BYTES", 1)
    shop = shop_of(tmp_path, 'new = "stop"')
    write(shop, "b.json", [*paid(100, 3000), row(9999, colour="green")])
    assert told(shop) == [f"sales/b.json: {NEW}"]


def test_a_key_that_any_file_had_is_not_new(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'new = "stop"', *paid(0, 3, colour="green"))
    for number in range(8):
        write(shop, f"b{number}.json", paid(100 * number + 100, 1))
        assert told(shop) == []
    write(shop, "c.json", paid(2000, 1, colour="red"))
    assert told(shop) == []


def test_a_key_that_is_used_or_read_further_inside_is_not_new(tmp_path: Path) -> None:
    named = '[feeds.sale.columns]\npaid = { from = "pay.sum", optional = true }\n'
    shop = shop_of(tmp_path, 'new = "stop"', row(1), more=named)
    write(shop, "b.json", [row(2, pay={"sum": 5})])
    assert told(shop) == []
    assert shop.ask("taken") == [(5,)]


def test_many_new_keys_are_counted_since_they_may_be_values(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'new = "stop"')
    write(shop, "b.json", paid(100, 1, **{f"Person {n}": 1 for n in range(11)}))
    assert told(shop) == ["sales/b.json: there are 11 new keys; nothing uses them"]


def test_books_of_an_earlier_version_call_no_key_new(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'new = "stop"')
    with duckdb.connect(str(tmp_path / "build/warehouse.duckdb")) as db:
        db.execute("ALTER TABLE alkasba.files DROP COLUMN keys")
    write(shop, "b.json", paid(100, 3, colour="green"))
    assert told(shop) == []


def test_a_key_that_no_row_has_any_more_is_told_with_its_file(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "b.json", [row(100 + n) for n in range(30)])
    (what,) = told(shop)
    assert what == (
        "sales/b.json has no row with 'paid', as rows had before. Name what it is called, or say "
        'that it may be left out: paid = { from = "paid", optional = true }'
    )


def test_so_is_the_key_that_stands_in_its_place(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, more='[feeds.sale.columns]\npaid = "paid"\n')
    write(shop, "b.json", renamed(100, 30))
    (what,) = told(shop)
    assert "sales/b.json has no row with 'paid', as rows had before, but 'amount', which" in what
    assert what.endswith('Name what it is called: paid = ["paid", "amount"]')


def test_a_key_that_is_there_with_nothing_in_it_is_blank(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "b.json", [row(100 + n, paid=None) for n in range(30)])
    assert told(shop) == ["sales/b.json: paid is blank in every row, and was not before"]


@pytest.mark.parametrize("count", [1, 20])
def test_a_key_that_some_rows_call_otherwise_holds_its_table_back(
    tmp_path: Path, count: int
) -> None:
    shop = shop_of(tmp_path)
    write(shop, "b.json", [*paid(100, 20), *renamed(200, count)])
    assert told(shop) == [RENAMED]
    assert shop.ask("taken") == [(150,)]
    assert run_batch(shop.open(), accepted=["sale"], clock=shop.clock).held == ()
    assert shop.ask("taken") == [(250,)]


def test_what_is_said_of_it_helps(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "b.json", [*paid(100, 20), *renamed(200, 20)])
    told(shop)
    named = '[feeds.sale.columns]\npaid = ["paid", "amount"]\n'
    shop.write("sources/sales.toml", SOURCE.format("") + named)
    assert told(shop) == []
    assert shop.ask("taken") == [(350,)]


@pytest.mark.parametrize(("answer", "taken"), [("evolve", 250), ("quarantine", 150), ("stop", 150)])
def test_it_is_answered_as_declared(tmp_path: Path, answer: str, taken: int) -> None:
    shop = shop_of(tmp_path, f'missing = "{answer}"')
    write(shop, "b.json", [*paid(100, 20), *renamed(200, 20)])
    report = shop.run()
    assert [hold.what for hold in report.held] == ([RENAMED] if answer == "stop" else [])
    assert any(RENAMED in note for _, note, _ in report.notes) == (answer == "evolve")
    assert shop.ask("taken") == [(taken,)]


@pytest.mark.parametrize(
    "rows",
    [
        # Both stand in one row.
        [*paid(100, 20, amount=1), *renamed(200, 20)],
        # Most rows that lack the one have none of the other.
        [*paid(100, 20), *[row(200 + n) for n in range(20)], row(300, amount=5)],
        # One row of many is odd.
        [*paid(100, 300), *renamed(600, 1)],
        # A name that nobody could write into a declaration.
        [*paid(100, 20), *[row(200 + n, **{"a.b": 1}) for n in range(20)]],
    ],
)
def test_what_does_not_stand_for_it_is_no_matter(tmp_path: Path, rows: Sequence[Row]) -> None:
    shop = shop_of(tmp_path)
    write(shop, "b.json", rows)
    assert told(shop) == []


def test_a_key_that_rows_had_before_does_not_stand_for_another(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, "", *paid(0, 30, amount=1))
    write(shop, "b.json", [*paid(100, 20), *renamed(200, 20)])
    assert told(shop) == []


def test_rows_that_are_marked_as_deleted_may_have_other_keys(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, more='deleted = "gone"\n')
    gone = [{"order_id": f"A{n}", "line": 1, "gone": "yes", "reason": "error"} for n in range(5)]
    write(shop, "b.json", [*paid(100, 20), *gone])
    assert told(shop) == []
    assert shop.ask("taken") == [(225,)]


def test_at_first_it_is_noted_where_every_row_has_one_of_the_two(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, tables__sale=PAID, sources__sales=SOURCE.format(""))
    write(shop, "b.json", [*paid(100, 20), *renamed(200, 20)])
    report = shop.run()
    assert (report.held, report.notes) == ((), (("sales", RENAMED, 1),))


def test_where_keys_are_values_none_of_them_is_told_or_remembered(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'new = "stop"')
    people = [row(100 + n, paid=5, **{f"Person {n}": 1}) for n in range(300)]
    write(shop, "b.json", people)
    report = shop.run()
    assert (report.held, report.notes) == ((), ())
    with duckdb.connect(str(tmp_path / "build/warehouse.duckdb")) as db:
        (kept,) = db.execute("SELECT keys FROM alkasba.files WHERE name LIKE '%b.json'").fetchall()
    assert kept == ("[]",)
