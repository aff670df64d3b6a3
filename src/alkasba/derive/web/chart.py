"""A tile as a Vega-Lite specification. Fields have names of our own, so that no name of the shop
is ever read as an expression; its values are data only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from alkasba.derive.web.answer import Row, Shown
from alkasba.derive.web.map import map_of
from alkasba.derive.web.reach import WHEN
from alkasba.derive.web.telling import day_of

Spec = dict[str, Any]
DRAWN = ("line", "area", "column", "bar", "scatter", "map")
"""What is a chart; numbers, tables and matrices are text."""
BAR_HEIGHT = 26


@dataclass(frozen=True, slots=True)
class Names:
    """How a chart calls things: columns by their heading, values by their label, rows by where a
    click on them leads; and whether the parts of a measure may stand on each other."""

    heading: Callable[[str], str]
    label: Callable[[str, object], str]
    unit: Callable[[str], str]
    go: Callable[[Row], str]
    adds_up: Callable[[str], bool]


def charts_of(shown: Shown, names: Names) -> list[Spec]:
    """The charts of a tile, one for each unit; none where it is text, or has nothing to draw."""
    if shown.view.show not in DRAWN or shown.is_empty or not shown.by:
        return []
    if shown.view.show == "scatter" and len(shown.measures) > 1:
        return [_scatter(shown, names)]
    draw = _along if shown.view.show in ("line", "area", "column") else _ranked
    drawn = [draw(shown, names, columns) for columns in _by_unit(shown, names)]
    world = _world(shown, names) if shown.view.show == "map" and len(shown.by) == 1 else None
    return [world, *drawn] if world else drawn


def _world(shown: Shown, names: Names) -> Spec | None:
    """The map of the first measure; the bars tell all of them."""
    column = shown.columns[1]
    values = _values(shown, names, [column])
    form = _format(shown, column, names.unit(column))
    return map_of(values, [row[0] for row in shown.rows], _tooltip(shown, names, [column]), form)


def picture_of(charts: list[Spec], title: str, width: int = 720) -> Spec:
    """The charts as one picture with a title, to be drawn without a page around it."""
    drawn = [chart | {"width": width} for chart in charts]
    return {"title": {"text": title, "anchor": "start"}, "vconcat": drawn, "background": "white"}


def _by_unit(shown: Shown, names: Names) -> list[list[str]]:
    """The measures in groups of one unit: a scale tells one unit only."""
    groups: dict[str, list[str]] = {}
    for column in shown.columns[len(shown.by) :]:
        if not column.endswith("_change"):
            groups.setdefault(names.unit(column), []).append(column)
    return list(groups.values())


def _along(shown: Shown, names: Names, columns: Sequence[str]) -> Spec:
    """Marks along time, or along the first column that cuts; a colour for each series."""
    mark = {"column": "bar"}.get(shown.view.show, shown.view.show)
    is_stacked = _is_stacked(shown, names, columns)
    is_beside = mark == "bar" and not is_stacked and _has_series(shown, columns)
    x = _day_axis(shown.by[0]) if _has_days(shown) and not is_beside else _value_axis()
    spec = _spec(shown, names, columns, {"type": mark, "tooltip": True}, height=240)
    told = _series(shown, columns) | _tooltip(shown, names, columns)
    spec["encoding"] = {"x": x, "y": _figure_axis(shown, names, columns[0])} | told
    if is_beside:
        spec["encoding"]["xOffset"] = {"field": "series", "sort": None}
    if not is_stacked:
        spec["encoding"]["y"]["stack"] = None
    if mark == "line" and len(shown.rows) < 40:
        spec["mark"]["point"] = True
    return spec


def _ranked(shown: Shown, names: Names, columns: Sequence[str]) -> Spec:
    """A bar for each value, in the order of the answer."""
    spec = _spec(shown, names, columns, {"type": "bar", "tooltip": True})
    is_stacked = _is_stacked(shown, names, columns)
    is_beside = not is_stacked and _has_series(shown, columns)
    spec["height"] = {"step": BAR_HEIGHT / 2 if is_beside else BAR_HEIGHT}
    y: Spec = {"field": "c0", "type": "nominal", "sort": None, "title": None}
    told = _series(shown, columns) | _tooltip(shown, names, columns)
    spec["encoding"] = {"y": y, "x": _figure_axis(shown, names, columns[0])} | told
    if is_beside:
        spec["encoding"]["yOffset"] = {"field": "series", "sort": None}
    if not is_stacked:
        spec["encoding"]["x"]["stack"] = None
    return spec


def _has_series(shown: Shown, columns: Sequence[str]) -> bool:
    return len(shown.by) > 1 or len(columns) > 1


def _is_stacked(shown: Shown, names: Names, columns: Sequence[str]) -> bool:
    """Parts stand on each other where they add up to the whole; measures and averages never do."""
    return len(columns) == 1 and len(shown.by) > 1 and names.adds_up(columns[0])


def _has_days(shown: Shown) -> bool:
    days = (isinstance(row[0], date) for row in shown.rows)
    return shown.by[0] in WHEN or all(days)


def _scatter(shown: Shown, names: Names) -> Spec:
    """A point for each row: the first measure along, the second up."""
    first, second = shown.measures[:2]
    values = [
        _labels(shown, names, row)
        | {"x": _number(row[len(shown.by)]), "y": _number(row[len(shown.by) + 1])}
        for row in shown.rows
    ]
    tooltip = [{"field": f"c{at}", "title": names.heading(t)} for at, t in enumerate(shown.by)]
    tooltip += [_figure("x", names, first), _figure("y", names, second)]
    encoding: Spec = {"tooltip": tooltip}
    for channel, measure in (("x", first), ("y", second)):
        encoding[channel] = {
            "field": channel,
            "type": "quantitative",
            "title": names.heading(measure),
            "axis": {"format": _format(shown, measure, names.unit(measure)), "tickCount": 5},
        }
    if len(shown.by) > 1:
        encoding["color"] = {"field": "c1", "type": "nominal", "title": None}
    mark = {"type": "point", "tooltip": True}
    return _frame(values, mark, height=280) | {"encoding": encoding}


def _spec(
    shown: Shown, names: Names, columns: Sequence[str], mark: Spec, height: int | None = None
) -> Spec:
    return _frame(_values(shown, names, columns), mark, height)


def _values(shown: Shown, names: Names, columns: Sequence[str]) -> list[Spec]:
    """The rows as long data: one value for each measure of each row."""
    values = []
    for row in shown.rows:
        for column in columns:
            series = names.heading(column)
            if len(shown.by) > 1:
                series = names.label(shown.by[1], row[1])
            value = _number(row[shown.columns.index(column)])
            values.append(_labels(shown, names, row) | {"series": series, "value": value})
    return values


def _frame(values: list[Spec], mark: Spec, height: int | None) -> Spec:
    frame: Spec = {"data": {"values": values}, "mark": mark, "width": "container"}
    frame["autosize"] = {"type": "fit-x", "contains": "padding"}
    return frame | ({"height": height} if height else {})


def _labels(shown: Shown, names: Names, row: Row) -> Spec:
    found: Spec = {"go": names.go(row)}
    for at, term in enumerate(shown.by):
        found[f"c{at}"] = names.label(term, row[at])
        if at == 0 and (term in WHEN or isinstance(row[0], date)):
            found["on"] = day_of(row[at])
    return found


def _series(shown: Shown, columns: Sequence[str]) -> Spec:
    if not _has_series(shown, columns):
        return {}
    colour: Spec = {"field": "series", "type": "nominal", "title": None, "sort": None}
    return {"color": colour}


def _value_axis() -> Spec:
    axis = {"grid": False, "labelAngle": -35, "labelOverlap": True}
    return {"field": "c0", "type": "nominal", "sort": None, "title": None, "axis": axis}


def _figure_axis(shown: Shown, names: Names, column: str) -> Spec:
    unit = names.unit(column)
    axis = {"format": _format(shown, column, unit), "tickCount": 5}
    title = None if unit == "%" else unit or None
    return {"field": "value", "type": "quantitative", "title": title, "axis": axis}


def _day_axis(term: str) -> Spec:
    """The axis of days; each mark stands at the first day of its period."""
    form = {"year": "%Y", "month": "%b %Y", "quarter": "%b %Y"}.get(term, "%-d %b")
    units = {"year": "utcyear", "month": "utcyearmonth", "quarter": "utcyearquarter"}
    axis = {"format": form, "grid": False, "labelOverlap": True, "tickCount": 6}
    unit = units.get(term, "utcyearmonthdate")
    return {"field": "on", "type": "temporal", "timeUnit": unit, "title": None, "axis": axis}


def _tooltip(shown: Shown, names: Names, columns: Sequence[str]) -> Spec:
    fields: list[Spec] = [{"field": "c0", "title": names.heading(shown.by[0])}]
    fields += [
        {"field": f"c{at}", "title": names.heading(term)}
        for at, term in enumerate(shown.by[1:], start=1)
    ]
    if len(columns) > 1 and len(shown.by) < 2:
        fields.append({"field": "series", "title": " "})
    title = names.heading(columns[0]) if len(columns) == 1 else " "
    return {"tooltip": [*fields, _figure("value", names, columns[0]) | {"title": title}]}


def _figure(field: str, names: Names, column: str) -> Spec:
    unit = names.unit(column)
    form = ".1%" if unit == "%" else ",.2~f"
    told = {"field": field, "type": "quantitative", "format": form}
    return told | {"title": names.heading(column)}


def _format(shown: Shown, column: str, unit: str) -> str:
    """How an axis writes its figures: thousands as k, millions as M, shares as per cent."""
    at = shown.columns.index(column)
    largest = max((abs(_number(row[at]) or 0) for row in shown.rows), default=0)
    if unit == "%":
        return ".0%" if largest >= 0.05 else ".1%"
    return "~s" if largest >= 10 else ",.2~f"


def _number(value: object) -> float | None:
    """The place of a value on a scale, the only use for which a decimal becomes a float."""
    if value is None or not isinstance(value, int | float | Decimal):
        return None
    return float(value) if isfinite(value) else None
