"""The last rounds of a stream as charts: what each told, and how long it took."""

from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]
HEIGHT = 120
PLACES = 12
"""Where there are fewer rounds, a bar is no wider than if there were so many."""
COUNTS = "~s"
SECONDS = ",.2~f"


def charts_of_rounds(rounds: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> list[Spec]:
    """Two charts of rounds in their order, changes by kind and seconds; none where all failed.

    A round has `label`, and where it was done `sent`, `gone` and `seconds`. `words` says how these
    are called, and the scales: `changes_told` and `seconds_taken`.
    """
    done = [one for one in rounds if "seconds" in one]
    told = [
        {"c0": one["label"], "series": words[name], "value": one[name]}
        for one in done
        for name in ("sent", "gone")
    ]
    took = [{"c0": one["label"], "value": one["seconds"]} for one in done]
    if not done:
        return []
    changes = _bars(told, words["changes_told"], COUNTS)
    changes["encoding"]["color"] = {
        "field": "series",
        "type": "nominal",
        "title": None,
        "sort": None,
    }
    return [changes, _bars(took, words["seconds_taken"], SECONDS)]


def _bars(values: list[Spec], title: str, form: str) -> Spec:
    """A bar for each round, in the order of the values."""
    along = {"grid": False, "labelAngle": -35, "labelOverlap": True}
    up = {"format": form, "tickCount": 3}
    width = min(0.9, len({one["c0"] for one in values}) / PLACES)
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "tooltip": True, "width": {"band": width}},
        "width": "container",
        "height": HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": {
            "x": {"field": "c0", "type": "nominal", "sort": None, "title": None, "axis": along},
            "y": {"field": "value", "type": "quantitative", "title": title, "axis": up},
            "tooltip": [
                {"field": "c0", "title": " "},
                *([{"field": "series", "title": " "}] if "series" in values[0] else []),
                {"field": "value", "type": "quantitative", "format": SECONDS, "title": title},
            ],
        },
    }
