"""What is asked: measures, by what, of which rows, compared with when."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from alkasba.model.expression import Expression

Compare = Literal["last_year", "previous"]
COMPARES = ("last_year", "previous")


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the warehouse.

    `by` and `where` use the names of columns (`category`, `product.supplier.country`, `month`);
    `where` is a text, or the tree of one. `order` names columns of the answer, with `-` before one
    for descending; the first `offset` rows of it are left out. `as_now` tells the past with the
    dimensions of today, instead of those of each fact's day. `parameters` are those that are set;
    all others are as declared.

    >>> Question(("net_sales",), by=("month",), where="category = 'Tea'").as_now
    False
    """

    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: str | Expression | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0
    compare: str | None = None
    as_now: bool = False
    parameters: tuple[tuple[str, Decimal], ...] = ()
