"""What is asked: measures, by what, of which rows, compared with when."""

from dataclasses import dataclass
from typing import Literal

Compare = Literal["last_year", "previous"]
COMPARES = ("last_year", "previous")


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the warehouse.

    `by` and `where` use the names of columns (`category`, `product.supplier.country`, `month`);
    `order` names columns of the answer, with `-` before one for descending. `as_now` tells the past
    with the dimensions of today, instead of those of each fact's day.

    >>> Question(("net_sales",), by=("month",), where="category = 'Tea'").as_now
    False
    """

    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: str | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None
    compare: str | None = None
    as_now: bool = False
