"""What is told of fewer columns than a question is cut by, put beside each of its groups.

The days that are looked at are told of periods alone, a measure with `only_by` of what that names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from alkasba.derive.measures import Part, both, conjuncts, is_days
from alkasba.derive.names import Place, name_of, places_known
from alkasba.derive.query.parts import groups, part_step
from alkasba.derive.query.scope import Scope
from alkasba.derive.query.steps import Steps
from alkasba.derive.query.view import View, fact_step, told
from alkasba.derive.sql import quoted
from alkasba.model.expression import Expression, Name, names

Parts = dict[str, Part]


@dataclass(frozen=True, slots=True)
class Beside:
    """A step that has its `parts` for the groups of some `terms` of the question.

    `is_whole` where these are all the groups that the question has.
    """

    step: str
    terms: tuple[str, ...]
    parts: tuple[str, ...]
    is_whole: bool


def apart(parts: Parts) -> tuple[Parts, Parts]:
    """The parts that have all of a question's groups, and those that stand beside them."""
    beside = {name: part for name, part in parts.items() if is_beside(part)}
    return {name: part for name, part in parts.items() if name not in beside}, beside


def is_beside(part: Part) -> bool:
    return is_days(part.aggregate) or part.only_by is not None


def with_beside(view: View, steps: Steps, source: str | None, parts: Parts) -> str:
    """Add the steps that put these parts beside each group; returns the last's name.

    `source` has the groups; where there is none, they are those of the first part's fact.
    """
    for found in _found(view, steps, parts):
        if source is None and found.is_whole:
            source = found.step
            continue
        groups = source or fact_step(view, steps, {}, of=parts[found.parts[0]].table)
        source = steps.add(f"{view.prefix}with_{found.parts[0]}", _joined(groups, found))
    return str(source)


def _found(view: View, steps: Steps, parts: Parts) -> Iterator[Beside]:
    days = {name: part for name, part in parts.items() if is_days(part.aggregate)}
    for name, part in days.items():
        yield _days(view, steps, name, part.table)
    for some in groups({name: part for name, part in parts.items() if name not in days}):
        yield _only_by(view, steps, some)


def _days(view: View, steps: Steps, name: str, table: str) -> Beside:
    """The number of days of each period asked for, whatever else is asked."""
    scope = view.scope(table)
    fact, day = quoted(table), quoted(str(scope.fact.day))
    ends = (f"(SELECT {end}({day}) FROM {fact})" for end in ("MIN", "MAX"))
    between = f"WHERE calendar.day BETWEEN {' AND '.join(ends)}"
    # Named as the fact is, it takes its place wherever the fact's day is told.
    days = f"(SELECT calendar.day AS {day} FROM calendar {between}) AS {fact}"
    periods = view.periods(scope)
    where = _where(view, scope, scope.is_period)
    sql = scope.select(periods | {name: "COUNT(*)"}, told(where, scope), source=days)
    step = steps.add(f"{view.prefix}{table}_{name}", sql)
    return Beside(step, tuple(periods), (name,), _is_whole(view, tuple(periods), where))


def _only_by(view: View, steps: Steps, parts: Parts) -> Beside:
    """Parts of one fact, cut by those of the question's columns that their measure names."""
    part = next(iter(parts.values()))
    scope, renamed = view.scope(part.table), dict(part.only_by or ())
    terms = tuple(term for term in view.by if _is_kept(scope, term, renamed))
    moved = {name for pair in renamed.items() if pair[0] != pair[1] for name in pair}
    where = _where(view, scope, lambda place: not moved & {*place.path, place.column})
    names_there = tuple((term, renamed[term]) for term in terms if term in renamed)
    part_view = replace(view, by=terms, where=where, names=names_there)
    step = part_step(part_view, steps, parts)
    is_whole = _is_whole(view, terms, where) and not moved & {*terms}
    return Beside(step, terms, tuple(parts), is_whole)


def _is_whole(view: View, terms: tuple[str, ...], where: Expression | None) -> bool:
    """Whether nothing of the question was left out, or it has but one group."""
    return not view.by or (terms == view.by and where == view.where)


def _is_kept(scope: Scope, term: str, renamed: dict[str, str]) -> bool:
    """Whether a column of the question is one that the measure is cut by, or belongs to one."""
    if term in renamed:
        return True
    kept = {name for here, name in renamed.items() if here == name}
    return any(
        place.path[:1] == (name,) or (not place.path and place.column == name)
        for place in places_known(scope.shop, scope.fact, name_of(term))
        for name in kept
    )


def _where(view: View, scope: Scope, is_wanted: Callable[[Place], bool]) -> Expression | None:
    """What of the question's condition the fact knows, and is wanted."""
    found: Expression | None = None
    for part in conjuncts(view.where):
        if all(_is_known(scope, name, is_wanted) for name in names(part)):
            found = both(found, part)
    return found


def _is_known(scope: Scope, name: Name, is_wanted: Callable[[Place], bool]) -> bool:
    return any(map(is_wanted, places_known(scope.shop, scope.fact, name)))


def _joined(groups: str, found: Beside) -> str:
    same = (
        f"{groups}.{quoted(term)} IS NOT DISTINCT FROM {found.step}.{quoted(term)}"
        for term in found.terms
    )
    values = ", ".join(f"{found.step}.{quoted(name)}" for name in found.parts)
    return (
        f"SELECT {groups}.*, {values} FROM {groups} "
        f"LEFT JOIN {found.step} ON {' AND '.join(same) or 'TRUE'}"
    )
