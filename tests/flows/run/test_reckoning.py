"""What facts tell of members is right, whatever runs came before, and reckoned only where due."""

from pathlib import Path
from random import Random

import pytest

from alkasba.errors import NotExpressible
from alkasba.flows.batch import run_batch
from alkasba.flows.planning import plan_batch
from alkasba.flows.status import shop_status
from tests.reckoned_shop import (
    CUSTOMER,
    SALE,
    lines,
    reckoned_shop,
    stored,
    told_in_python,
    write_sales,
)
from tests.shop_builder import ShopFolder


def digests(shop: ShopFolder):
    tables = shop_status(shop.open(), with_hashes=True)["tables"]
    return {table["table"]: (table["rows"], table["hash"]) for table in tables}


def from_scratch(shop: ShopFolder, folder: Path):
    """What the same files and declarations give a shop that nobody has run."""
    other = ShopFolder(folder)
    for path in sorted(shop.folder.glob("**/*")):
        place = path.relative_to(shop.folder)
        if path.is_file() and place.parts[0] != "build" and path.suffix != ".key":
            other.write(str(place), path.read_bytes())
    other.run()
    return digests(other)


def reckoned_tables(shop: ShopFolder):
    """Run; which tables were reckoned, and how many of their rows changed."""
    found = []

    def tell(event, **figures):
        if event == "table.reckoned":
            found.append((figures["table"], figures["rows"]))

    run_batch(shop.open(), clock=shop.clock, tell=tell)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_each_column_is_what_plain_python_reckons(tmp_path, seed):
    chance = Random(seed)
    shop = reckoned_shop(tmp_path)
    months = chance.sample(range(1, 11), 4 + seed)
    rows = [row for month in months for row in lines(chance, month, 25)]
    write_sales(shop, "a.csv", rows)
    shop.run()
    expected = told_in_python(rows)
    found = stored(shop, expected["C1"])
    for who, figures in expected.items():
        assert found[who] == figures, who


def test_after_any_runs_all_is_as_after_one(tmp_path):
    chance = Random(7)
    shop = reckoned_shop(tmp_path / "shop")
    write_sales(shop, "a.csv", lines(chance, 3, 30))
    shop.run()
    steps = {
        "more": lambda: write_sales(shop, "b.csv", lines(chance, 6, 30)),
        "changed": lambda: write_sales(shop, "a.csv", lines(chance, 2, 10)),
        "gone": lambda: (shop.folder / "data/sales/b.csv").unlink(),
        "moved": lambda: shop.write(
            "data/customers/b.csv", "code,since,city\nC3,2025-02-20,Fez\nC11,2025-02-21,Fez\n"
        ),
        "refunded": lambda: shop.write(
            "data/refunds/b.csv", "refunded_on,customer,amount\n2025-03-01,C3,1\n"
        ),
    }
    for name, step in steps.items():
        step()
        shop.run()
        assert digests(shop) == from_scratch(shop, tmp_path / name), name


def test_only_what_something_changed_for_is_reckoned(tmp_path):
    shop = reckoned_shop(tmp_path)
    write_sales(shop, "a.csv", lines(Random(1), 3, 30))
    assert {table for table, _ in reckoned_tables(shop)} == {"customer"}
    assert reckoned_tables(shop) == []
    shop.write("data/products.csv", "code,name,category\nP1,Mint,Tea\n")
    assert reckoned_tables(shop) == []
    shop.write("data/refunds/b.csv", "refunded_on,customer,amount\n2025-03-01,C3,1\n")
    # C3 alone, in the one version that it has; what needs stored columns is a round of its own.
    assert reckoned_tables(shop) == [("customer", 1), ("customer", 0)]


def test_a_measure_that_is_declared_otherwise_is_reckoned_without_reading_a_file(tmp_path):
    shop = reckoned_shop(tmp_path / "shop")
    write_sales(shop, "a.csv", lines(Random(1), 3, 30))
    shop.run()
    shop.write("tables/sale.toml", SALE.replace("status = 'paid'", "quantity > 3"))
    report = shop.run()
    assert report.files_read == 0
    assert digests(shop) == from_scratch(shop, tmp_path / "scratch")


