import numpy as np
import pytest

from alkasba.flows.recommend import mixing
from alkasba.flows.recommend.candidates import SPEAKING, best_of
from alkasba.flows.recommend.learning import later_of, learn
from alkasba.flows.recommend.mixing import (
    AT_AGAIN,
    AT_TOGETHER,
    CLUES,
    learnt_mix,
    lists_of,
)
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


def test_a_persons_candidates_stand_once_and_every_clue_is_a_size(learnt):
    for person in range(5):
        found, says = one_of(learnt, person)
        assert (np.diff(found) > 0).all() and says.shape == (len(found), len(CLUES.source))
        assert np.nanmin(says) >= 0 and np.isfinite(says[~np.isnan(says)]).all()


def test_only_what_was_bought_can_be_bought_again(learnt):
    cells = learnt.saying.bought.by_person.cells(0)
    found, says = one_of(learnt, 0)
    known = ~np.isnan(says[:, AT_AGAIN:AT_TOGETHER])
    for column in known.T:
        assert found[column].tolist() == learnt.saying.bought.what[cells].tolist()
    assert says[known[:, 0], AT_AGAIN].tolist() == learnt.saying.rates[cells].tolist()


def test_of_very_many_purchases_the_strongest_habits_are_candidates(learnt, monkeypatch):
    monkeypatch.setattr(mixing, "HAD", 2)
    monkeypatch.setattr(mixing, "DEEP", 1)
    found, _ = one_of(learnt, 0)
    saying = learnt.saying
    cells = saying.bought.by_person.cells(0)
    strongest = saying.bought.what[cells][best_of(saying.rates[cells], 2)]
    # One more each by what she wants, by what goes with hers; the popular ones are known already.
    assert set(strongest.tolist()) <= set(found.tolist())
    assert len(set(found.tolist()) - set(saying.popular.tolist())) <= 2 + 2


def test_a_mix_learns_which_source_tells(learnt):
    """Where people buy again what they had, all that they had stands before the rest."""
    had, saying = learnt.saying.bought, learnt.saying
    mix = learnt_mix(saying, bought(had.who, had.what, people=had.people, products=had.products))
    assert mix.calm < np.inf
    for person in range(5):
        _, says = one_of(learnt, person)
        chances, hers = mix.chances(says), ~np.isnan(says[:, AT_AGAIN])
        assert chances[hers].min() > chances[~hers].max(initial=0)


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


def test_in_a_very_large_shop_what_is_wanted_is_found_without_looking_at_all(learnt, monkeypatch):
    """Whoever wants too few products has fewer candidates; all others stay the same."""
    usual = {person: found for person, found, _ in learnt.saying.each(np.arange(5))}
    monkeypatch.setattr(mixing, "MANY", 0)
    monkeypatch.setattr(mixing, "FEW", 0)
    for person, found, says in learnt.saying.each(np.arange(5)):
        assert set(found.tolist()) <= set(usual[person].tolist())
        left_out = np.setdiff1d(usual[person], found)
        assert not learnt.saying._wants(person, left_out).any()
        assert np.isfinite(says[~np.isnan(says)]).all()
