"""The shelves: day by day what is sold, counted, ordered from suppliers and received."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from random import Random

from alkasba.example.period import FIRST_DAY, LAST_DAY, PRICES_CHANGED_ON, Month
from alkasba.example.products import Product, Supplier, Warehouse
from alkasba.example.rates import Rates

Place = tuple[int, int]
"""A product and a warehouse, by their index."""


@dataclass(frozen=True, slots=True)
class Count:
    """What was on the shelf on a day."""

    day: date
    product: Product
    warehouse: Warehouse
    on_hand: int
    cost_cents: int


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """One line of an order to a supplier."""

    number: int
    line: int
    ordered_on: date
    promised_on: date
    product: Product
    warehouse: Warehouse
    quantity: int
    cost_cents: int


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One line of a delivery note."""

    note: int
    line: int
    received_on: date
    quantity: int
    purchase: PurchaseLine

    @property
    def lead_days(self) -> int:
        return (self.received_on - self.purchase.ordered_on).days

    @property
    def late_days(self) -> int:
        return max(0, (self.received_on - self.purchase.promised_on).days)


@dataclass(slots=True)
class StockMonth:
    """What happened to the shelves in a month; `cut` is what was left where more was wanted."""

    cut: list[tuple[date, int, int, int]] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    purchases: list[PurchaseLine] = field(default_factory=list)
    deliveries: list[DeliveryLine] = field(default_factory=list)


