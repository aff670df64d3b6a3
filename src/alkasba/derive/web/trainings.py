"""The quality of models over time, as a chart: what they foretold, and what is popular did."""

from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]
HEIGHT = 160
DIGITS = ".4~f"
SERIES = {"ndcg": "by_model", "popular_ndcg": "by_popularity"}


def chart_of_trainings(
    trainings: Sequence[Mapping[str, Any]], words: Mapping[str, str]
) -> Spec | None:
    """One line for models and one for what is popular; none where fewer than two were judged.

    Trainings stand in their order, each with a `label`. `words` says how the lines are called, and
    the scale: `ndcg_in_20`.
    """
    judged = [one for one in trainings if "ndcg" in one]
    if len(judged) < 2:
        return None
    values = [
        {"c0": one["label"], "series": words[word], "value": one[name]}
        for one in judged
        for name, word in SERIES.items()
    ]
    title = words["ndcg_in_20"]
    color = {"field": "series", "type": "nominal", "title": None, "sort": None}
    along = {"grid": False, "labelAngle": -35, "labelOverlap": True}
    return {
        "data": {"values": values},
        "mark": {"type": "line", "point": True, "tooltip": True},
        "width": "container",
        "height": HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": {
            "x": {"field": "c0", "type": "nominal", "sort": None, "title": None, "axis": along},
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": title,
                "axis": {"format": DIGITS, "tickCount": 4},
                "scale": {"zero": True},
            },
            "color": color,
            # A colour alone would keep some people out.
            "strokeDash": color,
            "tooltip": [
                {"field": "c0", "title": " "},
                {"field": "series", "title": " "},
                {"field": "value", "type": "quantitative", "format": DIGITS, "title": title},
            ],
        },
    }
