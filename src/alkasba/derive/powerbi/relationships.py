"""How the tables of the model are related: each fact to its dimensions and to its days."""

from collections.abc import Iterator
from dataclasses import dataclass

from alkasba.derive.powerbi.names import Field, id_of, key_of
from alkasba.derive.powerbi.offered import other_days
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.derive.powerbi.tmdl import Part, name_in_tmdl
from alkasba.model.shop import Shop


@dataclass(frozen=True, slots=True)
class Relationship:
    """From many rows to one; `is_sure` where each row has a partner: SQL may join inside."""

    start: Field
    end: Field
    is_active: bool = True
    is_sure: bool = False


def relationships_of(shop: Shop, roles: Roles) -> list[Relationship]:
    """All of them, in one direction: dimensions filter facts."""
    links = [
        Relationship(
            Field(link.start, f"{link.reference}_key"),
            key_of(roles, link.end),
            # A member that is not known has a row, with the key 0, but refers to nothing itself.
            is_sure=shop.tables[roles.tables[link.start]].is_fact,
        )
        for link in roles.links
    ]
    return [*links, *_to_days(shop)]


def _to_days(shop: Shop) -> Iterator[Relationship]:
    day = Field(CALENDAR, "day")
    for fact in shop.facts.values():
        yield Relationship(Field(fact.name, str(fact.day)), day, is_sure=True)
        for name in other_days(shop, fact):
            yield Relationship(Field(fact.name, name), day, is_active=False)


def relationship_part(shop: Shop, relationship: Relationship) -> Part:
    """The relationship in TMDL."""
    start, end = relationship.start, relationship.end
    properties = (
        "" if relationship.is_active else "isActive: false",
        "relyOnReferentialIntegrity" if relationship.is_sure else "",
        f"fromColumn: {_column(start)}",
        f"toColumn: {_column(end)}",
    )
    name = id_of(shop, "relationship", start.table, start.column)
    return Part(f"relationship {name}", tuple(filter(None, properties)))


def _column(field: Field) -> str:
    return f"{name_in_tmdl(field.table)}.{name_in_tmdl(field.column)}"
