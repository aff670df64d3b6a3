from dataclasses import replace

import numpy as np
import pytest

from alkasba.flows.recommend.learning import CROWD, later_of, learn, season_of, task_of
from alkasba.flows.recommend.reading import NOBODY, Lines, place_of
from alkasba.flows.recommend.training import _read
from alkasba.recommend.alike import alike
from alkasba.recommend.als import AlsSettings
from tests.recommend_shop import LONELY, SPICES, TEAS, UNSOLD


@pytest.fixture(scope="module")
def task(taught):
    found, _ = _read(taught.open())
    return replace(found, settings=AlsSettings(dimension=16))


@pytest.fixture(scope="module")
def learnt(task):
    return learn(task)


def at(task, *keys):
    return [place_of(task.shelf.keys, key) for key in keys]


def test_what_too_few_bought_stands_where_its_description_puts_it(task, learnt):
    lonely, unsold = at(task, LONELY, UNSOLD)
    vectors = learnt.arrays["vectors"]
    assert vectors[lonely].any() and vectors[unsold].any()
    assert np.allclose(vectors[lonely], vectors[unsold])


def test_pairs_need_enough_people(task, learnt):
    met, people = learnt.arrays["together"], learnt.arrays["together_people"]
    assert (people[met >= 0] >= task.least_people).all()
    assert (met[at(task, LONELY)[0]] == -1).all()
    one, other = at(task, "T1", "T2")
    assert met[one][0] == other
    stricter = learn(replace(task, least_people=1000))
    assert (stricter.arrays["together"] == -1).all()


def test_likeness_is_of_the_kind(task, learnt):
    lists, _ = alike(learnt.arrays["vectors"], task.said, 9)
    for keys in (TEAS, SPICES):
        for product in at(task, *keys):
            first = lists[product][:5].tolist()
            kin = at(task, *keys, *((LONELY, UNSOLD) if keys is TEAS else ()))
            assert set(first) <= set(kin) - {product}


def test_a_country_of_few_people_has_no_list(task, learnt):
    assert learnt.countries == ("BE",)
    assert len(learnt.arrays["popular"]) == 2
    assert CROWD == 20


def lines_of(*lines):
    """Lines of (who, what, basket, days ago)."""
    who, what, basket, ago = np.array(lines, np.int32).reshape(-1, 4).T
    return Lines(who, what, basket, 20_000 - ago)


def popular_of(learnt, row=0):
    found = learnt.arrays["popular"][row]
    return found[found >= 0].tolist()


def test_where_all_sales_are_anonymous_each_basket_says_what_goes_together(task):
    pairs = [(NOBODY, what, n, n) for n in range(task.least_people) for what in (0, 1)]
    others = [(NOBODY, 2 + n % 5, 100 + n, n) for n in range(200)]
    met = learn(replace(task, lines=lines_of(*pairs, *others))).arrays
    assert met["together"][0, 0] == 1
    assert met["together_people"][0, 0] == task.least_people
    fewer = learn(replace(task, lines=lines_of(*pairs[2:], *others))).arrays
    assert (fewer["together"][0] == -1).all()


def test_where_all_sales_are_anonymous_each_basket_says_what_is_popular(task):
    anonymous = lines_of(*[(NOBODY, n % 2, n, n) for n in range(9)], (NOBODY, 1, 9, 1))
    learnt = learn(replace(task, lines=anonymous))
    assert popular_of(learnt) == [1, 0] and learnt.countries == ()
    assert learnt.task.anonymous_baskets == 10


def test_a_basket_of_nobody_is_one_buyer_whatever_is_in_it_and_whoever_buys_beside_it(task):
    mixed = lines_of((NOBODY, 0, 0, 1), (NOBODY, 1, 0, 1), (2, 0, 1, 1), (2, 0, 2, 5))
    buyers = replace(task, lines=mixed).everybody
    assert np.bincount(buyers.purchases.what, minlength=2).tolist()[:2] == [2, 1]
    assert buyers.purchases.people == len(task.people.keys) + 1
    assert buyers.purchases.times.sum() == 4


def test_what_one_customer_buys_is_in_no_list_of_what_is_popular(task):
    hers = lines_of(*[(0, n % 4, n, n) for n in range(40)])
    assert popular_of(learn(replace(task, lines=hers))) == []
    with_others = lines_of(*[(0, n % 4, n, n) for n in range(40)], (1, 2, 40, 1), (2, 2, 41, 1))
    assert popular_of(learn(replace(task, lines=with_others))) == [2]


def test_what_is_popular_is_one_thing_for_lists_the_mix_and_ranks(task, learnt):
    demanded = learnt.saying.demand[:, 0]
    assert demanded[at(task, LONELY)[0]] == 0
    found = popular_of(learnt)
    assert found == np.argsort(-demanded, kind="stable")[: len(found)].tolist()
    assert set(learnt.saying.popular.tolist()) <= set(found)


def test_too_few_of_a_country_move_nothing_there(task):
    people, country = np.arange(len(task.people.keys)), task.people.country
    belgians = people[country == task.people.countries.index("BE")][:24]
    others = people[country != task.people.countries.index("BE")][:9]
    lines = [(who, 0, n, 1) for n, who in enumerate(belgians)]
    lines += [(who, what, 30 + n, 1) for n, who in enumerate(others) for what in (1, 2)]
    same = popular_of(learn(replace(task, lines=lines_of(*lines))), 1)
    moved = [*lines, *((who, 2, 60 + n, 1) for n, who in enumerate(belgians[:2]))]
    few = learn(replace(task, lines=lines_of(*moved)))
    assert few.countries == ("BE",)
    assert popular_of(few, 1) == [0, 2, 1] != same
    # Two of three that are needed: the country's list is only moved by what all buy.
    assert few.arrays["popular_score"][1][1] == pytest.approx(
        20 / 44 * few.saying.demand[2, 0], rel=1e-3
    )


def test_the_season_is_told_by_all_buyers(task):
    """Nobody is known, a product is of the season that comes, and it is bought then."""
    before = [(NOBODY, 0, n, 10) for n in range(30)]
    before += [(NOBODY, 1, 30 + n, 350) for n in range(20)]
    after = lines_of(*[(NOBODY, 1, 60 + n, -10) for n in range(30)])
    season = season_of(replace(task, lines=lines_of(*before)), after)
    assert season > 0
    assert popular_of(learn(replace(task, lines=lines_of(*before), season=season)))[0] == 1
    assert season_of(replace(task, lines=lines_of(*before)), lines_of(*before[:20])) == 0


def test_returns_of_nobody_known_teach_no_person(task):
    nobody = Lines(*(np.full(3, value, np.int32) for value in (-1, 0, 0, 5)))
    found = learn(replace(task, lines=nobody))
    assert len(found.arrays["owned"]) == 0 and not found.saying.factors.people.any()
    assert later_of(task, nobody).counts.sum() == 0


def test_what_is_said_of_products_is_their_names_and_columns(task):
    again = task_of(
        task.lines, task.shelf, task.people, least_people=3, settings=AlsSettings(dimension=4)
    )
    assert again.said.products == len(task.shelf)
