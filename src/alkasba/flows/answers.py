"""Answers a question from the published warehouse."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.derive.query import Question, ask_sql, columns_of
from alkasba.derive.query.postgres import postgres_sql
from alkasba.errors import NotExpressible, StoreAway, StoreBehind
from alkasba.flows.opening import OpenShop
from alkasba.flows.run.pending import shop_digest
from alkasba.model.shop import Shop
from alkasba.warehouse.ledger import last_declaration
from alkasba.warehouse.working_copy import open_published


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows under the names that were asked; `by` are those that cut, `units` of the measures."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    by: tuple[str, ...]
    units: dict[str, str] = field(default_factory=dict)


def question_sql(opened: OpenShop, question: Question) -> str:
    """The SQL that answers a question."""
    return ask_sql(opened.shop, question)


def question_sql_there(opened: OpenShop, question: Question) -> str:
    """The SQL that answers a question in PostgreSQL, where the warehouse is shared or may be."""
    return postgres_sql(opened.shop, question, opened.settings["warehouse.schema"])


def open_current(opened: OpenShop) -> DuckDBPyConnection:
    """The published warehouse, for reading; raises StoreAway before the first run, and StoreBehind
    where the shop was declared otherwise when it was made."""
    published = opened.settings.warehouse_file
    if not published.exists():
        raise StoreAway(
            "the warehouse is empty: nothing has been loaded yet.",
            where=str(published),
            next_step="Run: alkasba run",
        )
    db = open_published(published)
    if last_declaration(db) != shop_digest(opened.shop):
        db.close()
        raise behind(published)
    return db


def behind(published: Path) -> StoreBehind:
    """The warehouse was made by other declarations than those of now."""
    return StoreBehind(
        "the shop's declarations have changed since the last run.",
        where=str(published),
        next_step="Run: alkasba run",
    )


def answer(opened: OpenShop, question: Question) -> Answer:
    """The answer; raises DeclarationError for a wrong question, StoreAway before the first run."""
    sql = ask_sql(opened.shop, question)
    db = open_current(opened)
    try:
        rows = db.execute(sql).fetchall()
    except (duckdb.OutOfRangeException, duckdb.ConversionException):
        # What DuckDB says of it would hold the value.
        raise NotExpressible(
            "the answer holds a number that has more than 38 digits.",
            where=", ".join(question.measures),
            next_step="Declare fewer decimals for what is multiplied, or ask for less.",
        ) from None
    finally:
        db.close()
    return answer_of(opened.shop, question, rows)


def answer_of(shop: Shop, question: Question, rows: list[tuple[object, ...]]) -> Answer:
    """Rows that were found, as the answer to their question."""
    units = {n: m.unit for n, m in shop.measures.items() if m.unit}
    return Answer(tuple(columns_of(shop, question)), rows, question.by, units)
