"""A key that rows of some files have, and no row of others has, is noted or holds a table back."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from alkasba.flows.batch import run_batch
from alkasba.flows.run import keys
from alkasba.model.source import Source
from alkasba.ports import OriginFile
from alkasba.sources.json import JsonSource
from tests.origins.paged import dummyjson
from tests.origins.server import serve
from tests.shop_builder import SALE, ShopFolder, small_shop

Row = dict[str, object]
Write = Callable[[Sequence[Row]], bytes]
PAID = SALE.replace(
    "[measures]",
    'paid = { type = "money", missing = 0 }\n[measures]\ntaken = { formula = "sum(paid)" }\n',
)
SOURCE = 'kind = "json"\nfiles = ["data/sales/*"]\n[feeds.sale]\n'
NOTED_OF_TWO = "sales/b.json and 1 more have no row with 'paid', as rows of other files have"
NOTED = "sales/b.json has no row with 'paid', as rows of other files have"


def row(number: int, **more: object) -> Row:
    own = {"order_id": f"A{number}", "line": 1, "sold_on": "2026-01-05", "product": "P1"}
    return {**own, "quantity": 1, "price": 5, **more}


def lines(rows: Sequence[Row]) -> bytes:
    return "".join(f"{json.dumps(one)}\n" for one in rows).encode()


def array(rows: Sequence[Row]) -> bytes:
    return json.dumps(rows, indent=1).encode()


def packed(rows: Sequence[Row]) -> bytes:
    return gzip.compress(lines(rows))


def nested(rows: Sequence[Row]) -> bytes:
    return json.dumps([{"id": 1, "shown": 1, "amount": 7, "items": rows}]).encode()


def shop_of(folder: Path, source: str = SOURCE, table: str = PAID) -> ShopFolder:
    return small_shop(folder, tables__sale=table, sources__sales=source)


def write(shop: ShopFolder, name: str, rows: Sequence[Row], form: Write = lines) -> None:
    shop.write(f"data/sales/{name}", form(rows))


def told(shop: ShopFolder) -> list[str]:
    return [hold.what for hold in shop.run().held]


@pytest.mark.parametrize(
    ("form", "name", "more"),
    [
        (lines, "{}.json", ""),
        (array, "{}.json", ""),
        (packed, "{}.json.gz", ""),
        (nested, "{}.json", 'rows = "items"\n'),
    ],
)
def test_a_file_that_calls_a_column_otherwise_holds_its_table_back(
    tmp_path: Path, form: Write, name: str, more: str
) -> None:
    shop = shop_of(tmp_path, SOURCE + more)
    write(shop, name.format("a"), [row(1, paid=5), row(2, paid=5)], form)
    write(shop, name.format("b"), [row(3, amount=5), row(4, amount=5)], form)
    (what,) = told(shop)
    assert (
        f"{name.format('b')} has no row with 'paid', as rows of other files have, but 'amount'"
        in what
    )
    assert 'paid = ["paid", "amount"]' in what


def test_so_does_a_large_one_that_is_read_by_duckdb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alkasba.sources.json.BULK_BYTES", 1)
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1, paid=5)])
    write(shop, "b.json", [row(2, amount=5)])
    (what,) = told(shop)
    assert "b.json has no row with 'paid'" in what


def test_the_name_that_is_most_like_it_comes_first(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1, paid=5)])
    write(shop, "b.json", [row(2, gift=None, till=3, payed=5)])
    (what,) = told(shop)
    assert "but 'payed', " in what
    assert 'paid = ["paid", "payed"]' in what


def test_what_a_later_file_lacks_is_seen_beside_those_that_were_read_before(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1, paid=5)])
    assert told(shop) == []
    write(shop, "b.json", [row(2, amount=5)])
    (what,) = told(shop)
    assert "b.json has no row with 'paid'" in what
    assert shop.ask("orders") == [(1,)]


@pytest.mark.parametrize("number", [1, 40])
def test_what_a_file_had_before_it_was_written_anew_is_remembered(
    tmp_path: Path, number: int
) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(n, paid=5) for n in range(number)])
    assert told(shop) == []
    write(shop, "a.json", [row(n, amount=5) for n in range(number)])
    (what,) = told(shop)
    assert "a.json has no row with 'paid', as rows had before, but 'amount'" in what
    assert shop.ask("taken") == [(5 * number,)]
    accepted = run_batch(shop.open(), accepted=["sale"], clock=shop.clock)
    assert accepted.held == ()
    # What was accepted is usual from then on.
    write(shop, "a.json", [row(n, amount=6) for n in range(number)])
    assert told(shop) == []


def test_a_key_that_a_file_no_longer_has_is_noted_where_none_stands_for_it(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1, paid=5)])
    shop.run()
    write(shop, "a.json", [row(1)])
    report = shop.run()
    assert (report.held, report.notes) == (
        (),
        (("sales", "sales/a.json has no row with 'paid', as rows had before", 1),),
    )


@pytest.mark.parametrize(
    "source",
    [
        SOURCE + '[feeds.sale.columns]\npaid = ["paid", "amount"]\n',
        SOURCE + '[feeds.sale.columns]\npaid = { from = "paid", optional = true }\n',
        SOURCE.replace("[feeds", '[changes]\nmissing = "evolve"\n[feeds'),
    ],
)
def test_what_is_named_or_allowed_is_loaded(tmp_path: Path, source: str) -> None:
    shop = shop_of(tmp_path, source)
    write(shop, "a.json", [row(1, paid=5)])
    write(shop, "b.json", [row(2, amount=5)])
    assert told(shop) == []
    assert shop.ask("orders", "taken") == [(2, 10 if '"amount"' in source else 5)]


def test_it_may_be_accepted_and_is_noted_then(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1, paid=5)])
    write(shop, "b.json", [row(2, amount=5)])
    report = run_batch(shop.open(), accepted=["sale"], clock=shop.clock)
    assert report.held == ()
    assert report.notes == (("sales", NOTED, 1),)
    assert shop.ask("orders", "taken") == [(2, 5)]


def test_rows_that_leave_a_key_out_are_loaded_and_noted(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1, paid=5)])
    write(shop, "b.json", [row(2)])
    write(shop, "c.json", [row(3)])
    report = shop.run()
    assert report.held == ()
    assert report.notes == (("sales", NOTED_OF_TWO, 2),)
    assert shop.ask("orders", "taken") == [(3, 5)]
    # A note stays with its file.
    write(shop, "d.json", [row(4, paid=1)])
    assert shop.run().notes == (("sales", NOTED_OF_TWO, 2),)


@pytest.mark.parametrize(
    ("others", "own"),
    [
        # The key is there, with nothing in it.
        ([row(1, paid=5)], [row(2, paid=None, amount=5)]),
        # One row of three has it, so that two may lack it by chance.
        ([row(1, paid=5), row(2), row(3)], [row(4, amount=5), row(5, amount=5)]),
    ],
)
def test_what_says_nothing_is_no_matter(
    tmp_path: Path, others: Sequence[Row], own: Sequence[Row]
) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", others)
    write(shop, "b.json", own)
    report = shop.run()
    assert (report.held, report.notes) == ((), ())


@pytest.mark.parametrize(
    ("others", "own"),
    [
        # Another file has that key too.
        ([row(1, paid=5, amount=7)], [row(2, amount=5)]),
        # Few rows have it.
        ([row(1, paid=5)], [row(2, amount=5), row(3), row(4)]),
        # A name that nobody could write into a declaration.
        ([row(1, paid=5)], [row(2, **{"a\n\u202e": 5, "x" * 99: 5, '"': 5, "^.id": 5, "a.b": 5})]),
        # Something is read there: a path leads through it.
        ([row(1, paid=5)], [row(2, sold={"by": "web"})]),
    ],
)
def test_a_key_that_does_not_stand_for_it_is_no_reason(
    tmp_path: Path, others: Sequence[Row], own: Sequence[Row]
) -> None:
    table = PAID.replace("[measures]", 'channel = { type = "text" }\n[measures]', 1)
    named = '[feeds.sale.columns]\nchannel = { from = "sold.by", optional = true }\n'
    shop = shop_of(tmp_path, SOURCE + named, table)
    write(shop, "a.json", others)
    write(shop, "b.json", own)
    report = shop.run()
    assert (report.held, report.notes) == ((), (("sales", NOTED, 1),))


def test_a_key_that_few_rows_have_is_noted_where_many_lack_it(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    some = [row(n, paid=5) if n % 5 == 0 else row(n) for n in range(20)]
    write(shop, "a.json", some)
    write(shop, "b.json", [row(100 + n, amount=5) for n in range(40)])
    report = shop.run()
    assert (report.held, report.notes) == ((), (("sales", NOTED, 1),))


def test_a_column_that_no_file_has_and_files_without_rows_are_no_matter(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1, amount=5)])
    write(shop, "b.json", [], array)
    report = shop.run()
    assert report.held == ()
    assert report.notes == (("sales", "empty", 1),)


def test_rows_that_are_marked_as_deleted_need_no_more_than_their_key(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, SOURCE.replace("[feeds.sale]", '[feeds.sale]\ndeleted = "gone"'))
    write(shop, "a.json", [row(1, paid=5, gone=None), row(2, paid=5, gone="no")])
    write(shop, "b.json", [{"order_id": "A1", "line": 1, "gone": "2026-02-01", "reason": 1}])
    report = shop.run()
    assert (report.held, report.notes) == ((), ())
    write(shop, "c.json", [row(3, amount=5, gone=False)])
    (what,) = told(shop)
    assert "c.json has no row with 'paid'" in what


def test_a_column_that_is_called_as_a_join_is_none_of_the_rows(tmp_path: Path) -> None:
    table = PAID.replace("[measures]", 'orders = { type = "text" }\n[measures]', 1)
    joined = '[feeds.sale.joins.orders]\nsource = "orders"\non = { order_id = "id" }\n'
    shop = shop_of(
        tmp_path, SOURCE + joined, table.replace("orders = { formula", "sold = { formula")
    )
    shop.write("sources/orders.toml", 'kind = "json"\nfiles = ["data/orders.json"]\n')
    shop.write("data/orders.json", '[{"id": "A1"}]')
    write(shop, "a.json", [row(1, paid=5)])
    write(shop, "b.json", [row(2)])
    assert shop.run().notes == (("sales", NOTED, 1),)


def test_more_files_than_are_looked_at_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "OTHERS", 1)
    shop = shop_of(tmp_path)
    for number in range(5):
        write(shop, f"{number}.json", [row(number, paid=5)])
    write(shop, "9.json", [row(9, amount=5)])
    (what,) = told(shop)
    assert what.startswith("sales/9.json has no row with 'paid'")


def test_no_file_is_read_again_for_a_column_that_none_of_them_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    head = JsonSource.head

    def watched(kind: JsonSource, source: Source, file: OriginFile, **asked: Any) -> list[Any]:
        looked.append(file.name)
        return head(kind, source, file, **asked)

    monkeypatch.setattr(JsonSource, "head", watched)
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1)])
    shop.run()
    write(shop, "b.json", [row(2)])
    shop.run()
    assert looked == []
    write(shop, "c.json", [row(3, paid=5)])
    shop.run()
    assert looked == []
    write(shop, "d.json", [row(4)])
    shop.run()
    assert {"sales/c.json", "sales/d.json"} <= set(looked)


def test_books_of_an_earlier_version_say_nothing_of_keys(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.json", [row(1, paid=5)])
    shop.run()
    with duckdb.connect(str(tmp_path / "build/warehouse.duckdb")) as db:
        db.execute("ALTER TABLE alkasba.files DROP COLUMN filled")
    write(shop, "b.json", [row(2, amount=5)])
    (what,) = told(shop)
    assert "b.json has no row with 'paid'" in what


def test_an_api_whose_rows_are_called_otherwise_holds_its_table_back(tmp_path: Path) -> None:
    rows = [row(1, paid=5, changed="2026-01-01T00:00:00Z")]
    with serve(dummyjson(orders=rows)) as origin:
        source = f"""
            kind = "api"
            url = "{origin.url}/orders"
            rows = "orders"
            key = "order_id"
            since = {{ field = "changed", parameter = "changed_after" }}
            [feeds.sale]
        """
        shop = shop_of(tmp_path, source)
        assert told(shop) == []
        rows.append(row(2, amount=5, changed="2026-02-01T00:00:00Z"))
        (what,) = told(shop)
    assert "has no row with 'paid', as rows of other files have, but 'amount'" in what
