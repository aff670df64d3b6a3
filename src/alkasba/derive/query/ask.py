"""A question told as one SELECT over the warehouse: each fact aggregated on its own, then brought together."""

from alkasba.derive.formula import to_sql
from alkasba.derive.measures import Part, Plan, expand, find_measure, free_name
from alkasba.derive.names import find_place, name_of, same_meaning
from alkasba.derive.query.compare import compared_columns, compared_sql, shift_of
from alkasba.derive.query.over_time import level_steps
from alkasba.derive.query.question import Question
from alkasba.derive.query.readable import readable
from alkasba.derive.query.scope import now_name, now_sql
from alkasba.derive.query.steps import Step, View, fact_steps
from alkasba.derive.sql import quoted
from alkasba.errors import DeclarationError, UnknownName, WrongValue, did_you_mean
from alkasba.model.expression import Expression, Name, aggregates, names
from alkasba.model.formula import is_condition, read_formula
from alkasba.model.shop import Shop


def ask_sql(shop: Shop, question: Question) -> str:
    """The question as SQL for the DuckDB warehouse; raises a DeclarationError that names what is wrong."""
    where = _condition(shop, question)
    plan = expand(shop, question.measures, taken={*question.by})
    _check(shop, question, where, plan)
    view = View(shop, question.by, where, as_now=question.as_now)
    steps = [*_now_steps(shop, question), *_answer_steps(view, plan, "answer", "")]
    if question.compare is None:
        (_, last) = steps.pop()
    else:
        table = shop.tables[plan.tables[0]]
        shift = shift_of(shop, question, where, table)
        earlier = View(shop, question.by, where, shift, question.as_now)
        steps += _answer_steps(earlier, plan, "earlier", "earlier.")
        last = compared_sql(question, "answer", "earlier")
    named = ", ".join(f"{quoted(name)} AS ({sql})" for name, sql in steps)
    return readable(f"WITH {named} {last} {_order(question)}{_limit(question)}")


def columns_of(shop: Shop, question: Question) -> list[str]:
    """The names of the answer's columns, in order."""
    for measure in question.measures:
        find_measure(shop, measure)
    return [*question.by, *compared_columns(question)]


def _condition(shop: Shop, question: Question) -> Expression | None:
    if not question.where:
        return None
    where = read_formula(question.where)
    if aggregates(where):
        raise WrongValue("where selects rows, before they are added up; it has no sums.")
    if not is_condition(where):
        raise WrongValue(f"where needs a condition, such as year = 2025, not {question.where}.")
    for name in names(where):
        if name.of is None and name.name in shop.measures:
            raise WrongValue(f"'{name}' is a measure; where selects rows by their columns.")
    return where


def _check(shop: Shop, question: Question, where: Expression | None, plan: Plan) -> None:
    if not question.measures:
        raise WrongValue("nothing is asked: name a measure.")
    if not plan.tables:
        raise WrongValue("a measure needs at least one aggregation of a fact.")
    used = [name_of(term) for term in question.by] + (names(where) if where else [])
    for name in used:
        _check_name(shop, name, plan)
    columns = columns_of(shop, question)
    for column in columns:
        if columns.count(column) > 1:
            raise WrongValue(f"the answer would have two columns called '{column}'.")


def _check_name(shop: Shop, name: Name, plan: Plan) -> None:
    """Every fact of the question must be reached by the name, and in the same meaning."""
    places = {}
    problems: dict[str, DeclarationError] = {}
    for table in plan.tables:
        try:
            places[table] = find_place(shop, shop.tables[table], name)
        except UnknownName as problem:
            problems[table] = problem
    if problems:
        raise next(iter(problems.values()))
    same_meaning(str(name), places)


def _now_steps(shop: Shop, question: Question) -> list[Step]:
    if not question.as_now:
        return []
    return [(now_name(d), now_sql(d)) for d in shop.dimensions.values() if d.history]


def _answer_steps(view: View, plan: Plan, name: str, prefix: str) -> list[Step]:
    """The steps of one view of the question; the last, called `name`, has its columns and measures."""
    steps: list[Step] = []
    sources: list[str] = []
    for parts in _together(plan.parts):
        part = next(iter(parts.values()))
        source = free_name(f"{prefix}{part.table}.part", set(sources))
        sources.append(source)
        if part.over_time is None:
            steps += fact_steps(view, source, parts)
        else:
            steps += level_steps(view, source, parts, part.over_time)
    if len(sources) > 1:
        steps.append((f"{prefix}together", _together_sql(view, plan, sources)))
    return [*steps, (name, _measures_sql(view, plan, steps[-1][0]))]


def _together(parts: dict[str, Part]) -> list[dict[str, Part]]:
    """The parts that one step can give: of one table, one rule over time, one filter of days."""
    groups: dict[object, dict[str, Part]] = {}
    for name, part in parts.items():
        groups.setdefault((part.table, part.over_time, part.where), {})[name] = part
    return list(groups.values())


def _together_sql(view: View, plan: Plan, sources: list[str]) -> str:
    """One row per group whichever fact has it; a sum is zero where its fact has nothing."""
    columns = [quoted(term) for term in view.by]
    for name, part in plan.parts.items():
        value = f"ANY_VALUE({quoted(name)})"
        value = f"COALESCE({value}, 0)" if part.is_additive else value
        columns.append(f"{value} AS {quoted(name)}")
    rows = " UNION ALL BY NAME ".join(f"SELECT * FROM {quoted(source)}" for source in sources)
    return f"SELECT {', '.join(columns)} FROM ({rows}) AS parts GROUP BY ALL"


def _measures_sql(view: View, plan: Plan, source: str) -> str:
    columns = [quoted(term) for term in view.by]
    for measure, formula in plan.formulas.items():
        told = to_sql(
            formula,
            lambda name: quoted(name.name),
            is_wide=lambda name: plan.parts[name.name].is_additive,
        )
        columns.append(f"{told} AS {quoted(measure)}")
    return f"SELECT {', '.join(columns)} FROM {quoted(source)}"


def _order(question: Question) -> str:
    known = [*question.by, *compared_columns(question)]
    order = []
    for term in question.order:
        name = term.removeprefix("-")
        if name not in known:
            raise UnknownName(
                f"the answer cannot be ordered by '{name}'.{did_you_mean(name, known)}"
                f" It has: {', '.join(known)}."
            )
        order.append(f"{quoted(name)}{' DESC' if term != name else ''} NULLS LAST")
    order += [f"{quoted(term)} NULLS LAST" for term in question.by if term not in question.order]
    return f"ORDER BY {', '.join(order)}" if order else ""


def _limit(question: Question) -> str:
    if question.limit is None:
        return ""
    if question.limit < 1:
        raise WrongValue("limit is the number of rows wanted, 1 or more.")
    return f" LIMIT {question.limit}"
