"""What a page shows, as it stands in its address: period, chosen values, comparison."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from alkasba.derive.query.question import COMPARES
from alkasba.derive.query.values import read_value
from alkasba.derive.web.period import USUAL
from alkasba.derive.web.reach import check_filterable, parameters_of
from alkasba.errors import WrongValue, did_you_mean
from alkasba.model.dashboard import Dashboard
from alkasba.model.shop import Shop

Pairs = list[tuple[str, str]]
OWN = ("period", "from", "to", "compare", "lang", "rows_from", "key")
"""Words of an address that are no column; a column that is called so has an underscore after it."""
NO_COMPARISON = "none"
MOST_VALUES = 100
"""Values that one filter may choose."""


@dataclass(frozen=True, slots=True)
class State:
    """A view of a dashboard. A blank value stands for rows that have none.

    `numbers` are the parameters that are set, and that are not as the shop declares them.
    """

    period: str = USUAL
    compare: str = ""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: dict[str, Decimal] = field(default_factory=dict)

    def choose(self, term: str, *values: str) -> "State":
        """The view with these values of a term, and no others; without values, all of them."""
        chosen = {**self.chosen, term: values}
        return replace(self, chosen={name: kept for name, kept in chosen.items() if kept})

    def pairs(self) -> Pairs:
        """What of it differs from the usual view, as an address writes it."""
        said = [("period", self.period)] if self.period != USUAL else []
        said += [("compare", self.compare)] if self.compare else []
        said += [(word_of(name), str(number)) for name, number in self.numbers.items()]
        return said + [(word_of(n), v) for n, values in self.chosen.items() for v in values]


def word_of(term: str) -> str:
    """How an address calls a column.

    >>> word_of("category"), word_of("period")
    ('category', 'period_')
    """
    return f"{term}_" if term in OWN else term


def written(value: object) -> str:
    """A value of a column as an address writes it; a blank is nothing.

    >>> written(None), written(True), written("Tea")
    ('', 'true', 'Tea')
    """
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_state(shop: Shop, dashboard: Dashboard, pairs: Iterable[tuple[str, str]]) -> State:
    """The view that an address asks for; raises DeclarationError where there is no such view."""
    said, chosen = dict[str, str](), dict[str, tuple[str, ...]]()
    known, numbers = parameters_of(shop, dashboard), dict[str, Decimal]()
    for word, value in pairs:
        if word in OWN:
            said[word] = value.strip()
            continue
        term = word[:-1] if word[:-1] in OWN else word
        if term in known:
            numbers[term] = known[term].at(read_value(term, value)).value
            continue
        check_filterable(shop, dashboard, term)
        chosen[term] = tuple(dict.fromkeys((*chosen.get(term, ()), value)))
    _check_number(chosen)
    set_now = {n: number for n, number in numbers.items() if number != known[n].usual}
    return State(_period(said), _compare(said.get("compare", "")), chosen, set_now)


def _period(said: dict[str, str]) -> str:
    """The period: two days win over a word, since a form sends both."""
    first, last = said.get("from", ""), said.get("to", "")
    if first or last:
        return f"{first or last}..{last or first}"
    return said.get("period") or USUAL


def _check_number(chosen: dict[str, tuple[str, ...]]) -> None:
    for term, values in chosen.items():
        if len(values) > MOST_VALUES:
            raise WrongValue(
                f"{len(values)} values are chosen; {MOST_VALUES} can be.",
                where=term,
                next_step="Choose fewer.",
            )


def _compare(value: str) -> str:
    known = ("", NO_COMPARISON, *COMPARES)
    if value not in known:
        raise WrongValue(
            f"'{value}' is no comparison.{did_you_mean(value, known)}",
            where="compare",
            next_step=f"Write one of: {', '.join(known[1:])}.",
        )
    return value
