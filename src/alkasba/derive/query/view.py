"""How a question looks at a fact: by which columns, at which rows, at which days."""

from dataclasses import dataclass, replace

from alkasba.derive.formula import OF_FLAGS, to_sql
from alkasba.derive.measures import Part
from alkasba.derive.names import Place, name_of
from alkasba.derive.query.scope import Scope
from alkasba.derive.query.steps import Steps
from alkasba.model.expression import Aggregate, Expression
from alkasba.model.kind import kind_of
from alkasba.model.shop import Shop
from alkasba.model.telling import PRECEDENCE, binding


@dataclass(frozen=True, slots=True)
class View:
    """The part of a question that is the same for every fact; its steps begin with `prefix`.

    `names` tells what a fact calls some of the columns otherwise than the question does.
    """

    shop: Shop
    by: tuple[str, ...]
    where: Expression | None
    as_now: bool = False
    shift: str | None = None
    prefix: str = ""
    names: tuple[tuple[str, str], ...] = ()

    def scope(self, table: str) -> Scope:
        return Scope(self.shop, self.shop.tables[table], self.shift, self.as_now)

    def places(self, scope: Scope) -> dict[str, Place]:
        """Where each term of the question stands in a fact."""
        there = dict(self.names)
        return {term: scope.find(name_of(there.get(term, term))) for term in self.by}

    def columns(self, scope: Scope) -> dict[str, str]:
        """The question's columns, under the terms they were asked by."""
        return {term: scope.sql(place) for term, place in self.places(scope).items()}

    def periods(self, scope: Scope) -> dict[str, str]:
        """Those of the question's columns that tell when: the calendar's, and the fact's day."""
        return {
            term: scope.sql(place)
            for term, place in self.places(scope).items()
            if scope.is_period(place)
        }

    def conditions(self, scope: Scope, own: Expression | None = None) -> list[str]:
        """What a row must meet: the question's condition, and the measure's own."""
        return told(self.where, scope) + ([_operand(own, to_sql(own, scope.own))] if own else [])


def told(condition: Expression | None, scope: Scope) -> list[str]:
    """A question's condition, or a part of it, in SQL."""
    return [_operand(condition, to_sql(condition, scope.asked))] if condition else []


def _operand(condition: Expression, sql: str) -> str:
    return sql if binding(condition) > PRECEDENCE["or"] else f"({sql})"


def fact_step(view: View, steps: Steps, parts: dict[str, Part], of: str = "") -> str:
    """Add the step that gives parts of one fact; returns its name.

    `of` names the fact where no part does: then the step gives its groups alone.
    """
    table = of or table_of(parts)
    scope = view.scope(table)
    columns = view.columns(scope) | aggregations(scope, parts)
    sql = scope.select(columns, view.conditions(scope))
    return steps.add(f"{view.prefix}{table}_sums", sql)


def table_of(parts: dict[str, Part]) -> str:
    """The one table that the parts of a step have in common."""
    (table,) = {part.table for part in parts.values()}
    return table


def aggregations(scope: Scope, parts: dict[str, Part]) -> dict[str, str]:
    """Each part's aggregation; a sum over nothing is zero, a level of nothing is empty."""
    return {
        name: _or_zero(_aggregation(scope, part.aggregate), part) for name, part in parts.items()
    }


def _or_zero(sql: str, part: Part) -> str:
    if part.is_additive and part.aggregate.function == "sum":
        return f"COALESCE({sql}, 0)"
    return sql


def function_of(scope: Scope, aggregate: Aggregate) -> str:
    """The function of an aggregation, which has words of its own where it is of flags."""
    is_flag = kind_of(aggregate, scope.own_column) == "flag"
    return OF_FLAGS[aggregate.function] if is_flag else aggregate.function


def _aggregation(scope: Scope, aggregate: Aggregate) -> str:
    told = replace(aggregate, function=function_of(scope, aggregate))
    return to_sql(told, scope.own, is_wide=scope.is_whole, decimals=scope.own_decimals)
