from dataclasses import replace
from io import BytesIO

import numpy as np
import pyarrow.parquet as pq

from alkasba.flows.recommend.lists import LEAST_LIKE, MOST, written_lists
from alkasba.flows.recommend.store import Model
from tests.recommend_shop import LONELY


def read(written):
    return {row["key"]: row for row in pq.read_table(BytesIO(written)).to_pylist()}


def keys_of(view):
    return tuple(key.decode() for key in view.model.products.tolist())


def test_lists_are_those_of_the_model_without_their_ends(view):
    model = view.model
    found = read(written_lists(model, np.ones(len(keys_of(view)), np.float32)))
    assert tuple(found) == keys_of(view)
    for number, key in enumerate(keys_of(view)):
        scored = zip(model.alike[number].tolist(), model.alike_score[number].tolist(), strict=True)
        assert found[key]["similar"] == [n for n, how in scored if how >= LEAST_LIKE][:MOST]
        assert found[key]["together"] == [n for n in model.together[number][:MOST] if n >= 0]


def test_ranks_follow_shares_and_equal_ones_the_key(view):
    shares = np.zeros(len(keys_of(view)), np.float32)
    shares[[2, 5, 7]] = [0.2, 0.6, 0.2]
    found = read(written_lists(view.model, shares))
    ranks = {key: row["popular"] for key, row in found.items() if row["popular"]}
    assert ranks == {keys_of(view)[5]: 1, keys_of(view)[2]: 2, keys_of(view)[7]: 3}


def test_what_has_no_share_has_no_rank(view):
    shares = np.ones(len(keys_of(view)), np.float32)
    shares[keys_of(view).index(LONELY)] = 0
    assert read(written_lists(view.model, shares))[LONELY]["popular"] is None


def test_a_model_of_nothing_has_no_lists(view):
    empty = {
        name: getattr(view.model, name)[:0]
        for name in ("products", "alike", "alike_score", "together", "owned")
    }
    nothing: Model = replace(view.model, **empty)
    assert read(written_lists(nothing, np.zeros(0, np.float32))) == {}
