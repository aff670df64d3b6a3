"""Shops drawn at random: what is declared, what is written in the files, and what is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from alkasba.derive.query import Question
from tests.shop_builder import ShopFolder, small_shop

SOURCE = 'kind = "csv"\nfiles = ["data/{0}/*.csv"]\n[feeds.{0}]\n'
SUPPLIER = """
kind = "dimension"
key = ["code"]
[columns]
code = { type = "code" }
land = { type = "text" }
"""
REFUND = """
kind = "fact"
day = "refunded_on"
[columns]
refunded_on = { type = "day" }
product = { refers = "product" }
customer = { refers = "customer" }
amount = { type = "money", decimals = 2 }
[measures]
refunds = { formula = "sum(amount)" }
"""
LAST_DAY = date(2025, 12, 31)
TABLES = ("supplier", "product", "customer", "sale", "refund", "stock")


@dataclass(frozen=True, slots=True)
class Kept:
    """One condition of a question: as it is written, and which values of a column meet it."""

    text: str
    term: str
    meets: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shop, the seed of its rows, and the questions that it is asked."""

    tables: dict[str, str]
    fiscal_year_starts: int
    seed: int
    questions: tuple[tuple[Question, tuple[Kept, ...]], ...]

    def write(self, folder: Path, alkasba: str) -> ShopFolder:
        """The shop's files; nothing is loaded yet."""
        shop = small_shop(
            folder,
            alkasba=alkasba,
            shop=(
                'name = "Drawn"\ncurrency = "EUR"\ntimezone = "Europe/Paris"\n'
                f"fiscal_year_starts = {self.fiscal_year_starts}\n"
            ),
            **{f"tables__{name}": text for name, text in self.tables.items()},
            **{f"sources__{name}": SOURCE.format(name) for name in TABLES},
        )
        for name in ("sources/sales.toml", "sources/products.toml"):
            (folder / name).unlink()
        for name, lines in _files(Random(self.seed)).items():
            shop.write(f"data/{name}/all.csv", "\n".join([*lines, ""]))
        return shop


NUMBERS = ("quantity", "price", "discount", "net", "product.unit_cost", "product.bought", "waited")
TEXTS = ("channel", "band", "product.category", "customer.city", "year_month(sold_on)")
DAYS = ("sold_on", "paid_on", "customer.first_on")
ALL = (*NUMBERS, *TEXTS, *DAYS)
AMONG = (
    ("channel", "'web'"),
    ("band", "'dear', 'other'"),
    ("product.category", "'Tea', 'none'"),
    ("customer.city", "'Lyon', 'unknown'"),
    ("year_month(sold_on)", "'2025-01', '2025-04'"),
)
"""Texts, each with some that it may be one of."""
NOT = ("", "not ")
OTHERS = ("channel", "is_gift", "paid_on", "product.category", "year_month(sold_on)", "seen_at")
"""What has a least and a greatest and is no number."""


def numbers(depth: int = 1) -> st.SearchStrategy[str]:
    """Formulas over the columns of a sale that give a number."""
    plain = st.sampled_from([*NUMBERS, "1", "2.5", "0"])
    if not depth:
        return plain
    inner, one = numbers(depth - 1), st.sampled_from(NUMBERS)
    return st.one_of(
        plain,
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
        st.builds("{} / {}".format, inner, st.sampled_from(["quantity", "waited", "2"])),
        st.builds("abs({})".format, inner),
        st.builds("coalesce({}, 0)".format, one),
        st.builds("{}({}, {})".format, st.sampled_from(["least", "greatest"]), one, one),
        st.builds("case when {} then {} else {} end".format, conditions(), one, one),
        st.builds("case when {} then {} end".format, conditions(), one),
        st.builds(
            "{}({}, {})".format,
            st.sampled_from(["days_between", "months_between"]),
            st.sampled_from(DAYS),
            st.sampled_from([*DAYS, "'2025-06-15'"]),
        ),
        st.builds("{}({})".format, st.sampled_from(["year", "month"]), st.sampled_from(DAYS)),
    )


def conditions() -> st.SearchStrategy[str]:
    """What a sale may meet."""
    number = st.sampled_from(NUMBERS)
    one = st.one_of(
        st.builds("{} {} {}".format, number, st.sampled_from(["<", ">=", "<>"]), number),
        st.builds("{} between 0 and {}".format, number, st.sampled_from(["5", "1"])),
        st.builds("{0[0]} {1}in ({0[1]})".format, st.sampled_from(AMONG), st.sampled_from(NOT)),
        st.builds("{} is {}null".format, st.sampled_from(ALL), st.sampled_from(NOT)),
        st.sampled_from(["is_gift", "not is_gift", "paid_on >= '2025-03-01'", "channel <> 'web'"]),
    )
    two = st.builds("{} {} {}".format, one, st.sampled_from(["and", "or"]), one)
    return st.one_of(one, two, st.builds("not ({})".format, two))


