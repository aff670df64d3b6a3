"""What is picked is what sorting gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.rank import top, top_of_many

SCORES = some.sampled_from([0.0, 0.5, 1.0, -2.0, np.inf, -np.inf, np.nan])


@given(some.lists(some.lists(SCORES, min_size=7, max_size=7), max_size=4), some.integers(0, 9))
def test_on_all_cores_the_same_is_picked_as_by_sorting(rows, k):
    scores = np.array(rows, np.float32).reshape(-1, 7)
    lists, values = top_of_many(scores, k)
    assert (lists == top(scores, k)).all()
    for row, places, picked in zip(scores, lists, values, strict=True):
        assert (picked[places >= 0] == row[places[places >= 0]]).all()
        assert (picked[places < 0] == 0).all()
