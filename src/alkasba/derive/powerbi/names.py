"""How tables, columns and measures are called in the Power BI model, and the ids of its parts."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from alkasba.derive.names import Place, find_place, name_of
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.errors import NotExpressible
from alkasba.model.shop import Shop
from alkasba.model.table import Table

NAMESPACE = uuid5(NAMESPACE_URL, "urn:alkasba:powerbi")
LAST_YEAR, PREVIOUS, CHANGE = "last year", "previous period", "change on last year"
PREVIOUS_CHANGE, TO_DATE, RUNNING = "change on previous period", "year to date", "running total"
COMPARED = {"last_year": (LAST_YEAR, CHANGE), "previous": (PREVIOUS, PREVIOUS_CHANGE)}
"""What a tile is compared with -> the measures that tell the earlier value and the change."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table of the model.

    >>> str(Field("with_product", "name"))
    "'with_product'[name]"
    """

    table: str
    column: str

    def __str__(self) -> str:
        return f"{table_in_dax(self.table)}[{in_brackets(self.column)}]"


def table_in_dax(name: str) -> str:
    """A table as DAX writes it."""
    return "'" + name.replace("'", "''") + "'"


def in_brackets(name: str) -> str:
    """A name as it stands in brackets."""
    return name.replace("]", "]]")


def measure_in_dax(name: str) -> str:
    """A measure as DAX writes it; no table stands before it."""
    return f"[{in_brackets(name)}]"


def over_time_name(measure: str, kind: str) -> str:
    """What a measure derived from another is called; no declared name has a blank in it.

    >>> over_time_name("net_sales", LAST_YEAR)
    'net_sales last year'
    """
    return f"{measure} {kind}"


def by_day_name(measure: str, day: str) -> str:
    """What a measure is called that is told by another day of its fact."""
    return f"{measure} by {day}"


def id_of(shop: Shop, *names: str) -> str:
    """The id of a part of the shop's project: the same in every build."""
    shop_id = UUID(str(uuid5(NAMESPACE, shop.name)))
    return str(uuid5(shop_id, "\n".join(names)))


def project_name(shop: Shop) -> str:
    """What the project's files are called: the shop's name, without signs that a file cannot have.

    >>> from pathlib import Path; from alkasba.model.shop import Calendar
    >>> project_name(Shop(Path(), "Herbs & Teas / Fez", "EUR", Calendar(), {}, {}))
    'Herbs Teas Fez'
    """
    kept = "".join(sign if sign.isalnum() or sign in "-_" else " " for sign in shop.name)
    return " ".join(kept.split())[:60].strip() or "shop"


def field_of_place(shop: Shop, roles: Roles, fact: Table, place: Place) -> Field:
    """The column of the model in which a place of a fact is told.

    What tells when stands in the calendar; a reference is told by its member's label.
    """
    if place.is_calendar:
        return Field(CALENDAR, place.column)
    if not place.path and place.column == fact.day:
        return Field(CALENDAR, "day")
    table = roles.along(fact.name, place.path)
    declared = shop.tables[roles.tables[table]]
    if place.column not in declared.references:
        return Field(table, place.column)
    member = roles.along(table, (place.column,))
    return Field(member, label_of(shop, roles, member))


def key_of(roles: Roles, table: str) -> Field:
    """The surrogate key of a dimension of the model."""
    return Field(table, f"{roles.tables[table]}_key")


def label_of(shop: Shop, roles: Roles, table: str) -> str:
    """The column of a dimension that people read."""
    declared = shop.tables[roles.tables[table]]
    return declared.label or declared.key[0]


def field_of(shop: Shop, roles: Roles, facts: list[str], term: str) -> Field:
    """The one column of the model that a term of a question means in all of its facts.

    Raises NotExpressible where Power BI would need one column for two.
    """
    tables = [shop.tables[fact] for fact in facts]
    places = {fact.name: find_place(shop, fact, name_of(term)) for fact in tables}
    fields = {fact.name: field_of_place(shop, roles, fact, places[fact.name]) for fact in tables}
    if len(set(fields.values())) == 1:
        return next(iter(fields.values()))
    told = ", ".join(f"{fact}: {field}" for fact, field in fields.items())
    raise NotExpressible(
        f"Power BI has no one column for '{term}' of all facts here ({told}). "
        "Write it in full, or ask each fact in a tile of its own."
    )
