"""Who sees which columns: the roles of policy.toml as roles of the model.

The policy speaks of classes of personal data, so the roles hide columns, not rows.
"""

import re

from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.derive.powerbi.tmdl import Part, name_in_tmdl, one_line
from alkasba.errors import NotExpressible
from alkasba.model.expression import names
from alkasba.model.policy import Role
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
    hidden = {table: hidden_columns(shop, roles, role, table) for table in roles.tables}
    tables = tuple(
        Part(
            f"tablePermission {name_in_tmdl(table)}",
            parts=tuple(Part(f"columnPermission {name_in_tmdl(name)} = none") for name in columns),
        )
        for table, columns in hidden.items()
        if columns
    )
    sees = ", ".join(role.sees) or "no personal data"
    return Part(
        f"role {name_in_tmdl(role.name)}", ("modelPermission: read",), tables, f"Sees {sees}"
    )


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
