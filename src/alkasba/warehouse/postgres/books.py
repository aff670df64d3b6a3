"""What PostgreSQL knows of itself: which tables are ours, what they hold, by which run."""

from dataclasses import dataclass

from psycopg import sql

from alkasba.errors import StoreError
from alkasba.settings import SharedWarehouse
from alkasba.warehouse.postgres.connection import Connection
from alkasba.warehouse.postgres.digests import Digest
from alkasba.warehouse.postgres.names import Schemas

BOOKS = {
    "publication": "shop text NOT NULL, run_id text NOT NULL, reader text NOT NULL, "
    "published_at timestamp with time zone NOT NULL",
    "tables": "table_name text PRIMARY KEY",
    "parts": "table_name text, part text, digest text NOT NULL, rows bigint NOT NULL, "
    "run_id text NOT NULL, PRIMARY KEY (table_name, part)",
}


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published there last, by which shop, when, and who may read it."""

    shop: str
    run_id: str
    reader: str
    published_at: str


def open_books(connection: Connection, schemas: Schemas) -> None:
    """Make schemas and books where they are missing; whoever has no right to make any is told."""
    # Two who publish at once would each write half: the second waits, or is told to.
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [schemas.books])
    for schema in schemas.all:
        # IF NOT EXISTS asks for the right to make schemas, even where there is nothing to make.
        if not _answers(connection, "SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]):
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    for name, columns in BOOKS.items():
        if not has_table(connection, schemas.books, name):
            make = sql.SQL("CREATE TABLE {} (" + columns + ")")
            connection.execute(make.format(schemas.book(name)))


def _answers(connection: Connection, query: str, values: list[str]) -> bool:
    return connection.execute(query.encode(), values).fetchone() is not None


def has_table(connection: Connection, schema: str, name: str) -> bool:
    """Whether there is anything of that name."""
    query = (
        "SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s"
    )
    return _answers(connection, query, [schema, name])


def publication(connection: Connection, schemas: Schemas) -> Publication | None:
    """What was published last; None where nothing was."""
    if not has_table(connection, schemas.books, "publication"):
        return None
    query = sql.SQL("SELECT shop, run_id, reader, published_at::text FROM {}")
    row = connection.execute(query.format(schemas.book("publication"))).fetchone()
    return None if row is None else Publication(*map(str, row))


def refuse_other_shop(published: Publication | None, shared: SharedWarehouse, shop: str) -> None:
    """Refuse to replace what another shop has published."""
    if published is not None and published.shop != shop:
        raise StoreError(
            f"schema '{shared.schema}' of {shared.address} holds the warehouse of another shop, "
            f"'{published.shop}'.",
            where="[warehouse] schema",
            next_step=f"Choose another schema, or, if the shop was renamed: DROP SCHEMA "
            f'"{shared.schema}", "{shared.schema}_parts", "{shared.schema}_books" CASCADE.',
        )


def known_tables(connection: Connection, schemas: Schemas) -> set[str]:
    """The tables that we have made there."""
    query = sql.SQL("SELECT table_name FROM {}").format(schemas.book("tables"))
    return {str(name) for (name,) in connection.execute(query)}


def known_parts(connection: Connection, schemas: Schemas) -> dict[str, dict[str, str]]:
    """Table -> part -> the digest of what it holds."""
    query = sql.SQL("SELECT table_name, part, digest FROM {}").format(schemas.book("parts"))
    found: dict[str, dict[str, str]] = {}
    for table, part, digest in connection.execute(query):
        found.setdefault(str(table), {})[str(part)] = str(digest)
    return found


def enter_parts(
    connection: Connection,
    schemas: Schemas,
    table: str,
    *,
    changed: dict[str, Digest],
    gone: list[str],
    run_id: str,
) -> None:
    """Note what a table holds now."""
    book = schemas.book("parts")
    # Values are put in as literals: with parameters, a % in the schema's name would be one.
    connection.execute(
        sql.SQL("DELETE FROM {} WHERE table_name = {} AND part = ANY({}::text[])").format(
            book, table, [*changed, *gone]
        )
    )
    rows = [
        sql.SQL("({}, {}, {}, {}, {})").format(table, part, one.digest, one.rows, run_id)
        for part, one in changed.items()
    ]
    if rows:
        values = sql.SQL(", ").join(rows)
        connection.execute(sql.SQL("INSERT INTO {} VALUES {}").format(book, values))


def enter_table(connection: Connection, schemas: Schemas, table: str) -> None:
    """Note that a table is ours, and holds nothing yet."""
    forget_table(connection, schemas, table)
    enter = sql.SQL("INSERT INTO {} VALUES ({})")
    connection.execute(enter.format(schemas.book("tables"), table))


def forget_table(connection: Connection, schemas: Schemas, table: str) -> None:
    """Note that a table is gone."""
    for book in ("tables", "parts"):
        forget = sql.SQL("DELETE FROM {} WHERE table_name = {}")
        connection.execute(forget.format(schemas.book(book), table))


def enter_publication(
    connection: Connection, schemas: Schemas, *, shop: str, run_id: str, reader: str
) -> None:
    """Note which run is published now."""
    book = schemas.book("publication")
    connection.execute(sql.SQL("DELETE FROM {}").format(book))
    enter = sql.SQL("INSERT INTO {} VALUES ({}, {}, {}, clock_timestamp())")
    connection.execute(enter.format(book, shop, run_id, reader))
