"""Whether a question can be asked: every name is known, and the same in all its facts."""

from alkasba.derive.measures import Plan, find_measure
from alkasba.derive.names import Place, find_place, name_of, same_meaning
from alkasba.derive.query.compare import compared_columns
from alkasba.derive.query.question import Question
from alkasba.derive.query.scope import Scope
from alkasba.errors import WrongValue
from alkasba.model.expression import Expression, Name, aggregates, names
from alkasba.model.formula import is_condition, looks_at_members, read_formula
from alkasba.model.kind import ColumnOf, kind_of
from alkasba.model.meaning import as_column
from alkasba.model.shop import Shop
from alkasba.model.telling import pretty


def read_condition(shop: Shop, question: Question) -> Expression | None:
    """The question's condition; raises WrongValue where it is none."""
    if not question.where:
        return None
    where = question.where
    where = read_formula(where) if isinstance(where, str) else where
    if aggregates(where):
        raise WrongValue("where selects rows before they are added up; it has no sums.")
    if looks_at_members(where):
        raise WrongValue("quantile and share_before look at members; use them in a column.")
    if not is_condition(where):
        raise WrongValue(f"where needs a condition such as year = 2025, not {pretty(where)}.")
    return where


def check_question(shop: Shop, question: Question, where: Expression | None, plan: Plan) -> None:
    """Raise what is wrong with a question whose measures are known."""
    if not plan.tables:
        raise WrongValue("name a measure that adds up something: net_sales, orders.")
    for name in names(where) if where else []:
        if name.of is None and name.name in shop.measures:
            raise WrongValue(f"'{name}' is a measure; where selects rows by their columns.")
    used = [name_of(term) for term in question.by]
    for name in [*used, *(names(where) if where else [])]:
        _check_name(shop, name, plan)
    for part in plan.parts.values():
        for _, there in part.only_by or ():
            find_place(shop, shop.tables[part.table], name_of(there))
    _check_kinds(shop, where, plan)
    if question.compare is not None:
        _check_compared(shop, question)
    _check_columns([*question.by, *compared_columns(question)])


def _check_name(shop: Shop, name: Name, plan: Plan) -> None:
    """Every fact of the question must be reached by the name, and in the same meaning."""
    places: dict[str, Place] = {
        table: find_place(shop, shop.tables[table], name) for table in plan.tables
    }
    same_meaning(str(name), places)


def _check_compared(shop: Shop, question: Question) -> None:
    """A change is one of numbers; a day or a text does not grow."""
    for name in question.measures:
        kind = as_column(shop, find_measure(shop, name)).type
        if kind != "number":
            raise WrongValue(f"'{name}' is a {kind}, and only numbers are compared with others.")


def _check_kinds(shop: Shop, where: Expression | None, plan: Plan) -> None:
    """Texts are not added up, and nothing is compared with what it cannot be."""
    for table in plan.tables if where else []:
        scope = Scope(shop, shop.tables[table])
        _need_flag(where, scope.asked_column)
    for part in plan.parts.values():
        scope = Scope(shop, shop.tables[part.table])
        kind_of(part.aggregate, scope.own_column)
        _need_flag(part.where, scope.own_column)


def _need_flag(condition: Expression | None, column_of: ColumnOf) -> None:
    if condition is not None and kind_of(condition, column_of) != "flag":
        raise WrongValue(f"where needs a condition, but {pretty(condition)} is none.")


def _check_columns(columns: list[str]) -> None:
    for column in columns:
        if columns.count(column) > 1:
            raise WrongValue(f"the answer would have two columns called '{column}'.")
