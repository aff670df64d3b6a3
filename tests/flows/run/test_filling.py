"""Rates are loaded before the amounts that they convert, and amounts follow when rates change."""

import itertools
from pathlib import Path

import pytest

from alkasba.flows.batch import run_batch
from alkasba.flows.planning import plan_batch
from alkasba.flows.status import shop_status
from tests.currency_shop import RATE, SALE, amounts, currency_shop, rates, rules, sales
from tests.shop_builder import ShopFolder

MONDAY = "2025-01-06"
"""A Monday; the Friday before it is the third."""


def hashes(shop: ShopFolder) -> dict[str, str]:
    return {t["table"]: t["hash"] for t in shop_status(shop.open(), with_hashes=True)["tables"]}


def used_files(shop: ShopFolder) -> list[tuple[str, int]]:
    sql = "SELECT table_name, count(DISTINCT file_id) FROM alkasba.rates_used GROUP BY 1"
    return shop.rows(sql)


def test_an_amount_is_told_in_the_shops_currency_and_what_was_written_is_kept(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.0320", f"{MONDAY},JPY,162.5")
    sales(shop, f"A,{MONDAY},USD,100.00", f"B,{MONDAY},JPY,1000", f"C,{MONDAY},,5.00")
    shop.run()
    # 100 / 1.032 = 96.89922..., 1000 / 162.5 = 6.153846...
    assert amounts(shop) == {"A": "96.8992", "B": "6.1538", "C": "5.0000"}
    written = shop.rows("SELECT order_id, paid_written::VARCHAR, currency FROM sale ORDER BY 1")
    assert written == [("A", "100.0000", "USD"), ("B", "1000.0000", "JPY"), ("C", "5.0000", "EUR")]
    assert [f"{row[0]:.4f}" for row in shop.ask("sales")] == ["108.0530"]


def test_rates_are_told_either_way_round(tmp_path: Path):
    told = '[rates]\nquoted = "base per currency"\n'
    shop = currency_shop(tmp_path, currency="MAD", rates=told)
    rates(shop, f"{MONDAY},EUR,10.7251")
    sales(shop, f"A,{MONDAY},EUR,19.99", f"B,{MONDAY},MAD,7")
    shop.run()
    # 19.99 * 10.7251 = 214.394749
    assert amounts(shop) == {"A": "214.3947", "B": "7.0000"}


@pytest.mark.parametrize(
    ("quoted", "rows"),
    [
        ("currency per base", ("USD,1.25", "GBP,0.80")),
        ("base per currency", ("USD,0.80", "GBP,1.25")),
    ],
)
def test_rates_against_a_third_currency_lead_from_one_to_the_other(
    tmp_path: Path, quoted: str, rows: tuple[str, str]
):
    told = f'[rates]\nbase = "EUR"\nquoted = "{quoted}"\n'
    shop = currency_shop(tmp_path, currency="USD", rates=told)
    rates(shop, *(f"{MONDAY},{row}" for row in rows))
    sales(shop, f"A,{MONDAY},GBP,8", f"B,{MONDAY},EUR,8", f"C,{MONDAY},USD,8")
    shop.run()
    # 8 GBP are 10 EUR, and 1 EUR is 1.25 USD.
    assert amounts(shop) == {"A": "12.5000", "B": "10.0000", "C": "8.0000"}


def test_a_weekend_takes_the_last_rate_before_it_but_no_older_than_declared(tmp_path: Path):
    told = '[rates]\nquoted = "currency per base"\nwithin_days = 3\n'
    shop = currency_shop(tmp_path, rates=told)
    rates(shop, "2025-01-03,USD,1.25", "2025-01-08,USD,1.6")
    days = ("2025-01-02", "2025-01-05", "2025-01-06", "2025-01-07", "2025-01-08")
    sales(shop, *(f"{day[-1]},{day},USD,8" for day in days))
    shop.run()
    assert amounts(shop) == {"5": "6.4000", "6": "6.4000", "8": "5.0000"}
    assert rules(shop) == {2: "rate:paid", 5: "rate:paid"}


def test_without_a_rate_a_row_is_a_reject_and_says_what_to_do(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25", f"{MONDAY},GBP,")
    sales(
        shop,
        f"A,{MONDAY},XXX,8",
        f"B,{MONDAY},GBP,8",
        "C,2024-12-01,USD,8",
        f"D,{MONDAY},USD,8",
        f"E,{MONDAY},US,0",
    )
    report = shop.run()
    assert amounts(shop) == {"D": "6.4000"}
    assert rules(shop) == dict.fromkeys((2, 3, 4, 6), "rate:paid")
    (feed,) = (feed for feed in report.feeds if feed.table == "sale")
    assert (feed.records, feed.loaded, feed.rejected, feed.duplicates) == (5, 1, 4, 0)
    told = shop.rows("SELECT DISTINCT reason, next_step FROM rejects")
    assert told == [
        (
            "no rate is known for the currency of paid on sold_on or the 7 days before",
            "Correct currency, or add the rate to the origin of rate, and run again.",
        )
    ]
    assert '"paid":"8"' in shop.rows('SELECT "row" FROM rejects WHERE line = 2')[0][0]


@pytest.mark.parametrize("rate", ["0", "-1.25", "0.0000001", "one"])
def test_a_rate_that_cannot_be_is_a_reject_itself(tmp_path: Path, rate: str):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,{rate}")
    sales(shop, f"A,{MONDAY},USD,8")
    shop.run()
    assert amounts(shop) == {}
    assert {rule.partition(":")[0] for _, _, rule in shop.rejects()} >= {"rate"}
    assert len(shop.rejects()) == 2


def test_a_rate_that_comes_late_loads_what_was_rejected(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25")
    sales(shop, f"A,{MONDAY},USD,8", f"B,{MONDAY},GBP,8")
    sales(shop, "C,2025-02-03,EUR,1", name="2025-02.csv")
    shop.run()
    assert rules(shop) == {3: "rate:paid"}
    rates(shop, f"{MONDAY},GBP,0.8", name="more.csv")
    report = shop.run()
    assert amounts(shop) == {"A": "6.4000", "B": "10.0000", "C": "1.0000"}
    assert shop.rejects() == []
    # The rates, and of the sales the one file that the rate is about.
    assert report.files_read == 2


def test_a_corrected_rate_corrects_what_was_loaded_and_what_is_calculated_from_it(tmp_path: Path):
    sale = """
kind = "fact"
key = ["order_id"]
day = "sold_on"
[columns]
order_id = { type = "code" }
sold_on = { type = "day" }
currency = { type = "code", case = "upper" }
paid = { type = "money", currency = "currency" }
refunded = { type = "money", currency = "refund_currency", missing = 0 }
refund_currency = { type = "choice", choices = ["EUR", "USD", "GBP"], missing = "EUR" }
kept = { type = "money", formula = "paid - refunded" }
[measures]
sales = { formula = "sum(kept)" }
dollars = { formula = "sum(paid_written)", where = "currency = 'USD'" }
"""
    shop = currency_shop(tmp_path, tables__sale=sale)
    header = "order_id,sold_on,currency,paid,refund_currency,refunded"
    shop.sales(
        "a.csv",
        f"A,{MONDAY},USD,10,gbp,2",
        f"B,{MONDAY},USD,10,,",
        f"C,{MONDAY},USD,10,USD,",
        header=header,
    )
    rates(shop, f"{MONDAY},USD,1.25", f"{MONDAY},GBP,0.8")
    shop.run()
    sql = "SELECT order_id, kept::VARCHAR, refunded_written::VARCHAR FROM sale ORDER BY 1"
    assert shop.rows(sql) == [
        ("A", "5.5000", "2.0000"),
        ("B", "8.0000", None),
        ("C", "8.0000", None),
    ]
    rates(shop, f"{MONDAY},USD,1.60", f"{MONDAY},GBP,0.8")
    shop.run()
    assert [row[1] for row in shop.rows(sql)] == ["3.7500", "6.2500", "6.2500"]
    assert [float(row[0]) for row in shop.ask("dollars")] == [30.0]


def test_a_rate_that_is_taken_back_takes_its_rows_along(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25", name="a.csv")
    rates(shop, f"{MONDAY},GBP,0.8", name="b.csv")
    sales(shop, f"A,{MONDAY},USD,8", f"B,{MONDAY},GBP,8")
    shop.run()
    (tmp_path / "data/rates/b.csv").unlink()
    shop.run()
    assert amounts(shop) == {"A": "6.4000"}
    assert rules(shop) == {3: "rate:paid"}


def test_rates_of_other_days_leave_what_was_loaded_alone(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25")
    sales(shop, f"A,{MONDAY},USD,8")
    shop.run()
    rates(shop, f"{MONDAY},USD,1.25", "2025-01-07,USD,9.99", f"{MONDAY},GBP,9.99")
    assert shop.run().files_read == 1
    assert amounts(shop) == {"A": "6.4000"}
    assert shop.run().run_id == ""


def test_an_amount_follows_also_in_a_later_run_than_its_rate(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, "2025-01-31,USD,1.25", "2025-02-28,USD,1.25")
    sales(shop, "A,2025-01-31,USD,8", name="2025-01.csv")
    sales(shop, "B,2025-02-28,USD,8", name="2025-02.csv")
    shop.run()
    rates(shop, "2025-01-31,USD,1.60", "2025-02-28,USD,1.60")
    shop.run(months=["2025-02"])
    assert amounts(shop) == {"A": "6.4000", "B": "5.0000"}
    shop.run()
    assert amounts(shop) == {"A": "5.0000", "B": "5.0000"}
    assert shop.run().run_id == ""


def test_another_currency_or_way_of_telling_reads_the_amounts_again(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25")
    sales(shop, f"A,{MONDAY},USD,8", f"B,{MONDAY},EUR,8")
    shop.run()
    told = (tmp_path / "shop.toml").read_text().replace("currency per base", "base per currency")
    shop.write("shop.toml", told)
    shop.run()
    assert amounts(shop) == {"A": "10.0000", "B": "8.0000"}
    shop.write("shop.toml", told.replace('"EUR"', '"USD"') + 'base = "EUR"\n')
    shop.run()
    assert amounts(shop) == {"A": "8.0000", "B": "6.4000"}


def test_whatever_order_files_come_in_the_tables_are_the_same(tmp_path: Path):
    steps = {
        "sales": lambda shop: sales(
            shop, f"A,{MONDAY},USD,8", f"B,{MONDAY},GBP,8", f"A,{MONDAY},CHF,8"
        ),
        "more": lambda shop: sales(
            shop, f"B,{MONDAY},USD,9", "C,2025-01-11,GBP,3", name="2025-02.csv"
        ),
        "dollars": lambda shop: rates(shop, f"{MONDAY},USD,1.1", name="usd.csv"),
        "pounds": lambda shop: rates(
            shop, f"{MONDAY},GBP,0.8", f"{MONDAY},USD,1.3", name="gbp.csv"
        ),
    }
    found = set()
    for number, order in enumerate([*itertools.permutations(steps)][::5]):
        shop = currency_shop(tmp_path / str(number))
        sales(shop, name="0.csv")
        rates(shop, name="0.csv")
        for step in order:
            steps[step](shop)
            shop.run()
        rejects = shop.rows('SELECT file, line, rule, reason, "row" FROM rejects ORDER BY ALL')
        found.add(repr((sorted(hashes(shop).items()), rejects)))
    assert len(found) == 1
    assert used_files(shop) == [("sale", 2)]


def test_a_shop_without_rates_takes_its_own_currency_and_no_other(tmp_path: Path):
    shop = currency_shop(tmp_path, rates="")
    rates(shop)
    sales(shop, f"A,{MONDAY},EUR,8", f"B,{MONDAY},USD,8")
    shop.run()
    assert amounts(shop) == {"A": "8.0000"}
    assert shop.rows("SELECT rule, reason FROM rejects") == [
        ("rate:paid", "paid is not in EUR, and the shop has no rates")
    ]


def test_rates_that_are_held_back_leave_amounts_as_they_were(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25")
    sales(shop, f"A,{MONDAY},USD,8")
    shop.run()
    rates(shop)
    sales(shop, f"B,{MONDAY},USD,4", name="2025-02.csv")
    report = shop.run()
    assert [hold.table for hold in report.held] == ["rate"]
    assert amounts(shop) == {"A": "6.4000", "B": "3.2000"}


def test_a_month_of_which_no_rate_is_known_yet_is_rejected_not_held(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25")
    sales(shop, *(f"A{n},{MONDAY},USD,8" for n in range(30)))
    shop.run()
    sales(shop, *(f"B{n},2025-02-03,USD,8" for n in range(30)), name="2025-02.csv")
    report = shop.run()
    assert report.held == ()
    assert len(amounts(shop)) == 30
    assert set(rules(shop).values()) == {"rate:paid"}


def test_a_rate_that_was_wrong_by_far_is_corrected_when_that_is_accepted(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},JPY,0.00625")
    sales(shop, *(f"A{n},{MONDAY},JPY,1600" for n in range(30)))
    shop.run()
    rates(shop, f"{MONDAY},JPY,160")
    report = shop.run()
    assert [(hold.table, hold.source) for hold in report.held] == [("sale", "sales")]
    assert set(amounts(shop).values()) == {"256000.0000"}
    accepted = run_batch(shop.open(), accepted=["sale"], clock=shop.clock)
    assert accepted.held == ()
    assert set(amounts(shop).values()) == {"10.0000"}


def test_a_currency_may_be_a_member_of_a_dimension(tmp_path: Path):
    told = '{ type = "code", case = "upper" }'
    currency = 'kind = "dimension"\nkey = ["code"]\n[columns]\ncode = ' + told
    refers = '{ refers = "currency", missing = "unknown" }'
    shop = currency_shop(
        tmp_path,
        tables__currency=currency,
        tables__sale=SALE.replace('{ type = "code", case = "upper", missing = "EUR" }', refers),
        tables__rate=RATE.replace(told, '{ refers = "currency" }'),
    )
    rates(shop, f"{MONDAY},usd,1.25")
    sales(shop, f"A,{MONDAY},USD,8", f"B,{MONDAY},,8", f"C,{MONDAY},gbp,8", f"D,{MONDAY},eur,8")
    shop.run()
    assert amounts(shop) == {"A": "6.4000", "D": "8.0000"}
    assert rules(shop) == {3: "currency:paid", 4: "rate:paid"}
    sql = "SELECT c.code FROM sale JOIN currency AS c USING (currency_key) ORDER BY order_id"
    assert shop.rows(sql) == [("USD",), ("EUR",)]
    assert shop.rows("SELECT DISTINCT next_step FROM rejects WHERE line = 3") == [
        ("Fill in currency in the origin.",)
    ]


def test_a_plan_tells_what_other_rates_change(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25")
    sales(shop, f"A,{MONDAY},USD,8", f"B,{MONDAY},EUR,8", f"C,{MONDAY},GBP,8")
    shop.run()
    rates(shop, f"{MONDAY},USD,1.60", f"{MONDAY},GBP,0.80")
    plan = plan_batch(shop.open(), clock=shop.clock)
    assert {(file[0], file[1]) for file in plan.files} == {("rate", "rates"), ("sale", "sales")}
    (sale,) = (one for one in plan.differences if one.table == "sale")
    assert (sale.month, sale.added, sale.changed, sale.deleted) == ("2025-01", 1, 1, 0)
    assert amounts(shop) == {"A": "6.4000", "B": "8.0000"}


def test_a_run_tells_that_files_follow_their_rates(tmp_path: Path):
    shop = currency_shop(tmp_path)
    rates(shop, f"{MONDAY},USD,1.25")
    sales(shop, f"A,{MONDAY},USD,8")
    shop.run()
    rates(shop, f"{MONDAY},USD,1.60")
    told = []
    run_batch(shop.open(), clock=shop.clock, tell=lambda event, **more: told.append((event, more)))
    assert ("rates.changed", {"table": "sale", "files": 1}) in told
