"""The role that may read the tables: made where we may make roles, and never shown the books."""

from collections.abc import Iterable

from psycopg import sql

from alkasba.warehouse.postgres.connection import Connection
from alkasba.warehouse.postgres.names import Schemas


def has_role(connection: Connection, role: str) -> bool:
    """Whether there is such a role."""
    query = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    return connection.execute(query, [role]).fetchone() is not None


def make_role(connection: Connection, role: str) -> bool:
    """Make a role that can be given to people, but not log in; False where we may not."""
    query = "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
    row = connection.execute(query).fetchone()
    if row is None or not row[0]:
        return False
    connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    return True


def let_read(connection: Connection, schemas: Schemas, role: str, tables: Iterable[str]) -> None:
    """Give the role the right to read these tables, where it has not got it."""
    schema, reader = sql.Identifier(schemas.tables), sql.Identifier(role)
    query = "SELECT has_schema_privilege(%s, %s, 'USAGE')"
    if connection.execute(query, [role, schemas.tables]).fetchone() != (True,):
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, reader))
    for name in tables:
        query = "SELECT has_table_privilege(%s, format('%%I.%%I', %s::text, %s::text), 'SELECT')"
        if connection.execute(query, [role, schemas.tables, name]).fetchone() != (True,):
            place = schemas.table(name)
            connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(place, reader))


def let_go(connection: Connection, schemas: Schemas, role: str, tables: Iterable[str]) -> None:
    """Take the right from a role that is the reader no more."""
    if not role or not has_role(connection, role):
        return
    schema, reader = sql.Identifier(schemas.tables), sql.Identifier(role)
    for name in tables:
        statement = sql.SQL("REVOKE SELECT ON {} FROM {}")
        connection.execute(statement.format(schemas.table(name), reader))
    connection.execute(sql.SQL("REVOKE USAGE ON SCHEMA {} FROM {}").format(schema, reader))
