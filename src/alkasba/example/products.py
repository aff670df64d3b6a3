"""The hand-written catalogue: products, suppliers and warehouses."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the catalogue; prices in cents, `index` is its place in the list."""

    index: int
    code: str
    name: str
    botanical_name: str
    category: str
    subcategory: str
    unit: str
    price_cents: int
    cost_cents: int
    shelf_life_days: int | None
    pack_size: int
    supplier: str
    season: str
    popularity: int
    pattern: str
    launched_on: date
    discontinued_on: date | None

    @property
    def earlier_price_cents(self) -> int:
        """What it sold for before the prices went up, in whole ten cents."""
        return round(self.price_cents / 1.04 / 10) * 10

    @property
    def earlier_cost_cents(self) -> int:
        """What it cost before the prices went up."""
        return round(self.cost_cents / 1.05)


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who delivers; `punctuality` is the share of deliveries that come in time."""

    code: str
    name: str
    country: str
    city: str
    lead_time_days: int
    minimum_order: int
    punctuality: float


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Where stock stands; `share` is its part of the sales."""

    index: int
    code: str
    name: str
    city: str
    country: str
    share: float
    counts_on: int

    def holds(self, product: Product) -> bool:
        """Whether the warehouse keeps the product: Ghent has no room for plants."""
        return self.code != "GNT" or product.category != "Potted plants"


def read_products() -> list[Product]:
    """The catalogue in the order of its file."""
    return [_product(index, row) for index, row in enumerate(_rows("products"))]


def _product(index: int, row: dict[str, str]) -> Product:
    return Product(
        index=index,
        code=row["code"],
        name=row["name"],
        botanical_name=row["botanical_name"],
        category=row["category"],
        subcategory=row["subcategory"],
        unit=row["unit"],
        price_cents=_cents(row["list_price"]),
        cost_cents=_cents(row["unit_cost"]),
        shelf_life_days=int(row["shelf_life_days"]) if row["shelf_life_days"] else None,
        pack_size=int(row["pack_size"]),
        supplier=row["supplier"],
        season=row["season"],
        popularity=int(row["popularity"]),
        pattern=row["pattern"],
        launched_on=date.fromisoformat(row["launched_on"]),
        discontinued_on=_day(row["discontinued_on"]),
    )


def read_suppliers() -> list[Supplier]:
    """The twelve suppliers."""
    return [
        Supplier(
            code=row["code"],
            name=row["name"],
            country=row["country"],
            city=row["city"],
            lead_time_days=int(row["lead_time_days"]),
            minimum_order=int(row["minimum_order"]),
            punctuality=float(row["punctuality"]),
        )
        for row in _rows("suppliers")
    ]


SUNDAY, FRIDAY = 6, 4


def read_warehouses() -> list[Warehouse]:
    """The three warehouses; Ghent counts on Fridays, the others on Sundays."""
    return [
        Warehouse(
            index=index,
            code=row["code"],
            name=row["name"],
            city=row["city"],
            country=row["country"],
            share=float(row["share"]),
            counts_on=FRIDAY if row["code"] == "GNT" else SUNDAY,
        )
        for index, row in enumerate(_rows("warehouses"))
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("alkasba.example") / "catalogue" / f"{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _cents(amount: str) -> int:
    return int(Decimal(amount) * 100)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
