"""Dashboards of the small shop, and tiles with their answers."""

from typing import Any

from alkasba.derive.query import Question
from alkasba.derive.web.answer import Shown
from alkasba.derive.web.chart import Names
from alkasba.derive.web.tile import View
from alkasba.model.dashboard import Dashboard, Tile


def tile(show: str = "bar", *measures: str, by: str | tuple[str, ...] = (), **more: Any) -> Tile:
    by = (by,) if isinstance(by, str) else by
    return Tile(show, measures or ("net_sales",), by=by, **more)


def dashboard(*tiles: Tile, filters: tuple[str, ...] = ("sold_on", "category")) -> Dashboard:
    return Dashboard("sales", {"en": "Sales", "fr": "Ventes"}, filters, tiles)


def shown(
    a_tile: Tile, *rows: tuple[Any, ...], columns: tuple[str, ...] = (), **more: Any
) -> Shown:
    """A tile as it was answered; its columns are what it is cut by, then its measures."""
    question = Question(a_tile.measures, by=a_tile.by, compare=a_tile.compare)
    target = Question((a_tile.target,), by=a_tile.by) if a_tile.target else None
    goal = (a_tile.target,) if target else ()
    columns = columns or (*a_tile.by, *a_tile.measures, *goal)
    return Shown(View(1, a_tile, question, target=target), columns, rows, **more)


NAMES = Names(
    heading=lambda column: column.upper(),
    label=lambda term, value: "unknown" if value is None else str(value),
    unit=lambda column: {"net_sales": "EUR", "margin": "EUR", "web_share": "%"}.get(column, ""),
    go=lambda row: f"?{row[0]}",
    adds_up=lambda column: column != "average_order",
)
"""How the charts of these tests call things."""