def aggregates() -> st.SearchStrategy[str]:
    """Aggregations over sales, some of them over some of them only."""
    of = st.sampled_from(["sum", "min", "max", "avg", "stddev"])
    counted = st.sampled_from(["order_id", "product", "customer", "channel", "band", "price"])
    whole = st.one_of(
        st.builds("{}({})".format, of, numbers()),
        st.builds("count_distinct({})".format, counted),
        st.just("count()"),
        st.builds("count({})".format, st.sampled_from(["price", "channel", "paid_on"])),
        st.builds("{}({})".format, st.sampled_from(["min", "max"]), st.sampled_from(OTHERS)),
    )
    return st.one_of(whole, st.builds("{} filter (where {})".format, whole, conditions()))


def measures() -> st.SearchStrategy[str]:
    """A measure of sales as its line tells it: one aggregation or two, over all rows or some."""
    # What is divided by is whole, since an engine that counts in floats knows no sum of exactly 0.
    counts = st.sampled_from(["count()", "sum(quantity)", "count_distinct(order_id)"])
    formula = st.one_of(
        aggregates(),
        st.builds("{} {} {}".format, aggregates(), st.sampled_from("+-*"), aggregates()),
        st.builds("{} / {}".format, aggregates(), counts),
        st.builds("{} / days()".format, aggregates()),
        st.builds("coalesce({}, 0)".format, aggregates()),
        st.builds("case when {0} > 10 then {1} else {0} end".format, counts, aggregates()),
    )
    where = st.one_of(st.just(""), st.builds(", where = '''{}'''".format, conditions()))
    return st.builds("formula = '''{}'''{}".format, formula, where)


def levels() -> st.SearchStrategy[str]:
    """A measure of stock as its line tells it."""
    formula = st.sampled_from(
        ["sum(on_hand)", "sum(on_hand * unit_cost)", "count()", "sum(on_hand * product.unit_cost)"]
    )
    where = ("", ", where = 'on_hand < 3'", ", where = \"product.category = 'Tea'\"")
    take = st.sampled_from(["last", "first", "min", "max", "avg"])
    over_time = st.one_of(
        st.builds('"{}"'.format, take),
        st.builds('{{ take = "{}", per = ["site"] }}'.format, take),
    )
    return st.builds(
        "formula = '{}', over_time = {}{}".format, formula, over_time, st.sampled_from(where)
    )


@st.composite
def products(draw: st.DrawFn) -> str:
    """The dimension of products: with a history or without, with a name or without."""
    lines = [
        'kind = "dimension"',
        'key = ["code"]',
        draw(st.sampled_from(["", 'label = "name"'])),
        *draw(st.sampled_from([[], ['history = ["category"]', 'day = "since"']])),
        "[columns]",
        'code = { type = "code" }',
        'since = { type = "day" }',
        'name = { type = "text" }',
        'category = { type = "text"' + draw(st.sampled_from(["", ', missing = "none"'])) + " }",
        'supplier = { refers = "supplier" }',
        'unit_cost = { type = "money", decimals = 2 }',
        'bought = { type = "whole", measure = "pieces" }',
        'rank = { type = "whole", formula = "quantile(bought, 3)" }',
    ]
    return "\n".join([*lines, ""])


@st.composite
def customers(draw: st.DrawFn) -> str:
    """The dimension of customers, with what sales tell of them."""
    lines = [
        'kind = "dimension"',
        'key = ["code"]',
        *draw(st.sampled_from([[], ['history = ["city"]', 'day = "since"']])),
        "[columns]",
        'code = { type = "code" }',
        'since = { type = "day" }',
        'city = { type = "text" }',
        'first_on = { type = "day", measure = "first_sale" }',
        'cohort = { type = "code", formula = "year_month(first_on)" }',
    ]
    return "\n".join([*lines, ""])


