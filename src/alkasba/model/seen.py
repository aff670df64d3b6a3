"""What was seen of an origin: files of one shape, and the facts of each column; no opinions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """One column of a group of files.

    `written` is what the origin calls it, `name` its standard name. `filled` counts the values that
    are neither blank nor one of the `blanks`, words that stand for nothing; `forms` counts those of
    the `looked` values that are written in each form; `few` are all values where they are few.
    `decimals` is the most digits after a point that say anything, `least` and `most` bound those
    that are plain numbers. `is_typed` says that values were no texts, `said` what the origin itself
    calls them: text, flag, money, code or document; nothing where it does not say.
    """

    written: str
    name: str
    filled: int = 0
    distinct: int = 0
    looked: int = 0
    forms: Mapping[str, int] = field(default_factory=dict)
    blanks: Mapping[str, int] = field(default_factory=dict)
    few: Mapping[str, int] = field(default_factory=dict)
    decimals: int = 0
    longest: int = 0
    is_typed: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    said: str = ""

    def share(self, form: str) -> float:
        """The share of its values that are written in a form."""
        return self.forms.get(form, 0) / self.looked if self.looked else 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """A reference that the origin declares: `column` holds `other_column` of `other_rows`."""

    column: str
    other_rows: str
    other_column: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A group of files of one shape, or the rows nested in those of another group (`inside`).

    `declared` is what a source must say to read it, key by key as in TOML; `rows_in` the place of
    nested rows. `rows` counts what was looked at: a part of the origin where `is_part`. `unread`
    are records that could not be read, `repeated` rows that are equal to an earlier one. `source`
    is the name of the source where several groups share one; `key` and `links` are what the origin
    itself declares, by its own names.
    """

    name: str
    kind: str
    declared: Mapping[str, object]
    columns: tuple[SeenColumn, ...] = ()
    rows: int = 0
    unread: int = 0
    repeated: int = 0
    files: int = 1
    is_part: bool = False
    rows_in: str = ""
    inside: str = ""
    days_in_names: bool = False
    unsure: tuple[str, ...] = ()
    source: str = ""
    key: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Contained:
    """So many of the distinct values of a column stand in a column of another group."""

    group: str
    column: str
    other_group: str
    other_column: str
    distinct: int
    found: int
    words: int = 0

    @property
    def share(self) -> float:
        return self.found / self.distinct if self.distinct else 0.0
