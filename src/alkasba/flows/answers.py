"""Answers a question from the published warehouse."""

from dataclasses import dataclass, field

from alkasba.derive.query import Question, ask_sql, columns_of
from alkasba.errors import StoreAway
from alkasba.flows.opening import OpenShop
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


def answer(opened: OpenShop, question: Question) -> Answer:
    """The answer; raises DeclarationError for a wrong question, StoreAway before the first run."""
    sql = ask_sql(opened.shop, question)
    published = opened.settings.warehouse_file
    if not published.exists():
        raise StoreAway(
            "the warehouse is empty: nothing has been loaded yet.",
            where=str(published),
            next_step="Run: alkasba run",
        )
    db = open_published(published)
    try:
        rows = db.execute(sql).fetchall()
    finally:
        db.close()
    units = {n: m.unit for n, m in opened.shop.measures.items() if m.unit}
    return Answer(tuple(columns_of(opened.shop, question)), rows, question.by, units)
