"""What an experiment tries on whoever asks, put into what is asked."""

from dataclasses import dataclass, replace

from alkasba.flows.recommend.suggested import Wanted
from alkasba.model.experiment import POPULAR, Arm, Experiment


@dataclass(frozen=True, slots=True)
class Tried:
    """The arm of an experiment, or none."""

    experiment: str = ""
    arm: Arm | None = None

    @property
    def names(self) -> tuple[str, str]:
        """The experiment and the arm, as answers and events tell them."""
        return (self.experiment, self.arm.name) if self.arm else ("", "")

    @property
    def shows_popular(self) -> bool:
        """Whether what is popular stands in for what was learnt."""
        return self.arm is not None and self.arm.shows == POPULAR

    def put_into(self, wanted: Wanted) -> Wanted:
        """What is asked for, with what the arm says in place of it."""
        if self.arm is None:
            return wanted
        diversity, bought = self.arm.diversity, self.arm.bought
        return replace(
            wanted,
            diversity=wanted.diversity if diversity is None else diversity,
            bought=bought or wanted.bought,
        )


NOTHING = Tried()


def tried_on(experiment: Experiment | None, who: str) -> Tried:
    """What is tried on a person or visitor, by the key that is kept; nothing on who has none."""
    arm = experiment.arm_of(who) if experiment and who else None
    return Tried(experiment.name, arm) if experiment and arm else NOTHING
