"""Products are alike by who buys them, and new ones by what is said of them."""

import numpy as np
import pytest

from alkasba.recommend import alike as module
from alkasba.recommend.alike import alike, content, place_new, words_of
from tests.recommend.build import drawn, vectors

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


def nobody(products, dimension=2):
    return np.zeros((products, dimension), np.float32)


def test_where_nothing_is_bought_likeness_is_half_the_cosine_of_weighted_words():
    _, how = alike(nobody(5), content(SAID), 4)
    rare, shared = np.log1p(5 / 1), np.log1p(5 / 2)
    length = rare**2 + 2 * shared**2
    assert how[0] == pytest.approx([2 * shared**2 / length / 2, 0, 0, 0])


def test_products_of_which_the_same_is_said_are_alike():
    lists, how = alike(nobody(5), content(SAID), 2)
    assert lists.tolist() == [[1, -1], [0, -1], [3, -1], [2, -1], [-1, -1]]
    assert (how[lists < 0] == 0).all()
    assert (how[lists >= 0] > 0).all()


def test_products_of_the_same_buyers_are_alike():
    given = np.array([[1, 0], [2, 0.1], [0, 1], [0, 0]], np.float32)
    lists, how = alike(given, content([set()] * 4), 3)
    assert lists.tolist() == [[1, -1, -1], [0, 2, -1], [1, -1, -1], [-1, -1, -1]]
    assert how[0, 0] == pytest.approx(2 / np.hypot(2, 0.1) / 2)


def drawn_words(products=300, words=40, seed=3):
    chance = np.random.default_rng(seed)
    return [
        {f"w{n}" for n in chance.integers(0, words, chance.integers(0, 6))} for _ in range(products)
    ]


def by_hand(given, described):
    """Half the cosine of vectors, where they are not against each other, and half that of words."""
    names = sorted(set().union(*described))
    said = np.array([[name in words for name in names] for words in described], float)
    said *= np.log1p(len(described) / np.maximum(said.sum(axis=0), 1))
    both = 0
    for rows in (given.astype(float), said):
        unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        both = both + np.maximum(unit @ unit.T, 0) / 2
    np.fill_diagonal(both, 0)
    return both


@pytest.mark.parametrize("cells", [1, 1000, 1 << 26])
def test_blocks_give_what_all_at_once_gives(monkeypatch, cells):
    monkeypatch.setattr(module, "CELLS", cells)
    given, described = vectors(300), drawn_words()
    lists, how = alike(given, content(described), 5)
    expected = by_hand(given, described)
    assert how == pytest.approx(-np.sort(-expected, axis=1)[:, :5], abs=1e-5)
    assert np.take_along_axis(expected, lists, axis=1) == pytest.approx(how, abs=1e-5)


def test_of_very_many_products_those_with_a_word_or_a_buyer_in_common_are_compared(monkeypatch):
    shop, described = drawn(people=60, products=300, lines=2000), drawn_words()
    given = vectors(300)
    expected = by_hand(given, described)
    monkeypatch.setattr(module, "MANY", 10)
    lists, how = alike(given, content(described), 300, shop)
    bought = np.zeros((60, 300), bool)
    bought[shop.who, shop.what] = True
    in_common = bought.T.astype(int) @ bought.astype(int) > 0
    in_common |= np.array([[bool(a & b) for a in described] for b in described])
    for product, row in enumerate(lists):
        kept = row[row >= 0]
        wanted = np.flatnonzero(in_common[product] & (expected[product] > 1e-9))
        assert set(kept.tolist()) == set(wanted.tolist()) - {product}
        assert how[product, : len(kept)] == pytest.approx(expected[product, kept], abs=1e-5)
        assert (np.diff(how[product]) <= 0).all()


def test_of_words_that_very_many_have_some_are_looked_at(monkeypatch):
    """Whatever is looked at is told exactly, and a rare word before one that all have."""
    described = [{"all", f"pair{n // 2}"} for n in range(400)]
    monkeypatch.setattr(module, "MANY", 10)
    monkeypatch.setattr(module, "MOST_BY_WORDS", 20)
    lists, how = alike(nobody(400), content(described), 30)
    assert lists[:, 0].tolist() == [n + 1 - 2 * (n % 2) for n in range(400)]
    assert ((lists >= 0).sum(axis=1) <= 40).all() and ((lists >= 0).sum(axis=1) > 5).all()
    expected = by_hand(nobody(400), described)
    there = lists >= 0
    assert how[there] == pytest.approx(np.take_along_axis(expected, lists, axis=1)[there], abs=1e-5)


def test_of_very_many_products_new_ones_stand_where_they_would_among_few(monkeypatch):
    known = vectors(300)
    known[::3] = 0
    few = place_new(known, content(drawn_words()))
    monkeypatch.setattr(module, "MANY", 10)
    assert place_new(known, content(drawn_words())) == pytest.approx(few, abs=1e-5)


def test_words_are_numbered_alike_whatever_comes_first():
    described = drawn_words()
    one, other = content(described), content(described[::-1])
    assert (one.word[one.start[0] : one.start[1]] == other.word[other.start[-2] :]).all()
    assert (np.diff(one.starts) == np.diff(other.starts)).all()


def test_a_new_product_stands_between_those_that_are_described_like_it():
    known = vectors(5)
    known[[1, 4]] = 0
    placed = place_new(known, content(SAID))
    assert placed[1] == pytest.approx(known[0]), "the other tea is its only neighbour"
    assert (placed[[0, 2, 3]] == known[[0, 2, 3]]).all()
    assert not placed[4].any(), "of which nothing is said"
    assert not known[1].any(), "what was given stays as it is"


def test_only_some_are_placed_where_only_they_are_asked_for():
    known = vectors(5)
    known[[1, 3]] = 0
    placed = place_new(known, content(SAID), of=np.arange(5) == 3)
    assert placed[3] == pytest.approx(known[2]) and not placed[1].any()


@pytest.mark.parametrize("described", [[], [set()], [{"a"}], [set(), set()]])
def test_nearly_nothing_is_like_nothing(described):
    none = nobody(len(described))
    assert (alike(none, content(described), 3)[0] == -1).all()
    assert not place_new(none, content(described)).any()
