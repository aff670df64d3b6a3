from dataclasses import replace

import numpy as np
import pytest

from alkasba.flows.recommend.learning import CROWD, alike, later_of, learn, task_of
from alkasba.flows.recommend.reading import Lines, place_of
from alkasba.flows.recommend.training import _read
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
    lists = alike(task, learnt.arrays["vectors"])["alike"]
    for keys in (TEAS, SPICES):
        for product in at(task, *keys):
            first = lists[product][:5].tolist()
            kin = at(task, *keys, *((LONELY, UNSOLD) if keys is TEAS else ()))
            assert set(first) <= set(kin) - {product}


def test_a_country_of_few_people_has_no_list(task, learnt):
    assert learnt.countries == ("BE",)
    assert len(learnt.arrays["popular"]) == 2
    assert CROWD == 20


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
