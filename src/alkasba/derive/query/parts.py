"""The parts of measures, put together in steps: each fact is looked at as seldom as can be."""

from alkasba.derive.measures import Part
from alkasba.derive.query.distinct import counted_together, values_step
from alkasba.derive.query.over_time import level_step
from alkasba.derive.query.steps import Steps
from alkasba.derive.query.view import View, fact_step


def groups(parts: dict[str, Part]) -> list[dict[str, Part]]:
    """The parts that one step can give: of one table, one rule over time, one filter of days, cut
    by the same."""
    groups: dict[object, dict[str, Part]] = {}
    for name, part in parts.items():
        alike = (part.table, part.over_time, part.where, part.only_by)
        groups.setdefault(alike, {})[name] = part
    return list(groups.values())


def part_step(view: View, steps: Steps, parts: dict[str, Part]) -> str:
    """Add the step that gives parts of one group; returns its name."""
    over_time = next(iter(parts.values())).over_time
    if over_time is not None:
        return level_step(view, steps, parts, over_time)
    if (value := counted_together(parts)) is not None:
        return values_step(view, steps, parts, value)
    return fact_step(view, steps, parts)
