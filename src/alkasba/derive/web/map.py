"""A tile by country as a map in Vega-Lite; what it shows stands as bars beside it."""

from collections.abc import Sequence
from typing import Any

from alkasba.derive.web.answer import Shown
from alkasba.derive.web.countries import Country, country_of, frame_of
from alkasba.derive.web.theme import MAP

Spec = dict[str, Any]
SHAPES = "/static/countries.json"
"""Where the shapes are: beside the pages, so that no other host is asked."""
SHAPE_DATA: Spec = {"url": SHAPES, "format": {"type": "topojson", "feature": "countries"}}
HEIGHT = 320
QUIET: Spec = {"fill": "currentColor", "fillOpacity": 0.07, "strokeOpacity": 0.3}
LINES: Spec = {"stroke": "currentColor", "strokeWidth": 0.6}


def strangers(shown: Shown) -> list[object]:
    """The values of a map tile that name no country, so that they are on no map."""
    if shown.view.show != "map" or not shown.by:
        return []
    values = dict.fromkeys(row[0] for row in shown.rows if row[0] is not None)
    return [value for value in values if country_of(value) is None]


def map_of(
    values: Sequence[Spec], names: Sequence[object], tooltip: Spec, form: str
) -> Spec | None:
    """The map of rows, each with the country that it names; None where none of them is one."""
    found = [(row, country_of(name)) for row, name in zip(values, names, strict=True)]
    known = [(row, country) for row, country in found if country is not None]
    if not known:
        return None
    rows = [row | _place(country) for row, country in known]
    colour = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"range": list(MAP), "zero": True},
        "legend": {"format": form, "gradientLength": 180, "tickCount": 3},
    }
    told = {"color": colour} | tooltip
    layers = [_ground(), _shapes([row for row in rows if "at_x" not in row], told)]
    dots = [row for row in rows if "at_x" in row]
    return {
        "width": "container",
        "height": HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "projection": _projection([country for _, country in known]),
        "layer": [*layers, _dots(dots, told)] if dots else layers,
    }


def _place(country: Country) -> Spec:
    place: Spec = {"code": country.code}
    return place | ({"at_x": country.at[0], "at_y": country.at[1]} if country.at else {})


def _ground() -> Spec:
    """All countries, quietly, also those of which nothing is told."""
    mark = {"type": "geoshape", "clip": True, "aria": False, "tooltip": None}
    # Without the south pole there is more room for where people live.
    lived_in = {"filter": {"not": {"field": "id", "equal": "AQ"}}}
    return {"data": SHAPE_DATA, "transform": [lived_in], "mark": mark | QUIET | LINES}


def _shapes(rows: list[Spec], told: Spec) -> Spec:
    lookup = {"lookup": "code", "from": {"data": SHAPE_DATA, "key": "id"}, "as": "shape"}
    mark: Spec = {"type": "geoshape", "clip": True, "tooltip": True, "cursor": "pointer"}
    return {
        "data": {"values": rows},
        "transform": [lookup],
        "mark": mark | LINES,
        "encoding": {"shape": {"field": "shape", "type": "geojson"}} | told,
    }


def _dots(rows: list[Spec], told: Spec) -> Spec:
    mark: Spec = {"type": "circle", "clip": True, "size": 90, "opacity": 1, "cursor": "pointer"}
    place = {
        "longitude": {"field": "at_x", "type": "quantitative"},
        "latitude": {"field": "at_y", "type": "quantitative"},
    }
    return {"data": {"values": rows}, "mark": mark | LINES, "encoding": place | told}


def _projection(countries: Sequence[Country]) -> Spec:
    """Close to what is told: as large as the map is wide and high, whatever the screen."""
    frame = frame_of(countries)
    if frame is None:
        return {"type": "equalEarth"}
    return {
        "type": "mercator",
        "center": list(frame.middle),
        "scale": {"expr": f"min(width / {frame.across:.5f}, {HEIGHT} / {frame.up:.5f})"},
        "translate": {"expr": f"[width / 2, {HEIGHT} / 2]"},
    }