@st.composite
def sales(draw: st.DrawFn, told: Sequence[str]) -> str:
    """The fact of sales with these measures beside those that others need."""
    blank = draw(st.sampled_from(["", ", missing = 0"]))
    waited = draw(st.sampled_from(["customer.first_on, sold_on", "sold_on, paid_on"]))
    lines = [
        'kind = "fact"',
        'day = "sold_on"',
        "[columns]",
        'order_id = { type = "code" }',
        'sold_on = { type = "day" }',
        'paid_on = { type = "day" }',
        'product = { refers = "product" }',
        'customer = { refers = "customer" }',
        draw(
            st.sampled_from(
                [
                    'channel = { type = "text" }',
                    'channel = { type = "choice", choices = ["web", "shop"] }',
                    'channel = { type = "code", missing = "none" }',
                ]
            )
        ),
        'is_gift = { type = "flag" }',
        'seen_at = { type = "moment" }',
        f'quantity = {{ type = "whole"{blank} }}',
        'price = { type = "money", decimals = 2 }',
        'discount = { type = "money", decimals = 2, missing = 0 }',
        'net = { type = "money", decimals = 2, formula = "quantity * price - discount" }',
        BAND,
        f'waited = {{ type = "whole", formula = "days_between({waited})" }}',
        "[measures]",
        'first_sale = { formula = "min(sold_on)" }',
        'pieces = { formula = "sum(quantity)" }',
        'net_sales = { formula = "sum(net)" }',
        'average_sale = { formula = "net_sales / count()" }',
        'kept_sales = { formula = "net_sales - refunds" }',
        'cover = { formula = "level0 / pieces" }',
        'all_pieces = { formula = "pieces", only_by = [] }',
        'share = { formula = "pieces / all_pieces" }',
        'any_gift = { formula = "max(is_gift)" }',
        'orders = { formula = "count_distinct(order_id)" }',
        'gift_orders = { formula = "count_distinct(order_id)", where = "is_gift" }',
        'month_pieces = { formula = "pieces", only_by = ["month"] }',
    ]
    named = (f"drawn{number} = {{ {line} }}" for number, line in enumerate(told))
    return "\n".join([*lines, *named, ""])


def stocks(told: Sequence[str]) -> str:
    """The fact of what was counted, with these levels."""
    named = (f"level{number} = {{ {line} }}" for number, line in enumerate(told))
    return "\n".join([STOCK, *named, ""])


BAND = (
    'band = { type = "text", formula = "case when price > 5 then \'dear\' '
    "when price <= 5 then 'cheap' end\" }"
)
STOCK = """
kind = "fact"
day = "counted_on"
[columns]
counted_on = { type = "day" }
product = { refers = "product" }
site = { type = "code" }
on_hand = { type = "whole" }
unit_cost = { type = "money", decimals = 2 }
[measures]"""

PERIODS = "month quarter year fiscal_year fiscal_quarter week month_of_year".split()
COMPARED = "month quarter year fiscal_year fiscal_quarter week".split()
CUTS = (
    *PERIODS,
    *"weekday is_weekend day product product.name category product.rank supplier land".split(),
    *"customer customer.city customer.cohort channel is_gift band waited site".split(),
)
CONDITIONS = (
    Kept("category = 'Tea'", "category", lambda v: v == "Tea"),
    Kept("category is null", "category", lambda v: v is None),
    Kept("category <> 'Tea'", "category", lambda v: v not in (None, "Tea")),
    Kept("land in ('India', 'Nepal')", "land", lambda v: v in ("India", "Nepal")),
    Kept("customer.city = 'Lyon'", "customer.city", lambda v: v == "Lyon"),
    Kept("channel <> 'web'", "channel", lambda v: v not in (None, "web")),
    Kept("channel is not null", "channel", lambda v: v is not None),
    Kept("is_gift", "is_gift", lambda v: v is True),
    Kept("band = 'dear'", "band", lambda v: v == "dear"),
    Kept("category = 'nothing of the kind'", "category", lambda v: False),
)
ON_DAYS = (
    Kept("weekday in (1, 7)", "weekday", lambda v: v in (1, 7)),
    Kept("not is_weekend", "is_weekend", lambda v: v is False),
)
IN_PERIODS = (
    Kept("year = 2025", "year", lambda v: v == 2025),
    Kept("month = '2025-03'", "month", lambda v: v == "2025-03"),
    Kept("quarter = '2025-Q2'", "quarter", lambda v: v == "2025-Q2"),
    Kept("month between '2025-01' and '2025-04'", "month", lambda v: "2025-01" <= v <= "2025-04"),
    # Nothing happened in it.
    Kept("year = 1999", "year", lambda v: v == 1999),
)


