"""What a dashboard can be filtered by, and which of its tiles a filter reaches."""

from collections.abc import Iterable

from alkasba.derive.measures import expand
from alkasba.derive.names import Place, column_of, find_place, name_of, same_meaning
from alkasba.errors import DeclarationError, UnknownName, did_you_mean
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.expression import outer_names
from alkasba.model.links import reachable
from alkasba.model.parameter import Parameter
from alkasba.model.shop import Shop
from alkasba.model.table import Column

WHEN = ("day", "week", "month", "quarter", "year")
"""The calendar's columns that a period takes the place of."""


def facts_of(shop: Shop, measures: tuple[str, ...]) -> list[str]:
    """The facts that measures add up."""
    return expand(shop, measures, taken=set()).tables


def is_period(shop: Shop, term: str) -> bool:
    """Whether a filter is about when: the calendar, or the day of a fact."""
    return term in WHEN or any(term == fact.day for fact in shop.facts.values())


def places(shop: Shop, facts: Iterable[str], term: str) -> dict[str, Place] | None:
    """Where a term stands in each of the facts; None where one of them does not know it."""
    try:
        return _found(shop, facts, term)
    except DeclarationError:
        return None


def _found(shop: Shop, facts: Iterable[str], term: str) -> dict[str, Place]:
    found = {fact: find_place(shop, shop.tables[fact], name_of(term)) for fact in facts}
    same_meaning(term, found)
    return found


def column_at(shop: Shop, facts: Iterable[str], term: str) -> Column:
    """The column that a term means in the first of the facts that know it."""
    for fact in facts:
        if found := places(shop, [fact], term):
            return column_of(shop, found[fact])
    raise UnknownName(f"nothing can be filtered by '{term}'.")


def dimension_at(shop: Shop, facts: Iterable[str], term: str) -> str | None:
    """The dimension whose members a term tells apart, where it is a reference."""
    found = places(shop, facts, term)
    if not found:
        return None
    place = next(iter(found.values()))
    return None if place.is_calendar else shop.tables[place.table].columns[place.column].refers


def filterable(shop: Shop, dashboard: Dashboard) -> list[str]:
    """What the address of a page may choose values of: its filters, and what its tiles cut by.

    Tiles that are cut by a dimension's column are cut by its members once one value is chosen, so
    these can be chosen too.
    """
    terms = dict.fromkeys(term for term in dashboard.filters if not is_period(shop, term))
    for tile in dashboard.tiles:
        facts = facts_of(shop, tile.measures)
        for term in tile.by:
            if is_period(shop, term) or (place := _place(shop, facts, term)) is None:
                continue
            terms[term] = None
            if place.path:
                terms[".".join(place.path)] = None
    return list(terms)


def _place(shop: Shop, facts: list[str], term: str) -> Place | None:
    found = places(shop, facts, term)
    return next(iter(found.values())) if found else None


def unreached(shop: Shop, dashboard: Dashboard) -> dict[str, str]:
    """The declared filters that no tile of the dashboard knows, and why the first does not."""
    facts = [facts_of(shop, tile.measures) for tile in dashboard.tiles]
    return {
        term: _refusal(shop, facts[0], term)
        for term in dashboard.filters
        if facts and not is_period(shop, term)
        if not any(places(shop, some, term) for some in facts)
    }


def _refusal(shop: Shop, facts: list[str], term: str) -> str:
    try:
        _found(shop, facts, term)
    except DeclarationError as error:
        return error.what
    return ""


def check_filterable(shop: Shop, dashboard: Dashboard, term: str) -> None:
    """Raise UnknownName where a page cannot be filtered by a term."""
    known = [*filterable(shop, dashboard), *parameters_of(shop, dashboard)]
    if term not in known:
        raise UnknownName(
            f"the dashboard cannot be filtered by '{term}'.{did_you_mean(term, known)}",
            where=dashboard.name,
            next_step=f"It knows: {', '.join(['period', 'compare', *known])}.",
        )


def parameters_of(shop: Shop, dashboard: Dashboard) -> dict[str, Parameter]:
    """The parameters that some tile of the dashboard depends on."""
    links = {n: [*map(str, outer_names(one.formula))] for n, one in shop.measures.items()}
    shown = {name for tile in dashboard.tiles for name in (*tile.measures, tile.target) if name}
    used = {name for measure in shown for name in reachable(links, measure)}
    return {name: one for name, one in shop.parameters.items() if name in used}


def facts_of_dashboard(shop: Shop, dashboard: Dashboard) -> list[str]:
    """Every fact that a tile of the dashboard adds up."""
    facts = (fact for tile in dashboard.tiles for fact in facts_of(shop, tile.measures))
    return list(dict.fromkeys(facts))


def dated_facts(shop: Shop, dashboard: Dashboard) -> list[str]:
    """The facts whose newest day is the end of the page's periods."""
    facts = facts_of_dashboard(shop, dashboard)
    named = [fact for fact in facts if shop.tables[fact].day in dashboard.filters]
    return named or facts


def members_of(shop: Shop, tile: Tile, term: str) -> str | None:
    """The reference whose members a column's one value holds: category -> product."""
    facts = facts_of(shop, tile.measures)
    place = _place(shop, facts, term)
    if place is None or place.is_calendar or not place.path:
        return None
    reference = ".".join(place.path)
    dimension = shop.tables[place.table]
    is_hidden = shop.is_pseudonym(dimension, dimension.columns[dimension.key[0]])
    is_known = places(shop, facts, reference) is not None
    return reference if is_known and not is_hidden and reference not in tile.by else None
