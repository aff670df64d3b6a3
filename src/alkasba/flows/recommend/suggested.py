"""What is asked of recommendations, and what is answered; plain data for the program and pages."""

import hashlib
from dataclasses import dataclass, field
from math import inf
from typing import Any

MOST_ITEMS = 100

# Why an answer is no more than what is popular; behind a colon, what to do next.
NEW = "nothing is known of what was bought before"
ANONYMOUS = "no sale that counts says who bought: fill the column that [recommend] names as who"
OBJECTS = "recommendations were objected to, so that nothing is learnt"
RESTRICTED = "processing is restricted, so that nothing is learnt"
BARE = "nothing is in the basket: name products by their keys"
EMPTY = "nothing in the basket is known to the model: newer products are after the next training"
ARM = "an experiment shows what is popular here"
FEW_THERE = "too few people bought in this country for a list of its own"
NONE_THERE = "nobody who is known is of this country: write it as your shop does"
RIGHTS = (OBJECTS, RESTRICTED)
"""What a person has a right to, and is told whatever else is so."""

# Why an answer holds nothing; behind the colon, what to do next.
NO_SALES = "no sale has been learnt from: load some that count, then alkasba recommend --train"
SOLD_OUT = "nothing is on offer, as [recommend] offer judges it: load newer stock"
CATEGORY_EMPTY = "nothing of this category is on offer: ask for another one, or for all"
PRICE_EMPTY = "nothing that is on offer has such a price: ask for a wider range"
THE_END = "the list ends before this part: ask for an earlier one"
FEW_BOUGHT = "too few people bought anything that is on offer: ask what resembles a product"
FEW_TOGETHER = "too few people bought what is on offer with it: ask what resembles it"
NOTHING_ALIKE = "nothing that is on offer resembles it: ask what is popular"
NONE_AGAIN = "nothing that was bought before fits: ask for what is new, too"
ALL_BOUGHT = "all that fits was bought before: ask for that, too"
NOTHING_FITS = "nothing of this list fits all that is asked for: ask for less"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list is asked for, and what may be in it.

    `price` are the least and the most, the second left out. `diversity` is how much likeness to
    what stands before costs, from 0 to 1. `passed` are those that come before the part, counted
    before anything is left out, so that what is sold out meanwhile moves nothing.
    """

    limit: int = 20
    offset: int = 0
    categories: tuple[str, ...] = ()
    price: tuple[float, float] = (-inf, inf)
    bought: str = "any"
    diversity: float = 0.0
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Because:
    """A product that moved a suggestion, with its share of what all of them did."""

    key: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Item:
    """A suggestion: a product, how much it is wanted by the measure of its source, and why."""

    key: str
    name: str
    score: float
    source: str
    because: tuple[Because, ...] = ()
    more: dict[str, float | int | str] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """The suggestion as JSON tells it."""
        because = [{"key": b.key, "name": b.name, "share": b.share} for b in self.because]
        told = {"key": self.key, "name": self.name, "score": self.score, "source": self.source}
        return told | self.more | {"because": because}


@dataclass(frozen=True, slots=True)
class Suggested:
    """An answer of one model. `basis` is what it rests on, `reason` why it is not more than that.

    `following` is how many items were passed over where the next part begins, None after the last;
    `place` is where that is in the list, before anything is left out. `arm` is that of an
    `experiment` in which who asks is; nothing where there is none.
    """

    model: str
    trained_at: str
    basis: str
    items: tuple[Item, ...]
    reason: str = ""
    following: int | None = None
    place: int = 0
    experiment: str = ""
    arm: str = ""

    @property
    def recommendation(self) -> str:
        """What events name the answer by: the same list of one model has the same everywhere.

        It tells the model, and nothing of whoever was answered.
        """
        shown = [(item.key, item.source) for item in self.items]
        text = repr((self.basis, self.experiment, self.arm, shown))
        return f"{self.model}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def data(self) -> dict[str, Any]:
        """The answer as JSON tells it."""
        return {
            "model": self.model,
            "trained_at": self.trained_at,
            "recommendation": self.recommendation,
            "experiment": self.experiment,
            "arm": self.arm,
            "basis": self.basis,
            "reason": self.reason,
            "items": [item.data() for item in self.items],
        }
