"""Answers what the pages of a dashboard ask, all of one run."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from alkasba.derive.query import Question, columns_of
from alkasba.derive.sql import literal, quoted
from alkasba.derive.web.answer import Shown
from alkasba.derive.web.page import Filter, Page, page_of
from alkasba.derive.web.reach import dated_facts, dimension_at, facts_of
from alkasba.derive.web.state import State, written
from alkasba.derive.web.telling import UNKNOWN
from alkasba.derive.web.tile import View
from alkasba.errors import DeclarationError, UnknownName, did_you_mean
from alkasba.flows.serving import Edition, Rows
from alkasba.model.dashboard import Dashboard
from alkasba.model.shop import Shop

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with its answers: the values that each filter offers, and what each tile shows."""

    page: Page
    newest: date | None
    choices: dict[str, Choices]
    tiles: tuple[Shown, ...]


def find_dashboard(shop: Shop, name: str) -> Dashboard:
    """The dashboard of that name; raises UnknownName with the nearest one."""
    if name not in shop.dashboards:
        raise UnknownName(
            f"no dashboard is called '{name}'.{did_you_mean(name, shop.dashboards)}",
            where="dashboards",
            next_step=f"The shop has: {', '.join(shop.dashboards) or 'none'}.",
        )
    return shop.dashboards[name]


def show_page(
    edition: Edition, dashboard: Dashboard, state: State, *, table_rows: int = 0
) -> ShownPage:
    """The page in a view, with all its answers; tables may have more rows than on the screen."""
    newest = newest_day(edition, dashboard)
    page = page_of(edition.shop, dashboard, state, newest)
    choices = {one.term: _choices(edition, dashboard, one) for one in page.filters}
    views = [view.with_rows(table_rows) for view in page.views]
    ask_together(edition, views)
    return ShownPage(page, newest, choices, tuple(show(edition, view) for view in views))


def show_tile(edition: Edition, dashboard: Dashboard, number: int, state: State) -> Shown:
    """One tile of a page; raises UnknownName where it has no such tile."""
    page = page_of(edition.shop, dashboard, state, newest_day(edition, dashboard))
    if not 1 <= number <= len(page.views):
        raise UnknownName(
            f"the dashboard has no tile {number}.",
            where=dashboard.name,
            next_step=f"Its tiles are numbered 1 to {len(page.views)}.",
        )
    return show(edition, page.views[number - 1])


def show(edition: Edition, view: View) -> Shown:
    """What a tile shows: its answer, and the names of the members that it was cut by."""
    shop, question = edition.shop, view.question
    rows = edition.answer(question)
    earlier = edition.answer(view.earlier) if view.earlier else []
    columns = columns_of(shop, question)
    if view.target:
        rows = _with_target(edition, rows, view.target)
        columns.append(view.target.measures[0])
    facts = facts_of(shop, question.measures)
    labels = {
        term: labels_of(edition, dimension, (row[at] for row in rows))
        for at, term in enumerate(question.by)
        if (dimension := dimension_at(shop, facts, term))
    }
    return Shown(
        view,
        tuple(columns),
        tuple(rows[: view.rows]),
        is_cut=len(rows) > view.rows and view.tile.limit is None,
        labels=labels,
        earlier=earlier[0] if earlier else None,
    )


def _with_target(edition: Edition, rows: Rows, target: Question) -> Rows:
    """The rows, each with what it is to reach; blank where nothing was set."""
    width = len(target.by)
    asked = edition.answer(target)
    goals = {row[:width]: row[width] for row in asked}
    return [(*row, goals.get(row[:width])) for row in rows]


def ask_together(edition: Edition, views: Iterable[View]) -> None:
    """Ask what looks at the same rows in the same groups in one question, which reads these rows
    once."""
    alike: dict[str, list[Question]] = {}
    for view in views:
        for question in filter(None, (view.question, view.earlier, view.target)):
            if not question.order and not view.tile.limit:
                alike.setdefault(_of_rows(edition.shop, question), []).append(question)
    for questions in alike.values():
        if len(questions) < 2:
            continue
        measures = dict.fromkeys(name for one in questions for name in one.measures)
        # Names that clash only beside each other are asked one by one, as a tile asks them.
        with suppress(DeclarationError):
            most = max((one.limit for one in questions if one.limit), default=None)
            whole = replace(questions[0], measures=tuple(measures), limit=most)
            _share(edition, whole, questions)


def _of_rows(shop: Shop, question: Question) -> str:
    """What questions have in common that one can answer: the facts, too, if there are groups, since
    each fact has groups of its own."""
    facts = facts_of(shop, question.measures) if question.by else []
    return repr((sorted(facts), replace(question, measures=(), limit=None)))


def _share(edition: Edition, whole: Question, questions: list[Question]) -> None:
    """Keep what a question found as the answers to those that are part of it."""
    columns = columns_of(edition.shop, whole)
    rows = edition.answer(whole)
    for question in questions:
        places = [columns.index(name) for name in columns_of(edition.shop, question)]
        part = [tuple(row[at] for at in places) for row in rows[: question.limit]]
        edition.keep(edition.sql_of(question), part)


def newest_day(edition: Edition, dashboard: Dashboard) -> date | None:
    """The last day of the facts that the dashboard is about."""
    return newest_of(edition, dated_facts(edition.shop, dashboard))


def newest_of(edition: Edition, facts: Iterable[str]) -> date | None:
    """The last day of some facts."""
    tables = [edition.shop.tables[fact] for fact in facts]
    days = " UNION ALL ".join(
        f"SELECT max({quoted(str(table.day))}) AS day FROM {quoted(table.name)}" for table in tables
    )
    found = edition.ask(f"SELECT max(day) FROM ({days})")[0][0] if days else None
    return found if isinstance(found, date) else None


def labels_of(edition: Edition, dimension: str, keys: Iterable[object]) -> dict[object, str]:
    """The name by which people read each key that a dimension has; the key where it has no other.

    A key that only facts have is not among them.
    """
    table = edition.shop.tables[dimension]
    wanted = sorted({str(key) for key in keys if key is not None})
    named = table.label or table.key[0]
    if not wanted or edition.shop.is_vaulted(table, table.columns[named]):
        return {}
    key, label = quoted(table.key[0]), quoted(named)
    current = " AND is_current" if table.history else ""
    listing = ", ".join(literal(one) for one in wanted)
    rows = edition.ask(
        f"SELECT {key}::VARCHAR, any_value({label})::VARCHAR FROM {quoted(dimension)} "
        f"WHERE {key}::VARCHAR IN ({listing}) AND {quoted(f'{dimension}_key')} <> 0{current} "
        "GROUP BY 1"
    )
    names = {key: str(name) for key, name in rows if name is not None}
    # Two members of one name are two bars.
    often = {name for name, count in Counter(names.values()).items() if count > 1}
    return {key: f"{name} ({key})" if name in often else name for key, name in names.items()}


def _choices(edition: Edition, dashboard: Dashboard, one: Filter) -> Choices:
    """The values of a filter with their names; what is chosen is offered whatever it is."""
    if one.question is None:
        return [(value, value) for value in one.choices]
    rows = edition.answer(one.question)
    values = [row[0] for row in rows]
    facts = facts_of(edition.shop, one.question.measures)
    dimension = dimension_at(edition.shop, facts, one.term)
    labels = labels_of(edition, dimension, values) if dimension else {}
    found = [(written(value), labels.get(value) or written(value)) for value in values]
    return sorted(found, key=lambda choice: (choice[0] in ("", UNKNOWN), choice[1].lower()))
