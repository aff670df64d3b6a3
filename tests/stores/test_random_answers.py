"""Whatever a shop measures, of whatever values, both stores answer the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from alkasba.derive.query import Question, ask_sql
from alkasba.errors import DeclarationError
from alkasba.flows.opening import open_shop
from tests.services import Server
from tests.shop_builder import ShopFolder, small_shop
from tests.stores.shared import PASSWORD, new_database
from tests.stores.test_answers import Both

SALE = """
kind = "fact"
key = ["order_id"]
day = "sold_on"
[columns]
order_id = { type = "code" }
sold_on = { type = "day" }
seen_at = { type = "moment" }
product = { refers = "product" }
channel = { type = "text" }
is_gift = { type = "flag" }
quantity = { type = "whole" }
price = { type = "money", decimals = 2 }
weight = { type = "number", decimals = 6 }
net = { type = "money", formula = "quantity * price" }
each = { type = "number", formula = "price / quantity" }
since = { type = "whole", formula = "days_between(product.first_on, sold_on)" }
part = { type = "number", formula = "net / product.bought" }
[measures]
first_sale = { formula = "min(sold_on)" }
bought_in_all = { formula = "sum(price)" }
"""
PRODUCT = """
kind = "dimension"
key = ["code"]
history = ["category"]
[columns]
code = { type = "code" }
category = { type = "text" }
listed = { type = "money" }
first_on = { type = "day", measure = "first_sale" }
bought = { type = "money", measure = "bought_in_all" }
"""
NUMBERS = "quantity price weight net each since part product.listed product.bought".split()
TEXTS = "channel product.category year_month(sold_on)".split()
DAYS = "sold_on product.first_on".split()
CUTS = "month quarter year weekday channel category product is_gift is_weekend".split()


def numbers(depth: int = 2) -> st.SearchStrategy[str]:
    """Formulas over the columns of a row that give a number."""
    plain = st.sampled_from([*NUMBERS, "1", "2.5", "0", "100"])
    if not depth:
        return plain
    inner = numbers(depth - 1)
    # DuckDB gives what may be a product of 38 digits the fewest decimals of all that it may be.
    choice = st.sampled_from(NUMBERS)
    return st.one_of(
        plain,
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("abs({})".format, inner),
        st.builds("coalesce({}, 0)".format, choice),
        st.builds("{}({}, {})".format, st.sampled_from(["least", "greatest"]), choice, choice),
        st.builds("round({}, {})".format, inner, st.integers(0, 3)),
        st.builds("case when {} then {} else {} end".format, conditions(), choice, choice),
        st.builds(
            "{}({}, {})".format,
            st.sampled_from(["days_between", "months_between"]),
            st.sampled_from(DAYS),
            st.sampled_from([*DAYS, "'2025-06-15'"]),
        ),
        st.builds(
            "{}({})".format, st.sampled_from(["year", "month", "quarter"]), st.sampled_from(DAYS)
        ),
    )


def conditions() -> st.SearchStrategy[str]:
    """What a row may meet."""
    number = st.sampled_from(NUMBERS)
    return st.one_of(
        st.builds("{} {} {}".format, number, st.sampled_from(["<", ">=", "<>"]), number),
        st.builds("{} between {} and {}".format, number, st.just("0"), st.sampled_from(["5", "1"])),
        st.builds("{} in ('shop', 'web')".format, st.sampled_from(TEXTS)),
        st.builds("{} is null".format, st.sampled_from([*TEXTS, *NUMBERS])),
        st.sampled_from(["is_gift", "not is_gift", "sold_on >= '2025-06-01'"]),
    )


def aggregates() -> st.SearchStrategy[str]:
    """Aggregations over rows, some of them over some rows only."""
    whole = st.one_of(
        st.builds(
            "{}({})".format, st.sampled_from(["sum", "min", "max", "avg", "stddev"]), numbers()
        ),
        st.builds("count_distinct({})".format, st.sampled_from(["order_id", *TEXTS, *NUMBERS])),
        st.just("count()"),
    )
    return st.one_of(whole, st.builds("{} filter (where {})".format, whole, conditions()))


def measures() -> st.SearchStrategy[str]:
    """One aggregation, or a formula over two."""
    two = st.builds("{} {} {}".format, aggregates(), st.sampled_from("+-*/"), aggregates())
    return st.one_of(aggregates(), two, st.builds("round({}, 2)".format, two), counts())


def counts() -> st.SearchStrategy[str]:
    """Two counts of the same values, which are told together."""
    values = st.sampled_from([*TEXTS, *NUMBERS])
    met = st.builds(
        "count_distinct({0}) filter (where {1}) / count_distinct({0})".format, values, conditions()
    )
    return st.one_of(
        met, st.builds("{} + {}".format, met, st.sampled_from(["count()", "min(price)"]))
    )


def rows(chance: Random) -> list[str]:
    """Sales with everything that a value may be: nothing, zero, less than nothing, very much."""
    amounts = ["", "0", "-3.25", "0.01", "19.99", "4999999.99", "12.5"]
    found = []
    for number in range(400):
        day = date(2024, 11, 1) + timedelta(days=chance.randrange(500))
        moment = datetime(2025, 3, 30, tzinfo=UTC) + timedelta(minutes=chance.randrange(500_000))
        values = [
            f"O{number}",
            day.isoformat(),
            moment.isoformat(),
            chance.choice(["P1", "P2", "P3", "P9", ""]),
            chance.choice(["web", "shop", "", "Été"]),
            chance.choice(["yes", "no", ""]),
            chance.choice(["", "0", "1", "7", "-2", "1000"]),
            chance.choice(amounts),
            chance.choice(["", "0.000001", "3.5", "-7.123456"]),
        ]
        found.append(",".join(values))
    return found


@pytest.fixture(scope="module")
def made(
    postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ShopFolder, Both]]:
    """A shop of such sales, loaded and shared once."""
    folder: Path = tmp_path_factory.mktemp("random") / "shop"
    shared = new_database(postgres)
    shop = small_shop(folder, alkasba=shared.settings(), tables__sale=SALE, tables__product=PRODUCT)
    header = "order_id,sold_on,seen_at,product,channel,is_gift,quantity,price,weight"
    shop.sales("a.csv", *rows(Random("sales")), header=header)
    shop.write("data/products.csv", "code,category,listed\nP1,Tea,3.5\nP2,,0\nP3,Oils,\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PASSWORD, postgres.password)
        assert shop.run().feeds[1].rejected == 0
        both = Both((shop.open(), shared))
        yield shop, both
        both.here.close()
        both.there.close()


@given(
    formulas=st.lists(measures(), min_size=1, max_size=3),
    by=st.lists(st.sampled_from(CUTS), max_size=2, unique=True),
    compare=st.sampled_from((None, None, "last_year")),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_any_measure_of_any_values_is_the_same(
    made: tuple[ShopFolder, Both], formulas: list[str], by: list[str], compare: str | None
) -> None:
    shop, both = made
    told = [f"m{place} = {{ formula = '''{text}''' }}" for place, text in enumerate(formulas)]
    shop.write("tables/sale.toml", "\n".join([SALE, *told, ""]))
    question = Question(
        tuple(f"m{place}" for place in range(len(formulas))), by=tuple(by), compare=compare
    )
    try:
        both.shop = open_shop(shop.folder).shop
        ask_sql(both.shop, question)
    except DeclarationError:
        assume(False)
    both.assert_equal(question)
