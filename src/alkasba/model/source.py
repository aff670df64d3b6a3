"""Sources: where rows come from, how they are written there, and which table each feeds."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Literal

NUMBER = "5"
"""What stands for the number in a sample of how amounts are marked: (5), 5 CR."""


@dataclass(frozen=True, slots=True)
class Format:
    """How an origin writes values. Only the declared forms are read; nothing is guessed.

    `negative` and `positive` are samples of how amounts are marked, besides -5 and +5.
    """

    decimal: str = "."
    thousands: str = ""
    currency: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    blank: tuple[str, ...] = ("",)
    yes: tuple[str, ...] = ("true", "yes", "y", "1")
    no: tuple[str, ...] = ("false", "no", "n", "0")
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """Where one column of ours stands in the origin.

    Exactly one of `names` (a header, or several it has had; a path in JSON), `value` (a constant)
    and `file` (a pattern whose first group is cut from the file's name) is given.
    """

    column: str
    names: tuple[str, ...] = ()
    value: str | None = None
    file: str | None = None
    optional: bool = False
    drop_decimals: bool = False
    format: Format = field(default_factory=Format)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Which rows count as the same, and which of them stays.

    `by` is empty for exact duplicates. `keep` is all, first, last or highest; `order` is the column
    that decides what first, last or highest means (else the order of files and rows).
    """

    keep: Literal["all", "first", "last", "highest"]
    by: tuple[str, ...] = ()
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """Which rows the origin marks as deleted: any of `names` holds one of `values`.

    Without `values` any value counts, but a blank and what means no. A file may lack the mark where
    it is `optional`; then its rows are there.
    """

    names: tuple[str, ...]
    values: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """Rows of another source, found by key: each row meets at most one (the last of several).

    `on` maps a name of this origin to a name of the other, `rows` is the place of its rows there.
    """

    name: str
    source: str
    on: dict[str, str]
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Unpivot:
    """A row of the feed for each column of the origin that the feed does not name.

    `name` and `value` are what the header and the value beneath it are called then.
    """

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What one source gives to one table."""

    source: str
    table: str
    fields: dict[str, Field]
    rows: str = ""
    format: Format = field(default_factory=Format)
    duplicates: Duplicates | None = None
    joins: dict[str, Join] = field(default_factory=dict)
    rejects_at_most: Decimal | None = None
    deleted: Deleted | None = None
    unpivot: Unpivot | None = None


Answer = Literal["evolve", "quarantine", "stop"]
"""Go on and note it, reject the rows of that file, or leave the table as it was published."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What to do where an origin does not look as before.

    `new` is a column that was not there, `missing` one that is blank in every row, `retyped` one
    whose values are of another type or another unit.
    """

    new: Answer = "evolve"
    missing: Answer = "stop"
    retyped: Answer = "stop"


@dataclass(frozen=True, slots=True)
class Expect:
    """How many records an origin gives at least, in all and as a share of what it gave before.

    A table that gets fewer stays as it was published.
    """

    records_at_least: int = 0
    share_of_usual: Decimal = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Source:
    """One origin, as `sources/NAME.toml` says.

    `own` is what only its kind understands, `every` how often it should give something new,
    `compare` how often what is kept of later rows is compared with all that is there.
    """

    name: str
    kind: str
    files: tuple[str, ...]
    about: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = '"'
    header: bool = True
    skip: int = 0
    skip_to: str = ""
    totals: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    rows: str = ""
    format: Format = field(default_factory=Format)
    feeds: dict[str, Feed] = field(default_factory=dict)
    own: object = None
    expect: Expect = field(default_factory=Expect)
    changes: Changes = field(default_factory=Changes)
    every: timedelta | None = None
    compare: timedelta | None = None
