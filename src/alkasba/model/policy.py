"""The policy on personal data: its classes, and the roles that may see them."""

from dataclasses import dataclass, field
from decimal import Decimal

BASES = (
    "consent",
    "contract",
    "legal obligation",
    "vital interests",
    "public task",
    "legitimate interests",
)
"""The six lawful bases of Article 6(1) GDPR."""
ALL, NONE = "all", "none"
"""What a role may see of a fact whose rows belong to no member that it names."""

RowValue = str | bool | int | Decimal


@dataclass(frozen=True, slots=True)
class PersonalClass:
    """One class of personal data. Only an `analytic` class enters the warehouse as it is."""

    name: str
    about: str = ""
    basis: str = "contract"
    keep_months: int | None = None
    analytic: bool = False
    on_erasure: str = "delete"


@dataclass(frozen=True, slots=True)
class Role:
    """Who may see which classes, and which rows.

    `members` are those of a dimension that it sees, by values of columns; it sees the rows of facts
    that belong to them. `facts` says "all" or "none" of facts whose rows belong to no such member.
    """

    name: str
    sees: tuple[str, ...] = ()
    members: dict[str, dict[str, tuple[RowValue, ...]]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many days what a run has read is kept, and whether files of the owner are, too."""

    days: int = 7
    files: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """`policy.toml`; `events_days` is how long what people did with suggestions is kept."""

    classes: dict[str, PersonalClass] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    extracts: Keeping = field(default_factory=Keeping)
    events_days: int = 400
