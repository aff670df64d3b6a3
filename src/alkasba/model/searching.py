"""A question to an index as the shop understands it, and what is found."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from alkasba.model.index import Field, IndexPlan

Kind = Literal["values", "flag", "ranges", "months"]
Way = Literal["all", "typing", "alike", "any"]
"""How words are looked for: all of them as written, the last one half typed, also misspelt, or
only some of them."""
WAYS: tuple[Way, ...] = ("all", "typing", "alike", "any")


@dataclass(frozen=True, slots=True)
class Facet:
    """A column by which answers are counted and narrowed.

    Of a column that refers to others, `field` is their key and `label` what people read. `bounds`
    are where one range ends and the next begins.
    """

    name: str
    kind: Kind
    field: Field
    label: Field | None = None
    bounds: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """From a value on, until before another; without an end where it is None."""

    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen of a facet: any of these values, any of these spans."""

    facet: Facet
    values: tuple[str | bool, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is looked for: the words as written, and phrases that mean the same."""

    written: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What answers are sorted by."""

    field: Field
    is_down: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question: what is looked for, narrowed how, in which order, which part of the answer.

    Where no order is said, what fits best comes first; where nothing is looked for, by key. `after`
    is the place of the last hit of the page before. Languages are those whose forms are known.
    """

    plan: IndexPlan
    keys: tuple[Field, ...]
    label: Field | None
    text: str = ""
    concepts: tuple[Concept, ...] = ()
    choices: tuple[Choice, ...] = ()
    facets: tuple[Facet, ...] = ()
    order: Order | None = None
    limit: int = 20
    offset: int = 0
    after: tuple[Any, ...] | None = None
    languages: tuple[str, ...] = ()

    @property
    def is_ranked(self) -> bool:
        """Whether what fits best comes first."""
        return self.order is None and bool(self.concepts)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found; `place` is where it stands in the order."""

    id: str
    document: dict[str, Any]
    score: float | None
    place: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of the answers have a value of a facet."""

    value: str
    count: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What is found: `matched` in all, `total` of them as narrowed, a page of hits.

    What a facet counts is narrowed by the others, not by itself.
    """

    matched: int
    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[Counted, ...]]
