"""The policy on personal data: its classes, and the roles that may see them."""

from dataclasses import dataclass, field

BASES = (
    "consent",
    "contract",
    "legal obligation",
    "vital interests",
    "public task",
    "legitimate interests",
)
"""The six lawful bases of Article 6(1) GDPR."""


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
    """Who may see which classes."""

    name: str
    sees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many days what a run has read is kept, and whether files of the owner are, too."""

    days: int = 7
    files: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """`policy.toml`."""

    classes: dict[str, PersonalClass] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    extracts: Keeping = field(default_factory=Keeping)
