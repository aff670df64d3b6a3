from dataclasses import replace

import numpy as np

from alkasba.flows.recommend.reading import NOBODY, keys_of
from alkasba.flows.recommend.suggested import Wanted
from alkasba.flows.recommend.view import View, key_of, settings_of
from alkasba.privacy.pseudonym import pseudonym, read_key
from tests.recommend_shop import LONELY, OBJECTING, RESTRICTED, WITHDRAWN


def numbers(view, *keys):
    return np.array([view.product(key) for key in keys], np.int32)


def test_what_fits_is_on_offer_of_the_category_and_of_the_price(view):
    these = numbers(view, "T1", "S1", WITHDRAWN)
    assert view.fits(these, Wanted()).tolist() == [True, True, False]
    assert view.fits(these, Wanted(categories=("Spices", "?"))).tolist() == [False, True, False]
    assert view.fits(these, Wanted(price=(2.0, 11.0))).tolist() == [True, False, False]
    assert view.fits(these, Wanted(price=(2.0, 2.0))).tolist() == [False] * 3


def test_what_has_no_price_fits_no_price(view):
    shelf = replace(view.shelf, price=np.full(len(view.shelf), np.nan, np.float32))
    unpriced = View(view.model, shelf, view.people)
    assert unpriced.fits(numbers(view, "T1"), Wanted(price=(0.0, 9.0))).tolist() == [False]
    assert unpriced.fits(numbers(view, "T1"), Wanted()).tolist() == [True]


def test_a_product_that_is_gone_from_the_shop_is_not_offered_and_called_by_its_key(view):
    model = replace(view.model, products=keys_of(["A-gone", *_keys(view)[1:]]))
    gone = View(model, view.shelf, view.people)
    assert not gone.is_offered[0] and gone.called(0) == ("A-gone", "A-gone")
    assert gone.called(gone.product("T1")) == ("T1", "Tea T1")


def _keys(view):
    return [key_of(view.model.products, at) for at in range(len(view.model.products))]


def test_who_is_not_in_the_run_is_nobody_whatever_the_model_holds(view):
    key = view.people.keys[5].decode()
    assert view.person(key)[0] != NOBODY
    masks = np.zeros(0, bool), np.zeros(0, bool)
    nobody = type(view.people)(keys_of([]), (), np.zeros(0, np.int32), *masks)
    assert View(view.model, view.shelf, nobody).person(key) == (NOBODY, False)


def test_the_country_of_a_person_is_known_or_not(view):
    assert {view.country_of(key.decode()) for key in view.people.keys} == {"BE", "FR"}
    assert view.country_of("nobody") is None


def test_settings_are_read_as_they_were_kept(view):
    told = view.model.told["settings"]
    assert settings_of(told | {"of_another_release": 1}) == view.folding.settings
    assert view.product(LONELY) >= 0


def test_who_is_left_out_is_nobody_and_why_is_known(view, taught):
    secret = read_key(taught.folder / "alkasba.key")
    found = {who: pseudonym(who, secret) for who in (OBJECTING, RESTRICTED, "C0", "C999")}
    assert view.person(found[OBJECTING]) == view.person(found[RESTRICTED]) == (NOBODY, True)
    is_restricted = {who: view.is_restricted(key) for who, key in found.items()}
    assert is_restricted == {OBJECTING: False, RESTRICTED: True, "C0": False, "C999": False}
