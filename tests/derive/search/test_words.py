import random

import pytest

from alkasba.derive.search.words import distance, is_alike, silent_in, slips_allowed, stem, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Basil, cut leaves", "basil cut leaves"),
        ("Fleur d’oranger, l'été", "fleur oranger ete"),
        ("qu'ils", "ils"),
        ("don't", "dont"),
        ("Za'atar", "zaatar"),
        ("a_b.c-d/e", "a b c d e"),
        ("STRASSE Straße", "strasse strasse"),
        ("أَعْشَاب مُجَفَّفَة ــ شـــاي", "اعشاب مجففه شاي"),
        ("١٢٣ ½", "123 1 2"),
        ("☕ !", ""),
    ],
)
def test_words_are_cut_and_folded(text, words):
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["leaf"]),
        ("en", ["berry", "berries"]),
        ("en", ["radish", "radishes"]),
        ("fr", ["herbe", "herbes"]),
        ("fr", ["cheval", "chevaux"]),
        ("fr", ["poivre", "poivres"]),
        ("ar", ["الزعتر", "زعتر", "والزعتر"]),
        ("ar", ["عشبه", "عشبات"]),
    ],
)
def test_forms_of_a_word_have_one_stem(language, forms):
    assert len({stem(language, word) for word in forms}) == 1


@pytest.mark.parametrize("word", ["hibiscus", "cress", "anis", "tea", "thym"])
def test_words_that_only_look_like_many_stay(word):
    assert stem("en", word) == word


def test_articles_are_silent_and_tea_is_not():
    assert silent_in("the leaves of the mint") == {"the", "of"}
    assert silent_in("du thé") == {"du"}
    assert "the" not in silent_in("du the\u0301")


def test_longer_words_may_have_more_slips_and_numbers_none():
    assert [slips_allowed(word) for word in ("ab", "abc", "abcde", "abcdef", "te001")] == [
        0,
        1,
        1,
        2,
        0,
    ]


@pytest.mark.parametrize(
    ("word", "other", "steps"),
    [("mint", "mint", 0), ("mint", "mnit", 1), ("mint", "mints", 1), ("mint", "mat", 2)],
)
def test_a_distance_counts_letters(word, other, steps):
    assert distance(word, other, 3) == distance(other, word, 3) == steps


def test_a_distance_beyond_what_counts_is_beyond():
    assert distance("peppermint", "oregano", 2) > 2


def test_one_slip_is_always_alike():
    chance = random.Random(4)
    for _ in range(300):
        word = "".join(chance.choices("abcde", k=chance.randint(4, 9)))
        at = chance.randrange(1, len(word))
        kind = chance.choice([word[:at] + word[at + 1 :], word[:at] + "x" + word[at:]])
        assert is_alike(word, kind)
