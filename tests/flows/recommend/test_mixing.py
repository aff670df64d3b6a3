import numpy as np
import pytest

from alkasba.flows.recommend.candidates import SPEAKING
from alkasba.flows.recommend.learning import later_of, learn
from alkasba.flows.recommend.mixing import learnt_mix, lists_of
from alkasba.flows.recommend.training import _read
from alkasba.recommend.evaluate import bought


@pytest.fixture(scope="module")
def learnt(taught):
    task, _ = _read(taught.open())
    return learn(task)


def one_of(learnt, person):
    """A person's candidates, and what is said of them."""
    _, found, says = next(learnt.saying.each(np.array([person])))
    return found, says


def test_a_persons_candidates_stand_once_and_no_source_says_more_than_one(learnt):
    for person in range(5):
        found, says = one_of(learnt, person)
        assert (np.diff(found) > 0).all() and says.shape == (len(found), len(SPEAKING))
        assert np.nanmax(says) == 1.0 and np.nanmin(says) >= 0


def test_only_what_was_bought_can_be_bought_again(learnt):
    cells = learnt.saying.bought.by_person.cells(0)
    found, says = one_of(learnt, 0)
    assert found[~np.isnan(says[:, 1])].tolist() == learnt.saying.bought.what[cells].tolist()


def test_a_mix_learns_which_source_tells(learnt):
    """Where people buy again what they had, that source is heard."""
    had = learnt.saying.bought
    later = bought(had.who, had.what, people=had.people, products=had.products)
    mix = learnt_mix(learnt.saying, later)
    _, says = one_of(learnt, 0)
    chances, owned = mix.chances(says), ~np.isnan(says[:, 1])
    assert chances[owned].min() > chances[~owned].max()


def test_lists_are_ordered_and_who_bought_nothing_has_none(learnt):
    had = learnt.saying.bought
    mix = learnt_mix(learnt.saying, later_of(learnt.task, learnt.task.lines))
    products, scores, sources = lists_of(mix, learnt.saying, 5)
    assert products.shape == (had.people, 5) and (np.diff(scores, axis=1) <= 0).all()
    assert set(np.unique(sources)) <= set(range(len(SPEAKING)))


def test_without_a_later_purchase_a_mix_is_made_all_the_same(learnt):
    had = learnt.saying.bought
    nobody = bought(had.who[:0], had.what[:0], people=had.people, products=had.products)
    products, scores, _ = lists_of(learnt_mix(learnt.saying, nobody), learnt.saying, 5)
    assert np.isfinite(scores).all() and (products[0] >= 0).all()
