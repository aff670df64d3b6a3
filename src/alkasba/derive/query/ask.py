"""A question as one SELECT: each fact is aggregated on its own, then they are brought together."""

from alkasba.derive.formula import to_sql
from alkasba.derive.measures import Part, Plan, expand, find_measure
from alkasba.derive.query.beside import apart, with_beside
from alkasba.derive.query.check import check_question, read_condition
from alkasba.derive.query.compare import compared_columns, compared_sql, shift_of
from alkasba.derive.query.parts import groups, part_step
from alkasba.derive.query.question import Question
from alkasba.derive.query.readable import readable
from alkasba.derive.query.scope import now_name, now_sql
from alkasba.derive.query.steps import Steps, select
from alkasba.derive.query.view import View
from alkasba.derive.sql import quoted
from alkasba.errors import NotExpressible, UnknownName, WrongValue, did_you_mean
from alkasba.model.expression import Expression
from alkasba.model.shop import Shop


def ask_sql(shop: Shop, question: Question) -> str:
    """The question as SQL for the DuckDB warehouse; a DeclarationError where it has no answer."""
    return readable(answerable(shop, question))


def answerable(shop: Shop, question: Question) -> str:
    """The question as SQL that no person reads; a DeclarationError where it has no answer."""
    try:
        return _told(shop, question)
    except RecursionError:
        raise NotExpressible("the formulas of these measures are nested too deep.") from None


def columns_of(shop: Shop, question: Question) -> list[str]:
    """The names of the answer's columns, in order."""
    for measure in question.measures:
        find_measure(shop, measure)
    return [*question.by, *compared_columns(question)]


def _told(shop: Shop, question: Question) -> str:
    shop = shop.with_values(question.parameters)
    where = read_condition(shop, question)
    plan = expand(shop, question.measures, taken={*question.by})
    check_question(shop, question, where, plan)
    view = View(shop, question.by, where, question.as_now)
    steps = Steps(_taken(shop))
    if question.as_now:
        _add_now_steps(shop, steps)
    last = _answer(view, plan, steps)
    if question.compare is not None:
        last = _compared(question, view, plan, steps, last)
    return f"{steps.before(last)}{_order(question)}{_limit(question)}"


def _taken(shop: Shop) -> set[str]:
    """The names that a step must not have: those of tables, and of references, which are joined."""
    references = {name for table in shop.tables.values() for name in table.references}
    return {*shop.tables, *references, "calendar"}


def _add_now_steps(shop: Shop, steps: Steps) -> None:
    for dimension in shop.dimensions.values():
        if dimension.history:
            steps.add(now_name(dimension), now_sql(dimension))


def _answer(view: View, plan: Plan, steps: Steps) -> str:
    """The SELECT of the question's columns and measures; adds the steps that it needs."""
    added_up, beside = apart(plan.parts)
    sources = [part_step(view, steps, parts) for parts in groups(added_up)]
    source = sources[0] if sources else None
    if len(sources) > 1:
        source = steps.add(f"{view.prefix}together", _together(view, added_up, sources))
    return _measures(view, plan, with_beside(view, steps, source, beside))


def _together(view: View, parts: dict[str, Part], sources: list[str]) -> str:
    """One row per group, whichever fact has it; a sum is zero where its fact has nothing."""
    columns = [quoted(term) for term in view.by]
    for name, part in parts.items():
        value = f"ANY_VALUE({quoted(name)})"
        value = f"COALESCE({value}, 0)" if part.is_additive else value
        columns.append(f"{value} AS {quoted(name)}")
    rows = " UNION ALL BY NAME ".join(f"SELECT * FROM {source}" for source in sources)
    return select(columns, f"FROM ({rows}) AS sources")


def _measures(view: View, plan: Plan, source: str) -> str:
    columns = [quoted(term) for term in view.by]
    for measure, formula in plan.formulas.items():
        columns.append(f"{_measure(formula, plan)} AS {quoted(measure)}")
    return f"SELECT {', '.join(columns)} FROM {source}"


def _measure(formula: Expression, plan: Plan) -> str:
    return to_sql(
        formula,
        lambda name: quoted(name.name),
        is_wide=lambda name: plan.parts[name.name].is_additive,
    )


def _compared(question: Question, view: View, plan: Plan, steps: Steps, answer: str) -> str:
    shift = shift_of(view, question, plan.tables[0])
    shifted = View(view.shop, view.by, view.where, view.as_now, shift, "earlier_")
    now = steps.add("answer", answer)
    earlier = steps.add("earlier", _answer(shifted, plan, steps))
    return compared_sql(question, now, earlier)


def _order(question: Question) -> str:
    known = [*question.by, *compared_columns(question)]
    order: dict[str, str] = {}
    for term in question.order:
        name = term.removeprefix("-")
        if name not in known:
            raise UnknownName(
                f"the answer cannot be ordered by '{name}'.{did_you_mean(name, known)}"
                f" It has: {', '.join(known)}."
            )
        order[name] = "" if term == name else " DESC"
    # What is equal in the order asked for still comes in the same order each time.
    order = order | {term: "" for term in question.by if term not in order}
    terms = [f"{quoted(name)}{direction} NULLS LAST" for name, direction in order.items()]
    return f" ORDER BY {', '.join(terms)}" if terms else ""


def _limit(question: Question) -> str:
    limit = "" if question.limit is None else f" LIMIT {question.limit}"
    if question.limit is not None and question.limit < 1:
        raise WrongValue("limit is the number of rows wanted, 1 or more.")
    return f"{limit} OFFSET {question.offset}" if question.offset else limit
