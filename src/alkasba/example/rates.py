"""How buyers plan: what they expect to sell, when they order again, and how much."""

from functools import lru_cache
from math import ceil

from alkasba.example.demand import DEAR_CENTS, QUANTITIES, SEASONS
from alkasba.example.period import DAYS, Month
from alkasba.example.products import Product, Supplier, Warehouse

REVIEW_DAYS = 7
COVER_DAYS = 24
SAFETY = 1.3


class Rates:
    """Expected sales by day, from the mean of the period and the season of the product."""

    def __init__(
        self,
        products: list[Product],
        suppliers: list[Supplier],
        lines: dict[tuple[int, int], int],
    ) -> None:
        self.lines = lines
        self.suppliers = {supplier.code: supplier for supplier in suppliers}
        self.by_supplier = {
            supplier.code: [p for p in products if p.supplier == supplier.code]
            for supplier in suppliers
        }
        self.reorder_point = lru_cache(maxsize=None)(self._reorder_point)
        self.order_up_to = lru_cache(maxsize=None)(self._order_up_to)

    def products_of(self, supplier: Supplier) -> list[Product]:
        """What a supplier delivers."""
        return self.by_supplier[supplier.code]

    def daily(self, product: Product, warehouse: Warehouse) -> float:
        """Pieces a day, in the mean of the days on which the product was wanted."""
        pieces = 1.0 if product.price_cents >= DEAR_CENTS else sum(QUANTITIES) / len(QUANTITIES)
        lines = self.lines.get((product.index, warehouse.index), 0)
        return lines * pieces / _days_on_sale(product)

    def _reorder_point(self, product: Product, warehouse: Warehouse, month: Month) -> int:
        lead = self.suppliers[product.supplier].lead_time_days + REVIEW_DAYS
        expected = self.daily(product, warehouse) * _season(product, month)
        return ceil(expected * lead * SAFETY * judgement(product)) + 1

    def _order_up_to(self, product: Product, warehouse: Warehouse, month: Month) -> int:
        expected = self.daily(product, warehouse) * _season(product, month)
        cover = ceil(expected * COVER_DAYS * judgement(product))
        return self._reorder_point(product, warehouse, month) + max(cover, product.pack_size)

    def usual_reorder_point(self, product: Product, warehouses: list[Warehouse]) -> int:
        """The point that stands in the catalogue: of all warehouses, without season."""
        lead = self.suppliers[product.supplier].lead_time_days + REVIEW_DAYS
        daily = sum(self.daily(product, w) for w in warehouses if w.holds(product))
        return ceil(daily * lead * SAFETY * judgement(product)) + 1


def judgement(product: Product) -> float:
    """Some products are bought too scarcely, some far too well, as in any shop."""
    if product.pattern == "dead":
        return 4.0
    return {0: 0.4, 5: 2.8}.get(product.index % 11, 1.0)


def _season(product: Product, month: Month) -> float:
    """Buyers know the season of the coming weeks, but no trend."""
    if product.pattern == "advent":
        return 4.5 if month.number in (10, 11) else 0.5
    return SEASONS[product.season][month.next.number - 1] / 100


def _days_on_sale(product: Product) -> int:
    if product.pattern == "dead":
        return len(DAYS) * 35 // 100
    first = max(product.launched_on, DAYS[0])
    last = min(product.discontinued_on or DAYS[-1], DAYS[-1])
    return (last - first).days + 1