def test_a_column_comes_and_goes_without_reading_a_file(tmp_path):
    shop = reckoned_shop(tmp_path / "shop")
    write_sales(shop, "a.csv", lines(Random(1), 3, 30))
    shop.run()
    for columns in (CUSTOMER.replace("returned =", "paid_back ="), CUSTOMER):
        shop.write("tables/customer.toml", columns)
        assert shop.run().files_read == 0
        assert digests(shop) == from_scratch(shop, tmp_path / f"scratch{len(columns)}")


def test_members_that_only_facts_name_stay_when_a_column_comes(tmp_path):
    head = 'kind = "dimension"\nkey = ["code"]\n[columns]\ncode = { type = "code" }\n'
    sold = 'last_on = { type = "day", measure = "last_sale" }\n'
    sale = SALE.replace("\nmonths_since", "\n#").replace("\nfirst_orders", "\n#")
    sale = sale.replace("\nnew_customers", "\n#")
    shop = reckoned_shop(
        tmp_path / "shop",
        tables__customer=head,
        tables__sale=sale,
        sources__customers='kind = "csv"\nfiles = ["data/customers/*.csv"]\n',
    )
    write_sales(shop, "a.csv", lines(Random(1), 3, 30))
    shop.run()
    shop.write("tables/customer.toml", head + sold)
    assert shop.run().files_read == 0
    assert shop.run().orphans == ()
    assert digests(shop) == from_scratch(shop, tmp_path / "scratch")


def test_the_unknown_member_says_nothing(tmp_path):
    shop = reckoned_shop(tmp_path)
    write_sales(shop, "a.csv", lines(Random(1), 3, 30))
    shop.run()
    sql = (
        "SELECT first_on, orders_made, cohort, class, recency FROM customer WHERE customer_key = 0"
    )
    assert shop.rows(sql) == [(None, None, "unknown", "unknown", None)]


def test_a_shop_without_a_row_of_facts_has_members_of_whom_nothing_is_said(tmp_path):
    shop = reckoned_shop(tmp_path)
    write_sales(shop, "a.csv", [])
    shop.run()
    sql = "SELECT DISTINCT first_on, orders_made, spent_lately, idle, recency, deviation, class "
    assert shop.rows(f"{sql} FROM customer WHERE customer_key <> 0") == [
        (None, 0, 0, None, None, None, "C")
    ]


def test_facts_are_cut_and_filtered_by_what_is_calculated_when_asked(tmp_path):
    chance = Random(3)
    rows = [row for month in (1, 2, 5) for row in lines(chance, month, 30)]
    shop = reckoned_shop(tmp_path)
    write_sales(shop, "a.csv", rows)
    shop.run()
    first = {who: one["first_on"] for who, one in told_in_python(rows).items()}
    later = {who: set() for who in range(5)}
    for order, _, day, _, who, status, *_ in rows:
        if status == "paid" and first.get(who):
            later[day.month - first[who].month].add(order)
    found = dict(shop.ask("orders", by="months_since", where="months_since >= 0"))
    assert found == {months: len(orders) for months, orders in later.items() if orders}
    assert shop.ask("new_customers") == [(sum(day is not None for day in first.values()),)]


def test_the_plan_tells_which_members_would_change(tmp_path):
    shop = reckoned_shop(tmp_path)
    write_sales(shop, "a.csv", lines(Random(1), 3, 30))
    shop.run()
    shop.write("data/refunds/b.csv", "refunded_on,customer,amount\n2025-03-01,C3,1\n")
    found = plan_batch(shop.open(), clock=shop.clock).differences
    assert ("customer", "", 0, 1, 0) in [
        (row.table, row.month, row.added, row.changed, row.deleted) for row in found
    ]


def test_a_number_that_no_answer_could_hold_stops_the_run(tmp_path):
    sale = SALE + 'huge = { formula = "sum(net * 1000000000000 * 100000000000000000000000)" }\n'
    column = 'huge = { type = "number", measure = "huge" }\n'
    shop = reckoned_shop(tmp_path, tables__sale=sale, tables__customer=CUSTOMER + column)
    write_sales(shop, "a.csv", lines(Random(1), 3, 30))
    with pytest.raises(NotExpressible, match="38 digits") as error:
        shop.run()
    assert "tables/customer.toml" in str(error.value.where)
