"""What a measure means, in words: about, unit, formula, and the measures that it is made of."""

from dataclasses import dataclass

from alkasba.derive.measures import find_measure
from alkasba.model.expression import names
from alkasba.model.shop import Shop
from alkasba.model.table import Measure


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure as its owner declared it."""

    name: str
    table: str
    about: str
    unit: str
    formula: str
    where: str
    over_time: str
    only_by: str = ""


def definitions(shop: Shop, measures: tuple[str, ...]) -> list[Definition]:
    """The measures, then those that they are calculated from, each once."""
    found: dict[str, Definition] = {}
    waiting = list(measures)
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        measure = find_measure(shop, name)
        found[name] = Definition(
            name,
            measure.table,
            measure.about,
            measure.unit,
            measure.formula_text,
            measure.where_text,
            measure.over_time.take if measure.over_time else "",
            _only_by(measure),
        )
        waiting += [str(part) for part in names(measure.formula) if str(part) in shop.measures]
    return list(found.values())


def _only_by(measure: Measure) -> str:
    """The columns that it is cut by, where it is not cut by all."""
    if measure.only_by is None:
        return ""
    return (
        ", ".join(
            here if here == there else f"{here} = {there}"
            for here, there in measure.only_by.items()
        )
        or "-"
    )
