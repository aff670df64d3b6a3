"""Tables that are no facts: the rows that differ are changed, so that readers never wait."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection
from psycopg import sql

from alkasba.derive.served import Served
from alkasba.warehouse.postgres.connection import Connection
from alkasba.warehouse.postgres.copying import copy_rows
from alkasba.warehouse.postgres.names import Schemas, listed
from alkasba.warehouse.postgres.tables import column_list


@dataclass(frozen=True, slots=True)
class Coming:
    """A table whose rows of now lie beside it, for the rest of the transaction."""

    table: Served
    beside: sql.Identifier


def bring_members(
    connection: Connection, db: DuckDBPyConnection, schemas: Schemas, table: Served, number: int
) -> Coming:
    """Add new members and change those that differ; those that are gone stay for now."""
    coming = Coming(table, sql.Identifier(f"coming_{number}"))
    connection.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(
            coming.beside, column_list(table, ())
        )
    )
    copy_rows(connection, db, table, coming.beside)
    connection.execute(sql.SQL("ANALYZE {}").format(coming.beside))
    others = [name for name in table.columns if name not in table.key]
    statement = "INSERT INTO {place} AS t ({all}) SELECT {all} FROM {beside} ON CONFLICT ({key}) "
    statement += "DO UPDATE SET ({others}) = ROW({new}) WHERE ({old}) IS DISTINCT FROM ({new})"
    connection.execute(
        sql.SQL(statement).format(
            place=schemas.table(table.name),
            all=listed(table.columns),
            beside=coming.beside,
            key=listed(table.key),
            others=listed(others),
            new=_of("excluded", others),
            old=_of("t", others),
        )
    )
    return coming


def _of(alias: str, names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(alias, name) for name in names)


def drop_members(connection: Connection, schemas: Schemas, coming: Coming) -> None:
    """Take out the members that are gone, now that no fact refers to them any more."""
    key = sql.SQL(" AND ").join(
        sql.SQL("c.{0} = t.{0}").format(sql.Identifier(name)) for name in coming.table.key
    )
    connection.execute(
        sql.SQL("DELETE FROM {} AS t WHERE NOT EXISTS (SELECT 1 FROM {} AS c WHERE {})").format(
            schemas.table(coming.table.name), coming.beside, key
        )
    )


def bring_all(
    connection: Connection, db: DuckDBPyConnection, place: sql.Identifier, table: Served
) -> None:
    """Replace all rows of a small table without a key."""
    connection.execute(sql.SQL("DELETE FROM {}").format(place))
    copy_rows(connection, db, table, place)
