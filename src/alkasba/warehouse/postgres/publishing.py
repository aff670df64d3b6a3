"""Brings PostgreSQL to the state of the published file in one transaction: the old or the new."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection
from psycopg import sql

from alkasba.derive.served import Served, served_tables
from alkasba.errors import StoreError
from alkasba.model.shop import Shop
from alkasba.report import Tell, silent
from alkasba.settings import SharedWarehouse
from alkasba.warehouse.postgres import books, reader
from alkasba.warehouse.postgres.connection import Connection, transaction
from alkasba.warehouse.postgres.digests import Digest, digests
from alkasba.warehouse.postgres.members import Coming, bring_all, bring_members, drop_members
from alkasba.warehouse.postgres.months import bring_months, show_years, year_of, years_there
from alkasba.warehouse.postgres.names import Schemas
from alkasba.warehouse.postgres.tables import add_comments, add_indexes, add_keys, make_tables


@dataclass(frozen=True, slots=True)
class Change:
    """What of one table has to be brought there, and taken out."""

    table: Served
    changed: dict[str, Digest]
    gone: list[str]

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


@dataclass(slots=True)
class Publishing:
    """One transaction, and what the published file holds."""

    connection: Connection
    db: DuckDBPyConnection
    schemas: Schemas
    tables: Mapping[str, Served]
    coming: list[Coming] = field(default_factory=list)


def publish(
    db: DuckDBPyConnection,
    shop: Shop,
    shared: SharedWarehouse,
    password: str,
    *,
    run_id: str,
    tell: Tell = silent,
) -> tuple[int, int]:
    """Bring it to what `db`, the published file, holds; returns how many parts and rows moved.

    Raises Lost where the server goes away in the middle, and then nothing has happened, unless it
    was the very last word that was lost. Whoever tries again finds out by the digests.
    """
    schemas = Schemas(shared.schema)
    tables = {table.name: table for table in served_tables(shop)}
    _make_room(db, shop, shared, password, tables)
    with transaction(shared, password) as connection:
        _refuse_other_encoding(connection)
        books.open_books(connection, schemas)
        before = books.publication(connection, schemas)
        books.refuse_other_shop(before, shared, shop.name)
        work = Publishing(connection, db, schemas, tables)
        made = make_tables(connection, schemas, tables)
        changes = _changes(work, run_id)
        for change in changes:
            tell("table.shared", table=change.table.name, rows=_rows(change))
        _finish(work, {*made, *(change.table.name for change in changes)})
        _let_read(work, shared, before, tell)
        if before is None or (before.run_id, before.reader) != (run_id, shared.reader) or changes:
            books.enter_publication(
                connection, schemas, shop=shop.name, run_id=run_id, reader=shared.reader
            )
    return sum(len(c.changed) + len(c.gone) for c in changes), sum(map(_rows, changes))


def _make_room(
    db: DuckDBPyConnection,
    shop: Shop,
    shared: SharedWarehouse,
    password: str,
    tables: Mapping[str, Served],
) -> None:
    """Show the years that tables lack, still empty, before anything is shown that is in them.

    A question that was planned before a year is attached, and looks after it, sees all that is new
    but that year: while it holds nothing, that is the truth. What nobody sees yet needs no room.
    """
    schemas = Schemas(shared.schema)
    with transaction(shared, password) as connection:
        before = books.publication(connection, schemas)
        if before is None or before.shop != shop.name:
            return
        books.open_books(connection, schemas)
        known = books.known_parts(connection, schemas)
        ours = books.known_tables(connection, schemas)
        facts = [table for table in tables.values() if table.day and table.name in ours]
        for table in (t for t in facts if books.has_table(connection, schemas.tables, t.name)):
            years = show_years(connection, db, schemas, table)
            # What somebody has dropped there is brought again.
            lost = [month for month in known.get(table.name, {}) if year_of(month) in years]
            books.enter_parts(connection, schemas, table.name, changed={}, gone=lost, run_id="")


def _refuse_other_encoding(connection: Connection) -> None:
    ((found,),) = connection.execute("SHOW server_encoding").fetchall()
    if found != "UTF8":
        raise StoreError(
            f"the database keeps texts as {found}, which has no room for all that a shop writes.",
            where="[warehouse] url",
            next_step="Make another database: CREATE DATABASE warehouse ENCODING 'UTF8' "
            "TEMPLATE template0.",
        )


def _rows(change: Change) -> int:
    return sum(one.rows for one in change.changed.values())


def _changes(work: Publishing, run_id: str) -> list[Change]:
    """Bring what differs: members before the facts that refer to them, gone ones after those."""
    known = books.known_parts(work.connection, work.schemas)
    every = [_change(work, table, known.get(name, {})) for name, table in work.tables.items()]
    changes = [change for change in every if change]
    for number, change in enumerate(changes):
        if change.table.key:
            args = (work.connection, work.db, work.schemas, change.table, number)
            work.coming.append(bring_members(*args))
    for change in changes:
        _bring(work, change)
    for coming in reversed(work.coming):
        drop_members(work.connection, work.schemas, coming)
    for change in changes:
        books.enter_parts(
            work.connection,
            work.schemas,
            change.table.name,
            changed=change.changed,
            gone=change.gone,
            run_id=run_id,
        )
    return changes


def _change(work: Publishing, table: Served, known: dict[str, str]) -> Change:
    here = digests(work.db, table)
    if table.day:
        # A year that somebody has dropped there is brought again.
        years = years_there(work.connection, work.schemas, table, known)
        known = {month: digest for month, digest in known.items() if year_of(month) in years}
    changed = {part: one for part, one in here.items() if known.get(part) != one.digest}
    return Change(table, changed, [part for part in known if part not in here])


def _bring(work: Publishing, change: Change) -> None:
    table = change.table
    if table.day:
        bring_months(
            work.connection,
            work.db,
            work.schemas,
            table,
            changed=change.changed,
            gone=change.gone,
        )
    elif not table.key:
        bring_all(work.connection, work.db, work.schemas.place(table), table)


def _finish(work: Publishing, touched: set[str]) -> None:
    """Keys, indexes and comments that are missing, and fresh statistics of what has changed."""
    ask = sql.SQL("SELECT count(*) FROM {}")
    members = {}
    for name, table in work.tables.items():
        if table.key:
            row = work.connection.execute(ask.format(work.schemas.table(name))).fetchone()
            members[name] = int(str(row[0])) if row else 0
    for name, table in work.tables.items():
        add_keys(work.connection, work.schemas, table)
        add_indexes(work.connection, work.schemas, table, members)
        add_comments(work.connection, work.schemas, table)
        if name in touched and not table.day:
            work.connection.execute(sql.SQL("ANALYZE {}").format(work.schemas.place(table)))


def _let_read(
    work: Publishing, shared: SharedWarehouse, before: books.Publication | None, tell: Tell
) -> None:
    role = shared.reader
    tables = [name for name, table in work.tables.items() if not table.is_book]
    if before is not None and before.reader != role:
        reader.let_go(work.connection, work.schemas, before.reader, tables)
    if not role:
        return
    if not reader.has_role(work.connection, role) and not reader.make_role(work.connection, role):
        tell("reader.missing", role=role)
        return
    reader.let_read(work.connection, work.schemas, role, tables)