@dataclass(slots=True)
class Shelves:
    """All shelves of all warehouses, as they stand on the last day that passed."""

    products: list[Product]
    warehouses: list[Warehouse]
    suppliers: list[Supplier]
    rates: Rates
    chance: Random
    on_hand: dict[Place, int] = field(default_factory=dict)
    on_order: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    coming: dict[date, list[tuple[PurchaseLine, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    last_purchase: int = 0
    last_note: int = 0

    def __post_init__(self) -> None:
        for product in self.products:
            for warehouse in self.warehouses:
                if warehouse.holds(product):
                    self.on_hand[product.index, warehouse.index] = self._at_first(
                        product, warehouse
                    )

    def _at_first(self, product: Product, warehouse: Warehouse) -> int:
        if product.launched_on > FIRST_DAY:
            return 0
        return self.rates.order_up_to(product, warehouse, Month(2024, 11))

    def pass_month(self, month: Month, wanted: list[tuple[date, int, int, int]]) -> StockMonth:
        """Let the days of a month pass; `wanted` is pieces by day, product and warehouse."""
        by_day: dict[date, list[tuple[int, int, int]]] = defaultdict(list)
        for day, p, w, units in wanted:
            by_day[day].append((p, w, units))
        happened = StockMonth()
        for day in month.days:
            self._receive(day, happened)
            self._sell(day, by_day[day], happened)
            self._count(day, happened)
            self._order(day, month, happened)
        return happened

    def _receive(self, day: date, happened: StockMonth) -> None:
        """Put what arrives on the shelf; each order and day is a delivery note."""
        arrived = self.coming.pop(day, [])
        order, line = 0, 0
        for purchase, quantity in sorted(arrived, key=lambda a: (a[0].number, a[0].line)):
            if purchase.number != order:
                order, line = purchase.number, 0
                self.last_note += 1
            line += 1
            happened.deliveries.append(DeliveryLine(self.last_note, line, day, quantity, purchase))
            place = purchase.product.index, purchase.warehouse.index
            self.on_hand[place] += quantity
            self.on_order[place] -= quantity

    def _sell(self, day: date, wanted: list[tuple[int, int, int]], happened: StockMonth) -> None:
        for p, w, units in wanted:
            left = self.on_hand[p, w]
            if units > left:
                happened.cut.append((day, p, w, left))
            self.on_hand[p, w] = max(0, left - units)

    def _count(self, day: date, happened: StockMonth) -> None:
        for warehouse in self.warehouses:
            if day.weekday() == warehouse.counts_on:
                happened.counts += self._counted(day, warehouse)

    def _counted(self, day: date, warehouse: Warehouse) -> list[Count]:
        counts = []
        for product in self.products:
            on_hand = self.on_hand.get((product.index, warehouse.index))
            ended = product.discontinued_on is not None and day > product.discontinued_on
            if on_hand is None or day < product.launched_on or (ended and not on_hand):
                continue
            counts.append(Count(day, product, warehouse, on_hand, cost_on(product, day)))
        return counts

    def _order(self, day: date, month: Month, happened: StockMonth) -> None:
        """Each supplier is looked at once a week, for each warehouse by itself."""
        for number, supplier in enumerate(self.suppliers):
            if day.weekday() != number % 5:
                continue
            for warehouse in self.warehouses:
                needs = self._needs(supplier, warehouse, day, month)
                if needs:
                    happened.purchases += self._purchase(supplier, warehouse, day, needs)

    def _needs(
        self, supplier: Supplier, warehouse: Warehouse, day: date, month: Month
    ) -> list[tuple[Product, int]]:
        """What to order; nothing while it is too little for the supplier and can still wait."""
        needs, cents, is_urgent = [], 0, False
        for product in self.rates.products_of(supplier):
            place = product.index, warehouse.index
            if place not in self.on_hand or not _is_bought(product, supplier, day):
                continue
            position = self.on_hand[place] + self.on_order[place]
            point = self.rates.reorder_point(product, warehouse, month)
            if position > point:
                continue
            missing = self.rates.order_up_to(product, warehouse, month) - position
            quantity = ceil(max(1, missing) / product.pack_size) * product.pack_size
            needs.append((product, quantity))
            cents += quantity * cost_on(product, day)
            is_urgent = is_urgent or position * 2 <= point
        return needs if is_urgent or cents >= supplier.minimum_order * 100 else []

    def _purchase(
        self,
        supplier: Supplier,
        warehouse: Warehouse,
        day: date,
        needs: list[tuple[Product, int]],
    ) -> list[PurchaseLine]:
        self.last_purchase += 1
        promised = day + timedelta(days=supplier.lead_time_days)
        arrives = self._arrival(supplier, promised)
        lines = []
        for line, (product, quantity) in enumerate(needs, start=1):
            cost = cost_on(product, day)
            purchase = PurchaseLine(
                self.last_purchase, line, day, promised, product, warehouse, quantity, cost
            )
            lines.append(purchase)
            self.on_order[product.index, warehouse.index] += quantity
            for later, part in self._parts(quantity, product.pack_size):
                self.coming[arrives + timedelta(days=later)].append((purchase, part))
        return lines

    def _arrival(self, supplier: Supplier, promised: date) -> date:
        if self.chance.random() < supplier.punctuality:
            return promised
        return promised + timedelta(days=self.chance.randint(1, 2 + supplier.lead_time_days // 2))

    def _parts(self, quantity: int, pack_size: int) -> list[tuple[int, int]]:
        """Now and then a delivery comes in two parts, five days apart."""
        packs = quantity // pack_size
        if packs < 2 or self.chance.random() > 0.06:
            return [(0, quantity)]
        first = packs * 2 // 3 * pack_size or pack_size
        return [(0, first), (5, quantity - first)]


def cost_on(product: Product, day: date) -> int:
    """What a piece cost on a day, in cents."""
    return product.cost_cents if day >= PRICES_CHANGED_ON else product.earlier_cost_cents


def _is_bought(product: Product, supplier: Supplier, day: date) -> bool:
    """Bought from shortly before its launch to shortly before its end."""
    ahead = timedelta(days=supplier.lead_time_days + 14)
    end = product.discontinued_on or LAST_DAY + timedelta(days=365)
    return product.launched_on - ahead <= day <= end - timedelta(days=30)
