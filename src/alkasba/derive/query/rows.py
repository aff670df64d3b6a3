"""The rows of the facts that a question adds up, as the warehouse holds them."""

from collections.abc import Sequence
from functools import reduce

from alkasba.derive.ddl import told_columns
from alkasba.derive.measures import Part, Plan, both, expand
from alkasba.derive.query.check import check_question, read_condition
from alkasba.derive.query.question import Question
from alkasba.derive.query.scope import Scope
from alkasba.derive.query.steps import named
from alkasba.derive.query.view import View
from alkasba.derive.sql import quoted
from alkasba.errors import UnknownName, did_you_mean
from alkasba.model.expression import Call, Expression
from alkasba.model.shop import Shop


def tables_of(shop: Shop, question: Question) -> list[str]:
    """The facts that a question adds up; raises DeclarationError where it cannot be asked."""
    return _checked(shop, question)[0].tables


def columns_of_rows(shop: Shop, table: str) -> list[str]:
    """The columns in which the rows of a fact are shown, also what is calculated when asked."""
    return list(told_columns(shop, shop.tables[table]))


def rows_sql(shop: Shop, question: Question, table: str) -> str:
    """The rows of one of the question's facts, by day and key; its limit and offset are of rows.

    Rows that no measure of the question takes in are left out.
    """
    plan, where = _checked(shop, question)
    if table not in plan.tables:
        hint = did_you_mean(table, plan.tables)
        raise UnknownName(f"the question adds up no rows of '{table}'.{hint}")
    fact = shop.tables[table]
    scope = Scope(shop, fact, None, question.as_now)
    own = _any([part for part in plan.parts.values() if part.table == table])
    conditions = View(shop, (), where).conditions(scope, own)
    shown = {name: scope.raw(name) for name in columns_of_rows(shop, table)}
    source = " ".join((f"FROM {quoted(table)}", *scope.joins.values()))
    order = [f"{shown[name]} NULLS LAST" for name in (*_day(fact.day), *fact.key)]
    return " ".join(
        (
            f"SELECT {', '.join(named(shown))} {source}",
            f"WHERE {' AND '.join(conditions)}" if conditions else "",
            f"ORDER BY {', '.join(order)}" if order else "",
            f"LIMIT {question.limit}" if question.limit is not None else "",
            f"OFFSET {question.offset}" if question.offset else "",
        )
    )


def _checked(shop: Shop, question: Question) -> tuple[Plan, Expression | None]:
    where = read_condition(shop, question)
    plan = expand(shop, question.measures, taken=set())
    check_question(shop, question, where, plan)
    return plan, where


def _day(day: str | None) -> tuple[str, ...]:
    return (day,) if day else ()


def _any(parts: Sequence[Part]) -> Expression | None:
    """What a row must meet to be in one of the parts; nothing where one takes in all of them."""
    conditions = [both(part.where, part.aggregate.where) for part in parts]
    if any(condition is None for condition in conditions):
        return None
    return reduce(_either, [condition for condition in conditions if condition is not None])


def _either(first: Expression, second: Expression) -> Expression:
    return first if first == second else Call("or", (first, second))