@st.composite
def questions(draw: st.DrawFn, names: Sequence[str]) -> tuple[Question, tuple[Kept, ...]]:
    """Some measures, cut by something and kept to something, alone or beside an earlier period."""
    kept = draw(st.lists(st.sampled_from((*CONDITIONS, *ON_DAYS)), max_size=1))
    kept += draw(st.lists(st.sampled_from(IN_PERIODS), max_size=1))
    compare = draw(st.sampled_from((None, None, None, "last_year", "previous")))
    if compare is None:
        by = draw(st.lists(st.sampled_from(CUTS), max_size=2, unique=True))
    else:
        by = [draw(st.sampled_from(COMPARED)), *draw(st.sampled_from([(), (), ("category",)]))]
    question = Question(
        tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))),
        by=tuple(by),
        where=" and ".join(f"({one.text})" for one in kept) or None,
        compare=compare,
        as_now=draw(st.integers(0, 9)) == 0,
    )
    return question, tuple(kept)


@st.composite
def shops(draw: st.DrawFn, asked: int) -> Drawn:
    """A shop with so many questions to it."""
    of_sales = draw(st.lists(measures(), min_size=3, max_size=6))
    of_stock = draw(st.lists(levels(), min_size=1, max_size=3))
    tables = {
        "supplier": SUPPLIER,
        "product": draw(products()),
        "customer": draw(customers()),
        "sale": draw(sales(of_sales)),
        "refund": REFUND,
        "stock": stocks(of_stock),
    }
    names = [*(f"drawn{n}" for n in range(len(of_sales)))] * 2
    names += [f"level{n}" for n in range(len(of_stock))]
    names += "net_sales average_sale kept_sales cover share month_pieces refunds".split()
    names += "any_gift orders gift_orders".split()
    names = [*dict.fromkeys(names)]
    return Drawn(
        tables,
        draw(st.sampled_from([1, 4, 10])),
        draw(st.integers(0, 2**32)),
        tuple(draw(questions(names)) for _ in range(asked)),
    )


def _files(chance: Random) -> dict[str, list[str]]:
    """Table -> the lines of its file, with everything that a value may be."""
    return {
        "supplier": ["code,land", "S1,India", "S2,Nepal", "S3,"],
        "product": [
            "code,since,name,category,supplier,unit_cost",
            "P1,2020-01-01,Mint,Tea,S1,1.25",
            "P2,2020-01-01,Sage,,S2,",
            "P3,2020-01-01,Thyme,Herb,,0",
            "P4,2020-01-01,Chai,Tea,S9,7.5",
            *(["P3,2025-03-01,Thyme,Tea,S1,2"] if chance.random() < 0.7 else []),
        ],
        "customer": [
            "code,since,city",
            *(f"C{n},2020-01-01,{chance.choice(('Lyon', 'Metz', ''))}" for n in range(1, 6)),
            *(["C1,2025-02-10,Fez"] if chance.random() < 0.7 else []),
        ],
        "sale": [
            "order_id,sold_on,paid_on,product,customer,channel,is_gift,seen_at,quantity,price,discount",
            *(_sale(chance, number) for number in range(chance.choice((0, 1, 40, 120)))),
        ],
        "refund": [
            "refunded_on,product,customer,amount",
            *(_refund(chance) for _ in range(chance.choice((0, 15)))),
        ],
        "stock": ["counted_on,product,site,on_hand,unit_cost", *_counts(chance)],
    }


def _day(chance: Random) -> date:
    return date(2024, 1, 1) + timedelta(days=chance.randrange(700))


def _sale(chance: Random, number: int) -> str:
    day = _day(chance)
    later = day + timedelta(days=chance.randrange(40))
    return ",".join(
        (
            f"O{chance.randint(0, number)}",
            day.isoformat(),
            chance.choice((later.isoformat(), "")),
            chance.choice(("P1", "P2", "P3", "P4", "P9", "")),
            chance.choice(("C1", "C2", "C3", "C4", "C9", "")),
            chance.choice(("web", "shop", "shop", "")),
            chance.choice(("yes", "no", "")),
            chance.choice((f"{later}T21:30:00Z", f"{day}T23:30:00+02:00", "")),
            chance.choice(("", "0", "1", "3", "7", "-2")),
            chance.choice(("", "0", "-3.25", "0.01", "19.99", "12.5", "5")),
            chance.choice(("", "", "0.5", "2")),
        )
    )


def _refund(chance: Random) -> str:
    product, customer = chance.choice(("P1", "P2", "P9", "")), chance.choice(("C1", "C5", ""))
    return f"{_day(chance)},{product},{customer},{chance.choice(('', '3.10', '12'))}"


def _counts(chance: Random) -> list[str]:
    """Counts of some days, not of every product at every site on each."""
    days = sorted({_day(chance) for _ in range(chance.choice((0, 9)))} | {LAST_DAY})
    return [
        f"{day},P{product},{site},{chance.choice(('', '0', '2', '9'))},{chance.choice(('', '1.5'))}"
        for day in days
        for product in range(1, 5)
        for site in ("north", "south")
        if chance.random() < 0.6
    ]
