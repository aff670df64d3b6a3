"""The parts `events` and `experiment` of a fact's [recommend]."""

import re
from decimal import Decimal

from alkasba.errors import did_you_mean
from alkasba.model.entry import Entry
from alkasba.model.experiment import BOUGHT, MODEL, SHOWN, Arm, Experiment

WEIGHED = ("clicked", "bought")
"""The events that may weigh in a training, beside a purchase, which weighs 1."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
MOST_DAYS, HEAVIEST = 90, 1


def read_weights(entry: Entry) -> dict[str, float]:
    """How much each kind of event weighs; those that are not said weigh nothing."""
    part = entry.part("events")
    found = {}
    for name in WEIGHED:
        weight = part.take(name)
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if weight is not None and not (is_number and 0 <= weight <= HEAVIEST):
            part.wrong(name, f"a weight from 0 to {HEAVIEST} is needed; a purchase weighs 1.")
        elif weight:
            found[name] = float(weight)
    if "shown" in part.data:
        part.take("shown")
        part.wrong("shown", "what was shown and left alone tells nothing of what is wanted.")
    part.finish()
    return found


def read_experiment(entry: Entry) -> Experiment | None:
    """The part `[recommend.experiment]`, if there is one."""
    if "experiment" not in entry.data:
        entry.take("experiment")
        return None
    part = entry.part("experiment")
    parts = part.parts("arms")
    experiment = Experiment(
        name=_name(part, "name", part.text("name")),
        control=part.text("control"),
        arms=tuple(_arm(part, name, arm) for name, arm in parts.items()),
        days=part.whole("days", default=14),
    )
    _check(part, experiment)
    part.finish()
    return experiment


def _name(part: Entry, key: str, name: str) -> str:
    if not NAME.fullmatch(name):
        part.wrong(key, "a name of at most 60 letters, digits, '-', '_' and '.' is needed.")
    return name


def _arm(part: Entry, name: str, entry: Entry) -> Arm:
    diversity = entry.share_or_none("diversity")
    arm = Arm(
        name=_name(part, "arms", name),
        share=entry.share_or_none("share") or Decimal(0),
        shows=entry.one_of("shows", SHOWN, default=MODEL),
        diversity=None if diversity is None else float(diversity),
        bought=entry.one_of("bought", BOUGHT, default="any") if "bought" in entry.data else None,
    )
    entry.take("bought")
    if not arm.share:
        entry.wrong("share", "say the share of the people who are in it: share = 0.5.")
    entry.finish()
    return arm


def _check(part: Entry, experiment: Experiment) -> None:
    names = [arm.name for arm in experiment.arms]
    if len(names) < 2:
        part.wrong("arms", "at least two arms are needed, to be compared.")
    if names and experiment.control not in names:
        near = did_you_mean(experiment.control, names)
        what = f"say which arm the others are compared with: one of {', '.join(names)}.{near}"
        part.wrong("control", what)
    if (total := sum(arm.share for arm in experiment.arms)) > 1:
        part.wrong("arms", f"the shares are {total} in all; everybody is 1.")
    if not 1 <= experiment.days <= MOST_DAYS:
        part.wrong("days", f"a number of days from 1 to {MOST_DAYS} is needed.")
