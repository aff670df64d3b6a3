"""What is asked of recommendations, and what is answered; plain data for the program and pages."""

import hashlib
from dataclasses import dataclass, field
from math import inf
from typing import Any

MOST_ITEMS = 100
NEW, ANONYMOUS, OBJECTS, RESTRICTED, BARE, EMPTY, ARM, FEW_THERE = (
    "nothing is known of what was bought before",
    "no sale says who bought, so that nothing is known of anybody",
    "recommendations were objected to, so that nothing is learnt",
    "processing is restricted, so that nothing is learnt",
    "nothing is in the basket",
    "nothing in the basket is known to the model",
    "an experiment shows what is popular here",
    "too few people bought in this country to tell what is popular there",
)
"""Why an answer is no more than what is popular."""
RIGHTS = (OBJECTS, RESTRICTED)
"""What a person has a right to, and is told whatever else is so."""
(
    NO_SALES,
    SOLD_OUT,
    CATEGORY_EMPTY,
    PRICE_EMPTY,
    THE_END,
    FEW_TOGETHER,
    NOTHING_ALIKE,
    NONE_AGAIN,
    ALL_BOUGHT,
    NOTHING_FITS,
) = (
    "no sale has been learnt from: load sales that [recommend] counts, and train anew",
    "nothing is on offer, by what [recommend] offer says of the last run: load newer stock",
    "nothing of this category is on offer: ask for another one, or for all",
    "nothing that is on offer has such a price: ask for a wider range",
    "the list ends before this part: ask for an earlier one",
    "too few people bought what is on offer with it: ask what resembles it",
    "nothing that is on offer resembles it: ask what is popular",
    "nothing that was bought before fits: ask for what is new, too",
    "all that fits was bought before: ask for that, too",
    "nothing of this list fits all that is asked for: ask for less",
)
"""Why an answer holds nothing, and what to do next."""


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
