"""Judges a model by purchases that it has not seen, beside what is popular; decides who speaks."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from alkasba.flows.recommend.candidates import SPEAKING
from alkasba.flows.recommend.learning import Arrays
from alkasba.flows.recommend.reading import Lines
from alkasba.recommend.evaluate import (
    Bought,
    Exact,
    basket_f1,
    coverage,
    deciles,
    interval,
    ndcg,
    recall,
)
from alkasba.recommend.purchases import Mask, Whole

PLACES, BASKET = 20, 10
FEWEST = 20
"""People who have to come back before anything can be said."""
WORSE = 0.8
"""Share of the standing model's lead over what is popular below which a new one is not served."""
SHORTEST, LONGEST, PART = 7, 60, 8
"""Days that are held out: an eighth of all, a week at least and sixty at most."""
HEAD = 0.2
"""Share of the products that are best-sellers; the others are the long tail."""
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Split:
    """Lines before a day, to learn from, and those from it on, to judge by."""

    before: Lines
    after: Lines
    days: int


def split(lines: Lines) -> Split:
    """The last days apart from those before."""
    first = int(lines.day.min(initial=lines.today))
    days = int(min(max((lines.today - first + 1) // PART, SHORTEST), LONGEST))
    late: Mask = lines.day > lines.today - days
    return Split(lines.where(~late), lines.where(late), days)


def judged(arrays: Arrays, later: Bought, days: int) -> dict[str, Any]:
    """How well the lists for people foretold what they bought later, beside what is popular.

    Only people count who had bought something before, since for others nothing is learnt.
    """
    lists, people = arrays["for_people"], len(arrays["owned_start"]) - 1
    told: dict[str, Any] = {"days": days, "people": 0, "places": PLACES}
    activity = np.diff(arrays["owned_start"])
    measured = (later.counts > 0) & (activity > 0)
    count = int(measured.sum())
    if count == 0:
        return told
    popular = np.broadcast_to(arrays["popular"][0], (people, arrays["popular"].shape[1]))
    ours, theirs = _measured(lists, later, measured), _measured(popular, later, measured)
    differences = ours["ndcg"] - theirs["ndcg"]
    low, high = interval(differences, seed=0)
    told |= {"people": count, "coverage": _short(coverage(lists, later.products, PLACES))}
    told |= {name: _mean(values) for name, values in ours.items()}
    told |= {f"popular_{name}": _mean(values) for name, values in theirs.items()}
    told |= {"lead_low": _short(low), "lead_high": _short(high)}
    told |= _shown(arrays, lists[measured][:, :PLACES], arrays["for_people_source"][measured])
    tenth = deciles(activity, measured)[measured]
    told["deciles"] = [
        {
            "decile": n + 1,
            "ndcg": _mean(ours["ndcg"][mask]),
            "popular_ndcg": _mean(theirs["ndcg"][mask]),
        }
        for n in range(10)
        if (mask := tenth == n).any()
    ]
    return told


def _shown(arrays: Arrays, lists: Whole, sources: Any) -> dict[str, Any]:
    """Which source speaks for how much of what is shown, and how much of it is no best-seller."""
    shown = lists >= 0
    said = sources[:, : lists.shape[1]][shown]
    sellers = arrays["popular"][0]
    head = sellers[: max(int(len(arrays["vectors"]) * HEAD), 1)]
    spoke = {name: _short(float((said == n).mean())) for n, name in enumerate(SPEAKING)}
    return {"spoke": spoke, "long_tail": _short(float((~np.isin(lists[shown], head)).mean()))}


def _measured(lists: Any, later: Bought, measured: Mask) -> dict[str, Exact]:
    return {
        "ndcg": ndcg(lists, later, PLACES)[measured],
        "recall": recall(lists, later, PLACES)[measured],
        "basket_f1": basket_f1(lists, later, BASKET)[measured],
    }


def _mean(values: Exact) -> float:
    return _short(float(np.mean(values)))


def _short(value: float) -> float:
    return round(value, DIGITS)


def is_below_popular(quality: dict[str, Any]) -> bool:
    """Whether a model surely foretells less than what is popular; of few people nothing is sure."""
    if quality["people"] < FEWEST:
        return False
    return bool(quality["ndcg"] < quality["popular_ndcg"] and quality["lead_high"] < 0)


def verdict(new: dict[str, Any], standing: dict[str, Any] | None) -> str:
    """Why a new model is not to speak; nothing where it is.

    Models of different days are compared by their lead over what was popular on the same days.

    >>> verdict({"people": 100, "ndcg": 0.1, "popular_ndcg": 0.2, "lead_high": -0.05}, None)
    'it foretells purchases worse than what is popular does: 0.1 against 0.2'
    """
    if new["people"] < FEWEST:
        return ""
    if is_below_popular(new):
        figures = f"{new['ndcg']} against {new['popular_ndcg']}"
        return f"it foretells purchases worse than what is popular does: {figures}"
    if standing is None or standing.get("people", 0) < FEWEST:
        return ""
    ours, theirs = _lead(new), _lead(standing)
    if ours < WORSE * theirs:
        return (
            f"it is {ours:.2f} times as good as what is popular, "
            f"and the model that is served is {theirs:.2f} times as good"
        )
    return ""


def _lead(quality: dict[str, Any]) -> float:
    """How many times better than what is popular."""
    return float(quality["ndcg"] / max(quality["popular_ndcg"], 1e-6))
