"""What measures say of the members of one dimension, step by step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from alkasba.derive.formula import to_sql
from alkasba.derive.measures import Part, Plan, both, expand, free_name
from alkasba.derive.query.parts import groups, part_step
from alkasba.derive.query.spans import Days, periods_within, within
from alkasba.derive.query.steps import Steps, select
from alkasba.derive.query.view import View, table_of
from alkasba.derive.sql import quoted
from alkasba.model.expression import Call, Expression, Literal, Name
from alkasba.model.shop import Shop
from alkasba.model.table import Reckoning, Table
from alkasba.model.ways import way_to

MEMBER, PERIOD = "of.member", "of.period"
"""What the steps call a member and a period; no column has a dot in its name."""
EXACT = "DECIMAL(38, 10)"
"""In what the values of periods are put together."""
TAKES = {"stddev": "stddev_samp", "avg": "avg", "min": "min", "max": "max"}
NO_DAYS = Days(date.max, date.min)

Ends = Mapping[str, Days | None]
"""The days of each fact, from the first to the last; None where it has no row."""


@dataclass(slots=True)
class Told:
    """Collects the parts of measures, each with the way to the member, and the steps that give
    them."""

    shop: Shop
    table: Table
    ends: Ends
    steps: Steps
    parts: dict[str, dict[str, Part]] = field(default_factory=dict)

    def value(self, reckoned: Reckoning) -> str:
        """SQL of a measure for a member; a sum of nothing is zero, as in any answer."""
        plan = expand(self.shop, (reckoned.measure,), taken=set())
        days = self._days(reckoned)
        known = {
            name: self._part(_limited(self.shop, part, days), reckoned.by)
            for name, part in plan.parts.items()
        }
        return _formula(plan, reckoned.measure, {n: quoted(name) for n, name in known.items()})

    def _days(self, reckoned: Reckoning) -> Days | None:
        """The days that are looked at; None for all."""
        known = self.ends[self.shop.measures[reckoned.measure].table]
        if reckoned.within is None:
            return None
        return within(known, reckoned.within) if known else NO_DAYS

    def _part(self, part: Part, by: str | None) -> str:
        """The name of a part; the same part has one name however often it is used."""
        parts = self.parts.setdefault(self._term(part.table, by), {})
        for name, known in parts.items():
            if known == part:
                return name
        taken = {name for others in self.parts.values() for name in others}
        # With a dot before it no part is called as a column of the members.
        name = free_name(f".{part.aggregate.function}", taken)
        parts[name] = part
        return name

    def _term(self, fact: str, by: str | None) -> str:
        """The member as questions to a fact call it."""
        references = self.shop.tables[fact].references
        way = way_to(self.shop, self.shop.tables[fact], self.table.name, by)
        # With its fact before it a reference is not taken for a word of the calendar.
        is_plain = len(way) > 1 or fact in references
        return ".".join(way if is_plain else (fact, *way))

    def joins(self) -> list[str]:
        """Add the steps that give all parts; returns how they are joined with the members."""
        joins = []
        for term, parts in self.parts.items():
            for group in groups(parts):
                step = part_step(View(self.shop, (term,), None), self.steps, group)
                joins.append(self._join(step, term))
        return joins

    def _join(self, step: str, term: str) -> str:
        key = quoted(self.table.key[0])
        return f"LEFT JOIN {step} ON {step}.{quoted(term)} = member.{key}"

    def series(self, columns: Mapping[str, Reckoning], joins: list[str]) -> dict[str, str]:
        """SQL of columns that are told by the values of periods; adds what is joined for them.

        A period without rows counts as a sum of nothing does, so that every member has as many.
        """
        first = next(iter(columns.values()))
        known, per = self.ends[self.shop.measures[first.measure].table], str(first.per)
        days, number = periods_within(known, per, first.within) if known else (NO_DAYS, 0)
        measures = tuple(dict.fromkeys(one.measure for one in columns.values()))
        plan = expand(self.shop, measures, taken=set())
        lists = {
            f"list.{measure}": f"list({_exact(_formula(plan, measure))} ORDER BY {quoted(PERIOD)})"
            for measure in measures
        }
        rows = self._of_periods(plan, first, days)
        told = [f"{sql} AS {quoted(name)}" for name, sql in lists.items()]
        step = self.steps.add(
            f"{self.table.name}_{per}s", select([quoted(MEMBER), *told], f"FROM {rows}")
        )
        joins.append(self._join(step, MEMBER))
        return {
            name: _take(one, f"{step}.{quoted(f'list.{one.measure}')}", number, plan)
            for name, one in columns.items()
        }

    def _of_periods(self, plan: Plan, reckoned: Reckoning, days: Days) -> str:
        """Add the steps that give the parts by member and period; returns the last's name."""
        when = f"calendar.{reckoned.per}"
        sources = []
        for parts in groups(plan.parts):
            term = self._term(table_of(parts), reckoned.by)
            view = View(self.shop, (term, when), _between(Name("day", "calendar"), days))
            step = part_step(view, self.steps, parts)
            named = f"{quoted(term)} AS {quoted(MEMBER)}, {quoted(when)} AS {quoted(PERIOD)}"
            sources.append(f"SELECT {named}, {', '.join(map(quoted, parts))} FROM {step}")
        values = [f"ANY_VALUE({quoted(name)}) AS {quoted(name)}" for name in plan.parts]
        source = f"FROM ({' UNION ALL BY NAME '.join(sources)}) AS sources"
        return self.steps.add(
            f"{self.table.name}_periods", select([quoted(MEMBER), quoted(PERIOD), *values], source)
        )


def _limited(shop: Shop, part: Part, days: Days | None) -> Part:
    """A part that looks at certain days only."""
    if days is None:
        return part
    limit = _between(Name(str(shop.tables[part.table].day)), days)
    if part.over_time is not None:
        return replace(part, where=both(part.where, limit))
    where = both(part.aggregate.where, limit)
    return replace(part, aggregate=replace(part.aggregate, where=where))


def _between(day: Name, days: Days) -> Expression:
    ends = (Literal(end.isoformat()) for end in (days.first, days.last))
    return Call("between", (day, *ends))


def _formula(plan: Plan, measure: str, known: Mapping[str, str] | None = None) -> str:
    """SQL of a measure over its parts, which are called as `known` says."""

    def resolve(name: Name) -> str:
        told = known[name.name] if known else quoted(name.name)
        return f"COALESCE({told}, 0)" if plan.parts[name.name].is_additive else told

    return _tell(plan, measure, resolve)


def _of_nothing(plan: Plan, measure: str) -> str:
    """SQL of a measure where there is no row: zero where it adds up, else nothing."""
    return _tell(plan, measure, lambda name: "0" if plan.parts[name.name].is_additive else "NULL")


def _tell(plan: Plan, measure: str, resolve: Callable[[Name], str]) -> str:
    return to_sql(
        plan.formulas[measure], resolve, is_wide=lambda name: plan.parts[name.name].is_additive
    )


def _exact(sql: str) -> str:
    return f"TRY(CAST({sql} AS {EXACT}))"


def _take(reckoned: Reckoning, values: str, number: int, plan: Plan) -> str:
    """What is made of the values of all periods, those without rows at the end."""
    nothing = f"CAST({_of_nothing(plan, reckoned.measure)} AS {EXACT})"
    whole = f"list_resize(COALESCE({values}, []), {number}, {nothing})"
    return f"list_{TAKES[str(reckoned.take)]}({whole})"
