"""An experiment on recommendations: its arms, and in which of them somebody is."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

MODEL, POPULAR = "model", "popular"
SHOWN = (MODEL, POPULAR)
"""What an arm may show: what was learnt, or what is popular."""
BOUGHT = ("any", "new", "again")
"""Whether an answer holds what a person has bought before."""
POINTS = 2**64


@dataclass(frozen=True, slots=True)
class Arm:
    """What a share of the people is shown. `diversity` and `bought` stand in for what is asked."""

    name: str
    share: Decimal
    shows: str = MODEL
    diversity: float | None = None
    bought: str | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """Arms that are compared with the `control`; purchases count up to so many `days` after."""

    name: str
    control: str
    arms: tuple[Arm, ...]
    days: int = 14

    def arm_of(self, who: str) -> Arm | None:
        """The arm of a person or visitor, always the same; None for the share that is in none.

        >>> half = Decimal("0.5")
        >>> Experiment("tea", "a", (Arm("a", half), Arm("b", half))).arm_of("V1").name
        'a'
        """
        text = f"{self.name}\0{who}".encode()
        point = int.from_bytes(hashlib.sha256(text).digest()[:8], "big")
        ends = accumulate(arm.share for arm in self.arms)
        # Of shares that end between two points, the arm before has the point.
        found = (arm for arm, end in zip(self.arms, ends, strict=True) if point < end * POINTS)
        return next(found, None)

    @property
    def shares(self) -> dict[str, Decimal]:
        """The share of each arm, by its name."""
        return {arm.name: arm.share for arm in self.arms}
