"""How much data: a small shop for tests, a middling one, and a large one for measuring."""

from dataclasses import dataclass
from typing import Literal

SizeName = Literal["s", "m", "l"]


@dataclass(frozen=True, slots=True)
class Size:
    """What grows with the size; stock and purchases keep their number of rows."""

    name: SizeName
    order_lines: int
    customers: int
    faults: int
    resent_orders: int


SIZES: dict[str, Size] = {
    "s": Size("s", order_lines=20_000, customers=2_000, faults=1, resent_orders=3),
    "m": Size("m", order_lines=1_000_000, customers=40_000, faults=5, resent_orders=40),
    "l": Size("l", order_lines=20_000_000, customers=400_000, faults=25, resent_orders=300),
}
"""`faults` is how often each kind of fault is planted in a month of orders."""
