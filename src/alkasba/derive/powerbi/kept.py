"""What a measure is cut by, where it names that, told in DAX: all else is the whole that is seen.

`ALLSELECTED` takes away what a picture cuts by, and leaves what its page is filtered by.
"""

from collections.abc import Iterator

from alkasba.derive.measures import expand
from alkasba.derive.names import CALENDAR as CALENDAR_COLUMNS
from alkasba.derive.names import find_place, name_of
from alkasba.derive.powerbi.columns import own_columns
from alkasba.derive.powerbi.names import Field, field_of_place, key_of, table_in_dax
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.model.shop import Shop
from alkasba.model.table import Measure, Table


def only_by(shop: Shop, roles: Roles, measure: Measure, text: str) -> str:
    """The expression, cut by no more than the measure names."""
    named = measure.only_by or {}
    if not named:
        return f"CALCULATE({text}, ALLSELECTED())"
    facts = [shop.tables[name] for name in expand(shop, (measure.name,), taken=set()).tables]
    changes = [
        change
        for fact in facts
        for change in (*_whole(shop, roles, fact, named), *_named(shop, roles, measure, fact))
    ]
    return f"CALCULATE({', '.join((text, *dict.fromkeys(changes)))})"


def _whole(shop: Shop, roles: Roles, fact: Table, named: dict[str, str]) -> Iterator[str]:
    """What is seen as a whole: the fact's own columns, and the tables of what is not named."""
    for name in own_columns(shop, fact):
        yield f"ALLSELECTED({Field(fact.name, name)})"
    kept = {end for name in named.values() for end in _reached(roles, fact, name)}
    for table in (CALENDAR, *roles.reached(fact.name)):
        if table not in kept:
            yield f"ALLSELECTED({table_in_dax(table)})"


def _reached(roles: Roles, fact: Table, reference: str) -> list[str]:
    """The tables to which a reference leads; none where the name is of no reference."""
    if reference not in fact.references:
        return []
    member = roles.along(fact.name, (reference,))
    return [member, *roles.reached(member)]


def _named(shop: Shop, roles: Roles, measure: Measure, fact: Table) -> Iterator[str]:
    """What it is cut by: a column, or the members that another fact calls otherwise.

    Of a column those values stay by which it is cut itself; VALUES would also follow what else a
    picture is cut by, such as the months of a year.
    """
    for here, there in (measure.only_by or {}).items():
        if here != there:
            other = roles.along(measure.table, (here,))
            member = roles.along(fact.name, (there,))
            yield f"REMOVEFILTERS({table_in_dax(member)})"
            keys = (key_of(roles, other), key_of(roles, member))
            yield f"TREATAS(VALUES({keys[0]}), {keys[1]})"
        elif there in CALENDAR_COLUMNS:
            yield f"FILTERS({Field(CALENDAR, there)})"
        elif there not in fact.references:
            place = find_place(shop, fact, name_of(there))
            yield f"FILTERS({field_of_place(shop, roles, fact, place)})"
