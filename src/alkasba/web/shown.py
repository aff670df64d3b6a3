"""What a page shows, as data for the API."""

from typing import Any

from alkasba.derive.web.answer import Shown
from alkasba.flows.dashboards import ShownPage

Data = dict[str, Any]


def page_data(shown: ShownPage) -> Data:
    """A page with the answers of all its tiles."""
    dashboard, period = shown.page.dashboard, shown.page.period
    return {
        "name": dashboard.name,
        "title": dashboard.title,
        "newest": shown.newest,
        "period": {"word": period.word, "first": period.first, "last": period.last},
        "filters": [
            {"term": term, "choices": [{"value": v, "label": label} for v, label in choices]}
            for term, choices in shown.choices.items()
        ],
        "tiles": [tile_data(tile) for tile in shown.tiles],
    }


def tile_data(shown: Shown) -> Data:
    """The answer of one tile, under the names of its columns."""
    data = {
        "number": shown.view.number,
        "show": shown.view.show,
        "title": shown.view.tile.title or {},
        "columns": shown.columns,
        "by": shown.by,
        "rows": [dict(zip(shown.columns, row, strict=True)) for row in shown.rows],
        "labels": {term: dict(names) for term, names in shown.labels.items()},
        "ignored": shown.view.ignored,
        "is_cut": shown.is_cut,
    }
    if shown.earlier is not None:
        data["earlier"] = dict(zip(shown.columns, shown.earlier, strict=True))
    return data
