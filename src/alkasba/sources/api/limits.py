"""How fast an API is asked, and how long one waits before asking again."""

from collections.abc import Callable
from dataclasses import dataclass, field

TRIES = 5
TRIES_AT_LIMIT = 20
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
PATIENCE = 900.0
"""Seconds that one page may be waited for, all tries together."""


@dataclass(slots=True)
class Pace:
    """Keeps requests apart; `seconds` is a clock that only goes forward."""

    per_second: float
    pause: Callable[[float], None]
    seconds: Callable[[], float]
    free_at: float = 0.0

    def keep(self) -> None:
        """Wait until the next request may go."""
        if not self.per_second:
            return
        now = self.seconds()
        if self.free_at > now:
            self.pause(self.free_at - now)
        self.free_at = max(now, self.free_at) + 1 / self.per_second


@dataclass(slots=True)
class Patience:
    """How often and how long one page is still tried."""

    chance: Callable[[], float]
    tries: int = 0
    waited: float = 0.0
    whys: list[str] = field(default_factory=list)

    def wait(self, why: str, told: float | None, *, is_limit: bool) -> float | None:
        """Seconds to wait before the next try; None when it is given up."""
        self.tries += 1
        self.whys.append(why)
        if self.tries >= (TRIES_AT_LIMIT if is_limit else TRIES):
            return None
        seconds = self._back_off() if told is None else told
        self.waited += seconds
        return seconds if self.waited <= PATIENCE else None

    def _back_off(self) -> float:
        """Longer each time, and never the same for two that were cut off together."""
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (self.tries - 1))
        return longest / 2 + self.chance() * longest / 2
