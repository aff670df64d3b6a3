"""The measures that the model offers: those of the shop, and what is told of them over time."""

from collections.abc import Iterator
from dataclasses import dataclass

from alkasba.derive.measures import expand, is_days
from alkasba.derive.powerbi.captions import MEASURES, OTHER_DAYS, OVER_TIME
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.names import Field, by_day_name, over_time_name
from alkasba.derive.powerbi.over_time import ABOUT, CHANGES, by_day, told_over_time
from alkasba.derive.powerbi.tmdl import one_line
from alkasba.errors import NotExpressible
from alkasba.model.meaning import as_column
from alkasba.model.shop import Shop
from alkasba.model.table import Measure, Table

PER_CENT, AMOUNT, COUNT, DAY = "0.0 %", "#,0.00", "#,0", "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class ModelMeasure:
    """A measure of the model; `folder` is one of the words of the captions."""

    name: str
    table: str
    expression: str
    format: str
    about: str
    folder: str


def offered_measures(shop: Shop, measures: Measures) -> list[ModelMeasure]:
    """Every measure, each followed by what is derived from it."""
    found: list[ModelMeasure] = []
    for measure in shop.measures.values():
        found.append(_declared(shop, measures, measure))
        found += _over_time(shop, measures, measure)
        found += _by_other_days(shop, measures, measure)
    _check_names(shop, found)
    return found


def other_days(shop: Shop, fact: Table) -> list[str]:
    """The fact's days beside that on which it happened."""
    return [
        name
        for name, column in fact.columns.items()
        if column.type == "day"
        and name != fact.day
        and not (column.is_late and column.formula is not None)
        and not shop.is_hidden(column)
    ]


def _declared(shop: Shop, measures: Measures, measure: Measure) -> ModelMeasure:
    text = measures.tell(measure.name).text
    about = one_line(measure.about or measure.formula_text)
    return ModelMeasure(
        measure.name, measure.table, text, format_of(shop, measure), about, MEASURES
    )


def _over_time(shop: Shop, measures: Measures, measure: Measure) -> Iterator[ModelMeasure]:
    told = measures.tell(measure.name)
    plan = expand(shop, (measure.name,), taken=set())
    # What a picture looks at as a whole has no earlier period of its own.
    if told.kind != "number" or any(part.only_by is not None for part in plan.parts.values()):
        return
    adds_up = all(part.is_additive for part in plan.parts.values())
    is_sum = told.blank == "zero"
    for kind, text in told_over_time(measure.name, adds_up=adds_up and is_sum, is_sum=is_sum):
        form = PER_CENT if kind in CHANGES else format_of(shop, measure)
        yield ModelMeasure(
            over_time_name(measure.name, kind),
            measure.table,
            text,
            form,
            one_line(f"{measure.name}: {ABOUT[kind]}"),
            OVER_TIME,
        )


def _by_other_days(shop: Shop, measures: Measures, measure: Measure) -> Iterator[ModelMeasure]:
    plan = expand(shop, (measure.name,), taken=set())
    parts = plan.parts.values()
    is_of_one = all(
        part.table == measure.table
        and part.over_time is None
        and part.only_by is None
        and not is_days(part.aggregate)
        for part in parts
    )
    if not is_of_one or measures.tell(measure.name).kind != "number":
        return
    for day in other_days(shop, shop.tables[measure.table]):
        yield ModelMeasure(
            by_day_name(measure.name, day),
            measure.table,
            by_day(measure.name, Field(measure.table, day)),
            format_of(shop, measure),
            one_line(f"{measure.name}, told by {day}"),
            OTHER_DAYS,
        )


def format_of(shop: Shop, measure: Measure) -> str:
    """How the figures of a measure are shown."""
    column = as_column(shop, measure)
    if column.type == "day":
        return DAY
    if column.type != "number":
        return ""
    if measure.unit == "%":
        return PER_CENT
    return AMOUNT if column.decimals else COUNT


def _check_names(shop: Shop, found: list[ModelMeasure]) -> None:
    """Power BI does not tell names apart by case, nor a measure from a column of its table."""
    seen: dict[str, str] = {}
    for measure in found:
        first = seen.setdefault(measure.name.casefold(), measure.name)
        if first != measure.name:
            raise NotExpressible(
                f"Power BI cannot tell the measures '{first}' and '{measure.name}' apart, which "
                "differ in case only. Rename one.",
                where=f"tables/{measure.table}.toml, measures.{measure.name}",
            )
        for column in shop.tables[measure.table].columns:
            if column.casefold() == measure.name.casefold():
                raise NotExpressible(
                    f"Power BI cannot tell the measure '{measure.name}' from the column "
                    f"'{column}' of its table. Rename one.",
                    where=f"tables/{measure.table}.toml, measures.{measure.name}",
                )
