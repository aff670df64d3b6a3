"""Who sees what: the roles of policy.toml as roles of the model.

Classes of personal data that a role does not see are columns that it has not got. Members that it
names are the rows of a dimension that it has; relationships take the rows of facts along.
"""

import re
from decimal import Decimal
from functools import reduce

from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.dax import Told, is_true
from alkasba.derive.powerbi.names import Field
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.derive.powerbi.tmdl import Part, name_in_tmdl, one_line
from alkasba.errors import NotExpressible
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name, names
from alkasba.model.kind import KINDS
from alkasba.model.policy import NONE, Role, RowValue
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table

NAME = re.compile(r"\w[\w -]{0,59}")
"""What a role may be called: its name becomes that of a file."""


def role_part(shop: Shop, roles: Roles, role: Role) -> Part:
    """A role, with the columns that it does not see."""
    if not NAME.fullmatch(role.name) or role.name.endswith(" "):
        raise NotExpressible(
            f"a file is called as the role '{one_line(role.name)}', which holds other signs than "
            "letters, digits, blanks and hyphens, or too many. Rename it."
        )
    tables = (_permission(shop, roles, role, table) for table in roles.tables)
    return Part(
        f"role {name_in_tmdl(role.name)}",
        ("modelPermission: read",),
        tuple(part for part in tables if part.expression or part.parts),
        one_line(_about(role)),
    )


def _permission(shop: Shop, roles: Roles, role: Role, table: str) -> Part:
    columns = hidden_columns(shop, roles, role, table)
    return Part(
        f"tablePermission {name_in_tmdl(table)}",
        parts=tuple(Part(f"columnPermission {name_in_tmdl(name)} = none") for name in columns),
        expression=seen_rows(shop, roles, role, table),
    )


def _about(role: Role) -> str:
    told = [", ".join(role.sees) or "no personal data"]
    for table, columns in role.members.items():
        for column, values in columns.items():
            told.append(f"where {table}.{column} is {' or '.join(map(str, values))}")
    told += [f"{said} of {fact}" for fact, said in role.facts.items()]
    return "Sees " + "; ".join(told)


def seen_rows(shop: Shop, roles: Roles, role: Role, table: str) -> str:
    """DAX that is true of the rows of a table of the model that a role sees; nothing for all.

    It holds for every version of a member and for every part that its dimension plays. The member
    that stands for what is not known is blank where it is no text, and a blank is none of a list.
    """
    source = roles.tables[table]
    if role.facts.get(source) == NONE:
        return "FALSE()"
    conditions = [
        Call("in", (Name(column), *map(_constant, values)))
        for column, values in role.members.get(source, {}).items()
    ]
    if not conditions:
        return ""

    def resolve(name: Name | Aggregate) -> Told:
        column = str(name)
        kind = KINDS[shop.tables[source].columns[column].type]
        return Told(str(Field(table, column)), kind, "empty")

    return is_true(reduce(_both, conditions), resolve)


def _both(first: Expression, second: Expression) -> Call:
    return Call("and", (first, second))


def _constant(value: RowValue) -> Literal:
    is_plain = isinstance(value, str | bool)
    return Literal(value if is_plain else Decimal(value))  # type: ignore[arg-type]


def hidden_columns(shop: Shop, roles: Roles, role: Role, table: str) -> list[str]:
    """The columns of a table of the model that a role does not see."""
    if table == CALENDAR:
        return []
    declared = shop.tables[roles.tables[table]]
    return [
        column.name
        for column in columns_of(shop, roles, table).values()
        if column.declared is not None and not _is_seen(shop, declared, column.declared, role)
    ]


def _is_seen(shop: Shop, table: Table, column: Column, role: Role) -> bool:
    """Whether a role sees a column and all that it is calculated from.

    A pseudonym stays, for counting; it says nothing of who someone is, and no picture shows it.
    """
    if shop.is_pseudonym(table, column):
        return True
    if column.personal not in (None, "none", *role.sees):
        return False
    if not table.is_fact or not column.is_late or column.formula is None:
        return True
    return all(
        _is_part_seen(shop, table, str(n.of or ""), n.name, role) for n in names(column.formula)
    )


def _is_part_seen(shop: Shop, table: Table, of: str, name: str, role: Role) -> bool:
    owner = shop.tables[table.references[of]] if of else table
    return _is_seen(shop, owner, owner.columns[name], role)
