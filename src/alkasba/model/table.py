"""Tables of the constellation: facts and dimensions, their columns and their measures."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from alkasba.model.experiment import Experiment
from alkasba.model.expression import Expression

TYPES = ("code", "text", "choice", "whole", "number", "money", "day", "moment", "flag")
"""The nine words for what a column holds; each target has one small table from these to its own."""

DECIMALS = {"money": 4, "number": 6}
"""Digits kept after the point where the declaration does not say."""

Value = str | int | bool | Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """A span back from a day: 12 months, 90 days."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}" + ("s" if self.number > 1 else "")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a measure says of each member of a dimension.

    `by` is the reference that leads from the facts to the member, where there are several;
    `within` how far back from the last day of the measure's fact. With `per` it is asked for each
    whole period, and `take` is what is made of their values.
    """

    measure: str
    by: str | None = None
    within: Span | None = None
    per: str | None = None
    take: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A column that `refers` to a dimension holds that dimension's key, as text.

    `currency` names the column that says in which currency an amount is written; it is changed into
    the shop's. `written_of` names the amount that a column holds as it was written. What `is_late`
    is not known when rows are read: of a dimension it is reckoned from the facts at the end of a
    run, of a fact it is calculated when it is asked for.
    """

    name: str
    type: str
    about: str = ""
    unit: str = ""
    required: bool = False
    missing: Value | None = None
    at_least: Value | None = None
    at_most: Value | None = None
    decimals: int = 4
    round: bool = False
    case: Literal["upper", "lower"] | None = None
    choices: tuple[str, ...] = ()
    spellings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pattern: str | None = None
    refers: str | None = None
    personal: str | None = None
    formula: Expression | None = None
    formula_text: str = ""
    currency: str | None = None
    written_of: str | None = None
    reckoned: Reckoning | None = None
    is_late: bool = False


def written_name(name: str) -> str:
    """The column that holds an amount as it was written, in its own currency."""
    return f"{name}_written"


@dataclass(frozen=True, slots=True)
class OverTime:
    """How a level is told over days: `take` first, last, min, max or avg of the days of a period.

    `per` names the columns whose series are counted on days of their own.
    """

    take: str
    per: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a meaning: one formula over the aggregations of one or several facts.

    `only_by` names the columns of a question that it is cut by, each with the column of its own
    fact; by all where it is None.
    """

    name: str
    table: str
    formula: Expression
    formula_text: str
    where: Expression | None = None
    where_text: str = ""
    over_time: OverTime | None = None
    only_by: dict[str, str] | None = None
    about: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """What makes a fact of how often two members meet: rows `of` a fact that have the `same` value
    in a column, and the reference `item` that leads to the members."""

    of: str
    same: str
    item: str
    where: Expression | None = None
    where_text: str = ""


@dataclass(frozen=True, slots=True)
class Less:
    """Rows of another fact that take purchases back: those with the `same` value as `together`
    and the same member. `pieces` says how many; without it a row takes all of them back."""

    of: str
    same: str
    pieces: str | None = None


@dataclass(frozen=True, slots=True)
class Recommend:
    """How a fact teaches what people want next.

    `who` and `what` are the references to those who buy and to what is bought, `together` is what
    rows bought at once have in common, `pieces` how many a row is of. Of the members that are
    bought: `offer` says which may be shown, `alike` are the columns by which they resemble each
    other, `category` and `price` those that answers are narrowed by. Of the people: `country`
    groups them, and whom `objects` or `restricted` is true of is left out. `least_people` stand
    behind each pair and behind what is popular. What is new on sale for `new_days` gets `new_share`
    of the places. `money` is what a row is worth, `events` how much what people do with
    suggestions weighs.
    """

    who: str
    what: str
    together: str
    pieces: str | None = None
    where: Expression | None = None
    where_text: str = ""
    less: Less | None = None
    offer: Expression | None = None
    offer_text: str = ""
    alike: tuple[str, ...] = ()
    category: str | None = None
    price: str | None = None
    country: str | None = None
    objects: str | None = None
    restricted: str | None = None
    least_people: int = 5
    new_share: Decimal = Decimal(0)
    new_days: int = 30
    money: str | None = None
    events: dict[str, float] = field(default_factory=dict)
    experiment: Experiment | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """How the members of a table are found.

    `index` is the name that is asked, `texts` are the columns that words are looked for in, the
    most telling first. `facets` are those by which answers are counted and narrowed; `leave_out`
    are those that no index is to hold. `synonyms` is a file of words that mean the same. `told` are
    columns that facts tell of members, as the last run has reckoned them: `from_facts` are they,
    where a part of the shop is without its facts. `learnt` are the lists and the rank that the
    model of recommendations has of each member. `ranges` are where the ranges of a facet of numbers
    end, where the owner says it.
    """

    index: str
    texts: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    synonyms: str = ""
    ranges: dict[str, tuple[Decimal, ...]] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    from_facts: dict[str, Column] = field(default_factory=dict)
    learnt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A fact or a dimension, as `tables/NAME.toml` says.

    `owner` is the role or team that answers for it, `title` what people call it, by language.
    """

    name: str
    kind: Literal["fact", "dimension"]
    columns: dict[str, Column]
    key: tuple[str, ...] = ()
    day: str | None = None
    about: str = ""
    label: str | None = None
    history: tuple[str, ...] = ()
    measures: dict[str, Measure] = field(default_factory=dict)
    merge: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rejects_at_most: Decimal | None = None
    pairs: Pairs | None = None
    owner: str = ""
    title: dict[str, str] = field(default_factory=dict)
    search: Search | None = None
    recommend: Recommend | None = None

    @property
    def is_fact(self) -> bool:
        return self.kind == "fact"

    @property
    def read_columns(self) -> dict[str, Column]:
        """The columns that come from an origin: all but the calculated and the reckoned ones.

        Of an amount in another currency it is the column that the owner declared.
        """
        known = self.known_columns.items()
        return {n: c for n, c in known if c.formula is None and not c.written_of}

    @property
    def known_columns(self) -> dict[str, Column]:
        """The columns that are known once rows are read, also the calculated ones."""
        return {n: c for n, c in self.columns.items() if not c.is_late}

    @property
    def indexed_columns(self) -> dict[str, Column]:
        """The columns that an index may hold: those that are known, and those of the last run."""
        return self.known_columns | (self.search.from_facts if self.search else {})

    @property
    def late_columns(self) -> dict[str, Column]:
        """The columns that are not known when rows are read."""
        return {n: c for n, c in self.columns.items() if c.is_late}

    @property
    def converted(self) -> dict[str, Column]:
        """The amounts that are changed into the shop's currency."""
        return {n: c for n, c in self.columns.items() if c.currency is not None}

    @property
    def references(self) -> dict[str, str]:
        """Column name -> name of the dimension it refers to."""
        return {n: c.refers for n, c in self.columns.items() if c.refers is not None}
