"""Tables there as they are wanted: made where they are missing, made anew where they are others."""

from collections.abc import Iterable, Mapping

from psycopg import sql

from alkasba.derive.served import Served
from alkasba.errors import StoreError
from alkasba.warehouse.postgres import books
from alkasba.warehouse.postgres.connection import Connection
from alkasba.warehouse.postgres.names import Schemas, listed

FEWEST_MEMBERS = 50
"""An index of a reference to fewer members finds no less than the whole table, and is none."""

LAYOUT = """
SELECT a.attname::text, format_type(a.atttypid, a.atttypmod) FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND c.relkind = %s AND a.attnum > 0
AND NOT a.attisdropped ORDER BY a.attnum
"""
REFERRING = """
SELECT n.nspname::text, r.relname::text, c.conname::text FROM pg_constraint AS c
JOIN pg_class AS r ON r.oid = c.conrelid JOIN pg_namespace AS n ON n.oid = r.relnamespace
JOIN pg_class AS t ON t.oid = c.confrelid JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
WHERE c.contype = 'f' AND c.conparentid = 0 AND tn.nspname = %s AND t.relname = %s
AND n.nspname = %s
"""
PRIMARY = """
SELECT 1 FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
JOIN pg_namespace AS n ON n.oid = r.relnamespace
WHERE n.nspname = %s AND r.relname = %s AND c.contype = 'p'
"""
KEYS = """
SELECT a.attname::text FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
JOIN pg_namespace AS n ON n.oid = r.relnamespace
JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = c.conkey[1]
WHERE n.nspname = %s AND r.relname = %s AND c.contype = 'f'
"""
INDEXED = """
SELECT a.attname::text FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE n.nspname = %s AND c.relname = %s AND i.indpred IS NULL
"""
COMMENTS = """
SELECT coalesce(a.attname::text, ''), d.description FROM pg_description AS d
JOIN pg_class AS c ON c.oid = d.objoid JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
WHERE n.nspname = %s AND c.relname = %s AND d.classoid = 'pg_class'::regclass
"""


def make_tables(connection: Connection, schemas: Schemas, wanted: Mapping[str, Served]) -> set[str]:
    """Make what is missing, empty; drop what nobody declares any more; returns what was made.

    A table that we did not make is never touched.
    """
    ours = books.known_tables(connection, schemas)
    differing = {n for n, t in wanted.items() if not _is_there(connection, schemas, t)}
    for name in sorted(ours - wanted.keys()):
        _drop(connection, schemas, schemas.tables, name)
        books.forget_table(connection, schemas, name)
    for name, table in wanted.items():
        home = schemas.home(table)
        if name not in ours and books.has_table(connection, home, name):
            raise _foreign(name, home)
        if name in differing:
            _drop(connection, schemas, home, name)
    for name in (name for name in wanted if name in differing):
        _make(connection, schemas.place(wanted[name]), wanted[name])
        books.enter_table(connection, schemas, name)
    return differing


def _is_there(connection: Connection, schemas: Schemas, table: Served) -> bool:
    """Whether the table is there with these columns and its key."""
    place = [schemas.home(table), table.name]
    kind = "p" if table.day else "r"
    layout = connection.execute(LAYOUT.encode(), [*place, kind]).fetchall()
    has_key = connection.execute(PRIMARY.encode(), place).fetchone() is not None
    return {str(n): str(t) for n, t in layout} == table.columns and has_key == bool(table.key)


def _foreign(name: str, home: str) -> StoreError:
    return StoreError(
        f"schema '{home}' has a table '{name}' already, which no run has made.",
        where="[warehouse] schema",
        next_step="Choose another schema, or rename that table. It was not touched.",
    )


def _drop(connection: Connection, schemas: Schemas, home: str, name: str) -> None:
    """Without CASCADE, which would take views of other people along."""
    rows = connection.execute(REFERRING.encode(), [home, name, schemas.tables]).fetchall()
    for schema, table, constraint in rows:
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.Identifier(str(schema), str(table)), sql.Identifier(str(constraint))
            )
        )
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(home, name)))


def _make(connection: Connection, place: sql.Identifier, table: Served) -> None:
    needed = {*table.key, *([table.day] if table.day else []), *table.references}
    columns = column_list(table, needed)
    if table.key:
        columns += sql.SQL(", PRIMARY KEY ({})").format(listed(table.key))
    statement = sql.SQL("CREATE TABLE {} ({})").format(place, columns)
    if table.day:
        statement += sql.SQL(" PARTITION BY RANGE ({})").format(sql.Identifier(table.day))
    connection.execute(statement)


def column_list(table: Served, needed: Iterable[str]) -> sql.Composed:
    """The columns with their types; those that are `needed` are never empty."""
    words = {name: " NOT NULL" if name in {*needed} else "" for name in table.columns}
    return sql.SQL(", ").join(
        sql.SQL("{} " + kind + words[name]).format(sql.Identifier(name))
        for name, kind in table.columns.items()
    )


def add_keys(connection: Connection, schemas: Schemas, table: Served) -> None:
    """Add the foreign keys that are missing."""
    place = [schemas.tables, table.name]
    there = {str(name) for (name,) in connection.execute(KEYS.encode(), place)}
    for column, (target, key) in table.references.items():
        if column not in there:
            # PostgreSQL finds a name for it that no other has, however long those of both are.
            connection.execute(
                sql.SQL("ALTER TABLE {} ADD FOREIGN KEY ({}) REFERENCES {} ({})").format(
                    schemas.table(table.name),
                    sql.Identifier(column),
                    schemas.table(target),
                    sql.Identifier(key),
                )
            )


def add_indexes(
    connection: Connection, schemas: Schemas, table: Served, members: Mapping[str, int]
) -> None:
    """Add the indexes that are missing: of the day, and of each reference to many members."""
    place = [schemas.tables, table.name]
    there = {str(name) for (name,) in connection.execute(INDEXED.encode(), place)}
    for column, (target, _) in table.references.items():
        if column not in there and members.get(target, 0) >= FEWEST_MEMBERS:
            statement = sql.SQL("CREATE INDEX ON {} ({})")
            place_of = schemas.table(table.name)
            connection.execute(statement.format(place_of, sql.Identifier(column)))


def add_comments(connection: Connection, schemas: Schemas, table: Served) -> None:
    """Say on table and columns what the declaration says of them, where it is not said yet."""
    home, place = schemas.home(table), schemas.place(table)
    rows = connection.execute(COMMENTS.encode(), [home, table.name]).fetchall()
    there = {str(name): str(text) for name, text in rows}
    if table.about != there.get("", ""):
        connection.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(place, table.about))
    for name, text in table.abouts.items():
        if text != there.get(name, ""):
            column = sql.Identifier(home, table.name, name)
            connection.execute(sql.SQL("COMMENT ON COLUMN {} IS {}").format(column, text))
