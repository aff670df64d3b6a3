"""Orders to suppliers and their delivery notes, with faults among them."""

from datetime import date
from pathlib import Path
from random import Random

from alkasba.example.period import LAST_DAY, Month
from alkasba.example.planted import Counts, Planted, euros
from alkasba.example.stock import DeliveryLine, PurchaseLine
from alkasba.example.writing import archive, write_text

PURCHASE_HEADER = "Order;Line;Ordered;Promised;Supplier;Product;Warehouse;Quantity;Cost"
DELIVERY_HEADER = (
    "Delivery note,Line,Our order,Ordered,Promised,Received,Supplier,Product,Warehouse,"
    "Quantity,Lead days,Late days"
)
WRONG_PURCHASES = {
    "type:ordered_on": (2, "30/02/2025"),
    "required:product": (5, ""),
    "type:unit_cost": (8, "as agreed"),
    "range:quantity": (7, "0"),
}
WRONG_DELIVERIES = {
    "required:received_on": (5, "n/a"),
    "type:quantity": (9, "two boxes"),
    "range:lead_days": (10, "-4"),
    "ragged": (11, "0,0,0"),
}
"""Kind of fault -> place of the field and what is written there. Such a line is one too many."""

Line = list[str]
Wrong = dict[str, tuple[int, str]]


class PurchaseFiles:
    """Writes purchases and deliveries month by month and adds up what a correct load holds."""

    def __init__(self, folder: Path, chance: Random, planted: Planted) -> None:
        self.folder, self.chance, self.planted = folder, chance, planted
        self.purchases = planted.feed("purchases", "purchase")
        self.deliveries = planted.feed("deliveries", "delivery")
        self.ordered, self.ordered_cents, self.orders = 0, 0, 0
        self.received, self.lead, self.late, self.notes = 0, 0, 0, set[int]()

    def write(
        self, month: Month, purchases: list[PurchaseLine], deliveries: list[DeliveryLine]
    ) -> None:
        """Write the two files of a month."""
        self._write_purchases(month, purchases)
        self._write_deliveries(month, [d for d in deliveries if d.received_on <= LAST_DAY])

    def _write_purchases(self, month: Month, purchases: list[PurchaseLine]) -> None:
        for purchase in purchases:
            self.ordered += purchase.quantity
            self.ordered_cents += purchase.quantity * purchase.cost_cents
        self.orders += len({purchase.number for purchase in purchases})
        lines = [_purchase_fields(purchase) for purchase in purchases]
        self.purchases.records += len(lines)
        lines += self._wrong(lines, WRONG_PURCHASES, "PO-9", month, self.purchases)
        _write(self.folder / "purchases" / f"{month}.csv", PURCHASE_HEADER, lines, ";")

    def _write_deliveries(self, month: Month, deliveries: list[DeliveryLine]) -> None:
        for delivery in deliveries:
            self.received += delivery.quantity
            self.lead += delivery.lead_days * delivery.quantity
            self.late += delivery.late_days > 0
            self.notes.add(delivery.note)
        lines = [_delivery_fields(delivery) for delivery in deliveries]
        self.deliveries.records += len(lines)
        copies = self.chance.sample(lines, 2) if len(lines) > 2 else []
        self.deliveries.records += len(copies)
        self.deliveries.add("duplicates", "exact", len(copies))
        wrong = self._wrong(lines, WRONG_DELIVERIES, "DN-9", month, self.deliveries)
        lines += [*copies, *wrong]
        _write(self.folder / "deliveries" / f"{month}.csv", DELIVERY_HEADER, lines, ",")

    def _wrong(
        self, lines: list[Line], kinds: Wrong, start: str, month: Month, counts: Counts
    ) -> list[Line]:
        """One line of each kind of fault, under a number of its own."""
        wrong = []
        for number, (kind, (place, text)) in enumerate(kinds.items() if lines else ()):
            fields = list(lines[0])
            fields[0] = f"{start}{month.year % 100}{month.number:02}{number}"
            fields[place] = text
            wrong.append(fields)
            counts.records += 1
            counts.add("rejected", kind, 1)
        return wrong

    def finish(self) -> None:
        """Put the purchases of 2025 into one archive and tell the sums."""
        folder = self.folder / "purchases"
        archive(folder / "2025.zip", sorted(folder.glob("2025-*.csv")))
        self.planted.good["purchase"] = {
            "rows": self.purchases.loaded,
            "purchase_orders": self.orders,
            "ordered_quantity": self.ordered,
            "purchased": euros(self.ordered_cents),
        }
        self.planted.good["delivery"] = {
            "rows": self.deliveries.loaded,
            "deliveries": len(self.notes),
            "received_quantity": self.received,
            "late_lines": self.late,
            "lead_days_times_quantity": self.lead,
        }


def _french(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _purchase_fields(purchase: PurchaseLine) -> Line:
    return [
        f"PO-{purchase.number:06}",
        str(purchase.line),
        _french(purchase.ordered_on),
        _french(purchase.promised_on),
        purchase.product.supplier,
        purchase.product.code,
        purchase.warehouse.code,
        str(purchase.quantity),
        euros(purchase.cost_cents).replace(".", ","),
    ]


def _delivery_fields(delivery: DeliveryLine) -> Line:
    purchase = delivery.purchase
    return [
        f"DN-{delivery.note:06}",
        str(delivery.line),
        f"PO-{purchase.number:06}",
        purchase.ordered_on.isoformat(),
        purchase.promised_on.isoformat(),
        delivery.received_on.isoformat(),
        purchase.product.supplier,
        purchase.product.code,
        purchase.warehouse.code,
        str(delivery.quantity),
        str(delivery.lead_days),
        str(delivery.late_days) if delivery.late_days else "",
    ]


def _write(path: Path, header: str, lines: list[Line], delimiter: str) -> None:
    text = "\n".join([header, *(delimiter.join(line) for line in lines)])
    write_text(path, text + "\n")
