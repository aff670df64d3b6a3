"""Factors are those of the closed-form solution, and say why."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from alkasba.recommend.als import AlsSettings, because, fold_in, train, usual_weight
from tests.house.repository import ROOT
from tests.recommend.build import PLAIN, TODAY, drawn, purchases, whole

FULL = AlsSettings(
    dimension=4,
    rounds=60,
    unobserved=0.3,
    regularisation=0.02,
    exponent=0.7,
    half_life_days=60.0,
    times_power=0.5,
    popularity=0.4,
    evenness=0.3,
)


def dense(shop, weight):
    weights = np.zeros((shop.people, shop.products))
    weights[shop.who, shop.what] = weight
    return weights


def solved(weights, unseen, others, damping, row):
    """The row of one side in float64, straight from the normal equations of the loss."""
    seen = weights[row][:, None] * others
    equations = others.T @ (unseen[:, None] * others) + others.T @ seen
    equations += damping * np.eye(others.shape[1])
    return np.linalg.solve(equations, others.T @ weights[row])


@pytest.mark.parametrize("chosen", [PLAIN, FULL], ids=["plain", "full"])
def test_after_enough_rounds_each_person_and_product_is_the_exact_solution(chosen):
    shop = drawn()
    factors = train(shop, replace(chosen, rounds=400), TODAY)
    weights = dense(shop, shop.weight(chosen, TODAY))
    buyers = np.bincount(shop.what, minlength=shop.products) + 1.0
    unseen = chosen.unobserved * buyers**chosen.popularity
    unseen /= (buyers**chosen.popularity).mean()
    voices = np.maximum(np.bincount(shop.who, minlength=shop.people), 1.0) ** -chosen.evenness
    voices /= voices.mean()
    for person in range(shop.people):
        total = weights[person].sum() + unseen.sum()
        damping = chosen.regularisation * total**chosen.exponent
        exact = solved(weights, unseen, factors.products.astype(float), damping, person)
        assert factors.people[person] == pytest.approx(exact, abs=2e-3)
    for product in range(shop.products):
        heard = weights.T * voices
        everyone = unseen[product] * voices
        damping = chosen.regularisation * (heard[product].sum() + everyone.sum()) ** chosen.exponent
        exact = solved(heard, everyone, factors.people.astype(float), damping, product)
        assert factors.products[product] == pytest.approx(exact, abs=2e-3)


def test_a_taste_is_told_from_another():
    shop = drawn(people=60, products=30, lines=900)
    factors = train(shop, PLAIN, TODAY)
    scores = factors.people @ factors.products.T
    even = scores[::2, ::2].mean() + scores[1::2, 1::2].mean()
    odd = scores[::2, 1::2].mean() + scores[1::2, ::2].mean()
    assert even > 5 * abs(odd)


def test_another_order_of_people_and_products_changes_nothing_but_the_order():
    shop = drawn()
    chance = np.random.default_rng(3)
    people, products = chance.permutation(shop.people), chance.permutation(shop.products)
    moved_who, moved_what = people[shop.who], products[shop.what]
    order = np.lexsort((moved_what, moved_who))
    moved = replace(
        shop,
        who=moved_who[order].astype(np.int32),
        what=moved_what[order].astype(np.int32),
        times=shop.times[order],
        first=shop.first[order],
        last=shop.last[order],
    )
    start = np.random.default_rng(4).standard_normal((shop.products, 4)).astype(np.float32)
    moved_start = np.empty_like(start)
    moved_start[products] = start
    one = train(shop, FULL, TODAY, start)
    other = train(moved, FULL, TODAY, moved_start)
    assert other.people[people] == pytest.approx(one.people, abs=1e-3)
    assert other.products[products] == pytest.approx(one.products, abs=1e-3)


def test_folding_in_what_somebody_bought_gives_her_own_vector():
    shop = drawn()
    factors = train(shop, replace(FULL, rounds=200), TODAY)
    weight = shop.weight(FULL, TODAY)
    for person in range(shop.people):
        hers = shop.by_person.cells(person)
        folded = fold_in(factors, FULL, shop.what[hers], weight[hers])
        assert folded == pytest.approx(factors.people[person], abs=2e-3)


@settings(max_examples=25)
@given(some.sets(some.integers(0, 23), max_size=24), some.integers(0, 23), some.integers(0, 9))
def test_reasons_add_up_to_the_score(what, product, seed):
    factors = train(drawn(seed=seed % 3), PLAIN, TODAY)
    bought = whole(*sorted(what))
    weights = np.random.default_rng(seed).random(len(bought)).astype(np.float32)
    score = fold_in(factors, PLAIN, bought, weights) @ factors.products[product]
    reasons = because(factors, PLAIN, bought, weights, product)
    assert len(reasons) == len(bought)
    assert reasons.sum() == pytest.approx(score, abs=1e-4)


def test_who_bought_nothing_and_what_nobody_bought_are_zero():
    shop = purchases((0, 0, 1), (2, 0, 1), people=4, products=3)
    factors = train(shop, PLAIN, TODAY)
    assert factors.people.any(axis=1).tolist() == [True, False, True, False]
    assert factors.products.any(axis=1).tolist() == [True, False, False]


@pytest.mark.parametrize(("people", "products"), [(0, 0), (3, 0), (0, 3), (3, 3), (1, 1)])
@pytest.mark.parametrize("chosen", [PLAIN, FULL, AlsSettings()], ids=["plain", "full", "usual"])
def test_a_shop_without_sales_has_factors_of_nothing(people, products, chosen):
    shop = purchases(people=people, products=products)
    factors = train(shop, chosen, TODAY)
    assert factors.people.shape == (people, chosen.dimension)
    assert factors.products.shape == (products, chosen.dimension)
    assert not factors.people.any()
    assert not factors.products.any()
    assert not fold_in(factors, chosen, whole(), np.empty(0, np.float32)).any()


def test_one_person_and_one_product_make_a_score():
    shop = purchases((0, 0, 0), people=1, products=1)
    factors = train(shop, replace(PLAIN, regularisation=0.01), TODAY)
    assert 0.5 < float(factors.people[0] @ factors.products[0]) < 1


@settings(max_examples=40)
@given(
    some.lists(
        some.tuples(some.integers(0, 5), some.integers(0, 5), some.integers(0, 3000)), max_size=40
    ),
    some.sampled_from([0.0, 0.1, 10.0]),
    some.sampled_from([-0.5, 0.0, 1.0]),
    some.sampled_from([0.0, 1.0]),
)
def test_no_number_is_ever_missing(lines, regularisation, exponent, unobserved):
    chosen = replace(
        FULL, regularisation=regularisation, exponent=exponent, unobserved=unobserved, rounds=5
    )
    factors = train(purchases(*lines, people=6, products=6), chosen, TODAY)
    assert np.isfinite(factors.people).all()
    assert np.isfinite(factors.products).all()
    vector = fold_in(factors, chosen, whole(0, 1), np.ones(2, np.float32))
    assert np.isfinite(vector).all()


def test_the_same_seed_gives_the_same_digits_and_another_one_others():
    one, two = train(drawn(), FULL, TODAY), train(drawn(), FULL, TODAY)
    assert (one.people == two.people).all()
    assert (one.products == two.products).all()
    other = train(drawn(), replace(FULL, seed=1, rounds=1), TODAY)
    assert (other.people != train(drawn(), replace(FULL, rounds=1), TODAY).people).any()


PRINTED = """
import hashlib
from alkasba.recommend.als import train
from tests.recommend.build import FEW_ROUNDS, TODAY, drawn
factors = train(drawn(300, 200, 5000), FEW_ROUNDS, TODAY)
print(hashlib.sha256(factors.people.tobytes() + factors.products.tobytes()).hexdigest())
"""


def printed(threads):
    limits = {"NUMBA_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    return subprocess.run(
        [sys.executable, "-c", PRINTED],
        env=os.environ | limits,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_the_number_of_threads_changes_no_digit():
    assert printed(threads=1) == printed(threads=2)


def test_a_usual_row_weighs_what_was_bought_and_what_was_not():
    shop = purchases((0, 0, 0), (0, 1, 0), (1, 0, 0), people=2, products=4)
    assert usual_weight(shop, PLAIN, TODAY) == pytest.approx(1.5 + 0.2 * 4)


def test_yesterdays_products_are_a_good_first_guess():
    shop = drawn()
    settled = train(shop, PLAIN, TODAY)
    guessed = train(shop, replace(PLAIN, rounds=1), TODAY, settled.products)
    cold = train(shop, replace(PLAIN, rounds=1), TODAY)
    scores = settled.people @ settled.products.T
    near = np.abs(guessed.people @ guessed.products.T - scores).max()
    assert near < 0.1
    assert np.abs(cold.people @ cold.products.T - scores).max() > 3 * near


@pytest.mark.parametrize("shape", [(23, 4), (24, 5), (24,)])
def test_a_first_guess_of_another_shop_is_refused(shape):
    with pytest.raises(ValueError, match="first guess"):
        train(drawn(), PLAIN, TODAY, np.ones(shape, np.float32))


@pytest.mark.parametrize(
    "wrong",
    [
        {"dimension": 0},
        {"rounds": -1},
        {"half_life_days": 0.0},
        {"half_life_days": float("nan")},
        {"unobserved": -0.1},
        {"regularisation": float("inf")},
        {"exponent": float("nan")},
    ],
    ids=str,
)
def test_settings_that_mean_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match="als: "):
        replace(PLAIN, **wrong)
