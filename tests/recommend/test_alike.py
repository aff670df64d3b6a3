"""Products are alike by who buys them, and new ones by what is said of them."""

import numpy as np
import pytest

from alkasba.recommend.alike import (
    alike_by_content,
    alike_by_factors,
    content,
    place_new,
    resemblance,
    words_of,
)
from tests.recommend.build import vectors

SAID = [
    words_of("Peppermint tea", ["family=Lamiaceae"]),
    words_of("Spearmint tea", ["family=Lamiaceae"]),
    words_of("Lemon soap"),
    words_of("Olive soap"),
    set[str](),
]


def test_a_word_is_the_same_with_and_without_accents_and_capitals():
    assert words_of("THÉ") == words_of("thé") == {"the"}


def test_an_attribute_is_no_word_of_a_name():
    assert words_of("tea").isdisjoint(words_of("", ["tea"]))


def test_resemblance_is_the_cosine_of_weighted_words():
    said = content(SAID)
    rare, shared = np.log1p(5 / 1), np.log1p(5 / 2)
    length = rare**2 + 2 * shared**2
    assert resemblance(said, 0) == pytest.approx([0, 2 * shared**2 / length, 0, 0, 0])


def test_products_of_which_the_same_is_said_are_alike():
    lists, how = alike_by_content(content(SAID), 2)
    assert lists.tolist() == [[1, -1], [0, -1], [3, -1], [2, -1], [-1, -1]]
    assert (how[lists < 0] == 0).all()
    assert (how[lists >= 0] > 0).all()


def test_products_of_the_same_buyers_are_alike():
    given = np.array([[1, 0], [2, 0.1], [0, 1], [0, 0]], np.float32)
    lists, how = alike_by_factors(given, 3)
    assert lists.tolist() == [[1, -1, -1], [0, 2, -1], [1, -1, -1], [-1, -1, -1]]
    assert how[0, 0] == pytest.approx(2 / np.hypot(2, 0.1))


def test_blocks_give_what_all_at_once_gives():
    given = vectors(700)
    lists, how = alike_by_factors(given, 5)
    unit = given / np.linalg.norm(given, axis=1, keepdims=True)
    alike = unit @ unit.T
    np.fill_diagonal(alike, -np.inf)
    assert how == pytest.approx(-np.sort(-alike, axis=1)[:, :5], abs=1e-5)
    assert (lists != np.arange(700)[:, None]).all()


def test_a_new_product_stands_between_those_that_are_described_like_it():
    known = vectors(5)
    known[[1, 4]] = 0
    placed = place_new(known, content(SAID))
    assert placed[1] == pytest.approx(known[0]), "the other tea is its only neighbour"
    assert (placed[[0, 2, 3]] == known[[0, 2, 3]]).all()
    assert not placed[4].any(), "of which nothing is said"
    assert not known[1].any(), "what was given stays as it is"


@pytest.mark.parametrize("described", [[], [set()], [{"a"}], [set(), set()]])
def test_nearly_nothing_is_like_nothing(described):
    lists, _ = alike_by_content(content(described), 3)
    assert (lists == -1).all()
    none = np.zeros((len(described), 2), np.float32)
    assert (alike_by_factors(none, 3)[0] == -1).all()
    assert not place_new(none, content(described)).any()
