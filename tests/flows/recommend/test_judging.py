import numpy as np
import pytest

from alkasba.flows.recommend.judging import judged, split, verdict
from alkasba.flows.recommend.reading import Lines
from alkasba.recommend.evaluate import bought


def lines(*days):
    zeros = np.zeros(len(days), np.int32)
    return Lines(zeros, zeros, np.arange(len(days), dtype=np.int32), np.array(days, np.int32))


def test_the_last_eighth_of_the_days_is_held_out():
    parts = split(lines(*range(100, 180)))
    assert parts.days == 10
    assert parts.before.day.max() == 169 and parts.after.day.min() == 170


@pytest.mark.parametrize(("first", "days"), [(0, 60), (990, 7)])
def test_no_fewer_than_a_week_and_no_more_than_two_months_are(first, days):
    assert split(lines(first, 1000)).days == days


def test_without_a_single_line_nothing_is_held_out():
    parts = split(lines())
    assert len(parts.before) == len(parts.after) == 0


def arrays(lists, popular):
    """What a model of people who bought one product each says of products 0 to 3."""
    return {
        "for_people": np.array(lists, np.int32),
        "for_people_source": np.zeros((len(lists), 2), np.int8),
        "popular": np.array([popular], np.int32),
        "owned_start": np.arange(len(lists) + 1),
        "vectors": np.zeros((4, 1), np.float32),
    }


def test_lists_are_judged_beside_what_is_popular():
    later = bought(np.array([0, 1], np.int32), np.array([2, 3], np.int32), people=2, products=4)
    told = judged(arrays([[2, 0], [3, 1]], [0, 2]), later, 7)
    assert told["people"] == 2 and told["days"] == 7
    assert told["ndcg"] == told["recall"] == 1.0
    assert told["popular_recall"] == 0.5
    assert told["spoke"] == {"als": 1.0, "again": 0.0, "together": 0.0, "popular": 0.0}
    # Of four products the first of popularity, 0, is the best-seller; it has one of four places.
    assert told["long_tail"] == 0.75
    assert told["coverage"] == 1.0 and len(told["deciles"]) == 2


def test_who_bought_nothing_before_or_later_is_not_judged():
    nobody = bought(np.zeros(0, np.int32), np.zeros(0, np.int32), people=1, products=4)
    assert judged(arrays([[2]], [0]), nobody, 7)["people"] == 0


GOOD = {"people": 100, "ndcg": 0.2, "popular_ndcg": 0.1, "lead_high": 0.2}


@pytest.mark.parametrize(
    ("new", "standing", "why"),
    [
        (GOOD, None, ""),
        (GOOD, GOOD, ""),
        (GOOD | {"ndcg": 0.17}, GOOD, ""),
        (GOOD | {"ndcg": 0.15}, GOOD, "1.50 times as good as what is popular"),
        (GOOD | {"ndcg": 0.05, "lead_high": -0.01}, None, "worse than what is popular"),
        (GOOD | {"ndcg": 0.09, "lead_high": 0.01}, None, ""),
        (GOOD | {"ndcg": 0.01, "people": 3}, GOOD, ""),
        (GOOD | {"ndcg": 0.15}, {"people": 3}, ""),
        ({"people": 0}, {"people": 0}, ""),
        (GOOD | {"popular_ndcg": 0.0}, GOOD, ""),
    ],
)
def test_who_is_worse_is_not_served(new, standing, why):
    told = verdict(new, standing)
    assert why in told and bool(why) == bool(told)
