"""Each fact aggregated on its own by the question's columns: one named step, or several for a level."""

from dataclasses import dataclass
from functools import partial

from alkasba.derive.formula import to_sql
from alkasba.derive.measures import Part
from alkasba.derive.names import Place, name_of
from alkasba.derive.query.scope import Scope
from alkasba.derive.sql import quoted
from alkasba.model.expression import Aggregate, Expression
from alkasba.model.shop import Shop

Step = tuple[str, str]
"""A name and the SQL of a WITH."""


@dataclass(frozen=True, slots=True)
class View:
    """How a question looks at every fact: by which columns, which rows, which days."""

    shop: Shop
    by: tuple[str, ...]
    where: Expression | None
    shift: str | None = None
    as_now: bool = False

    def scope(self, table: str) -> Scope:
        return Scope(self.shop, self.shop.tables[table], self.shift, self.as_now)


def fact_steps(view: View, name: str, parts: dict[str, Part]) -> list[Step]:
    """The steps that give the parts of one fact by the columns; the last one is called `name`.

    All parts are of one table, one rule over time and one filter of days.
    """
    part = next(iter(parts.values()))
    scope = view.scope(part.table)
    columns = by_columns(view, scope)
    columns += [f"{told} AS {quoted(n)}" for n, told in aggregates_sql(scope, parts).items()]
    where = conditions(view, scope, part.where)
    return [(name, select(columns, scope.from_sql(), where))]


def by_columns(view: View, scope: Scope) -> list[str]:
    """The columns of the question, under the names they were asked by."""
    return [f"{scope.sql(scope.find(name_of(term)))} AS {quoted(term)}" for term in view.by]


def time_terms(view: View, scope: Scope) -> list[tuple[str, Place]]:
    """The terms of the question that tell when: the calendar's, and the fact's day."""
    places = [(term, scope.find(name_of(term))) for term in view.by]
    return [(term, place) for term, place in places if is_time(scope, place)]


def is_time(scope: Scope, place: Place) -> bool:
    return place.is_calendar or (not place.path and place.column == scope.fact.day)


def aggregates_sql(scope: Scope, parts: dict[str, Part]) -> dict[str, str]:
    """Each part's aggregation; of nothing, a sum is zero."""
    told = {name: _aggregate(scope, part.aggregate) for name, part in parts.items()}
    zero = {name for name, part in parts.items() if part.is_additive}
    return {
        name: f"COALESCE({sql}, 0)" if name in zero and "SUM(" in sql else sql
        for name, sql in told.items()
    }


def _aggregate(scope: Scope, aggregate: Aggregate) -> str:
    return to_sql(aggregate, scope.own, is_wide=scope.is_whole)


def conditions(view: View, scope: Scope, own: Expression | None) -> list[str]:
    """What a row must meet: the question's condition and the measure's own."""
    tell_asked = partial(to_sql, resolve=scope.asked, is_wide=lambda name: False)
    tell_own = partial(to_sql, resolve=scope.own, is_wide=scope.is_whole)
    asked = [f"({tell_asked(view.where)})"] if view.where else []
    return asked + ([f"({tell_own(own)})"] if own else [])


def select(columns: list[str], source: str, where: list[str]) -> str:
    """A SELECT with its groups."""
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    return f"SELECT {', '.join(columns)} {source}{condition} GROUP BY ALL"
