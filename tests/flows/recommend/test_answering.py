import threading
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from alkasba.errors import StoreAway, StoreMoved, UnknownName
from alkasba.flows.recommend.answering import Answering
from alkasba.flows.recommend.candidates import by_popularity
from alkasba.flows.recommend.suggested import (
    ANONYMOUS,
    BARE,
    EMPTY,
    FEW_THERE,
    NEW,
    NONE_THERE,
    OBJECTS,
    Wanted,
)
from alkasba.flows.recommend.suggested import RESTRICTED as PROCESSING
from alkasba.flows.recommend.training import train_model
from alkasba.flows.recommend.view import View
from alkasba.flows.run.job import Clock
from alkasba.flows.serving import Serving
from alkasba.model.recommend import learnt
from alkasba.privacy.pseudonym import pseudonym, read_key
from alkasba.warehouse.readers import NotAtHand
from tests.recommend_shop import (
    LONELY,
    OBJECTING,
    RESTRICTED,
    SPICES,
    TEAS,
    UNSOLD,
    WITHDRAWN,
    trained_shop,
)

ALL = Wanted(limit=100)


def keys(answer):
    return [item.key for item in answer.items]


def test_a_person_gets_what_is_of_her_taste(asking):
    assert set(keys(asking.person("C0", Wanted(limit=5)))) <= set(TEAS)
    assert set(keys(asking.person("C5", Wanted(limit=5)))) <= set(SPICES)


def test_a_person_is_known_by_her_number_in_any_case_and_by_her_pseudonym(asking, taught):
    key = pseudonym("C0", read_key(taught.folder / "alkasba.key"))
    answers = [asking.person(known, ALL) for known in ("C0", " c0 ", key)]
    assert [answer.basis for answer in answers] == ["history"] * 3
    assert answers[0] == answers[1] == answers[2]


def test_products_are_known_in_any_case(asking):
    assert asking.like(" t1 ", ALL) == asking.like("T1", ALL)
    assert asking.together("t1", ALL) == asking.together("T1", ALL)
    assert asking.basket(("t1", "T1"), ALL) == asking.basket(("T1",), ALL)
    assert asking.basket(("t1",), ALL).basis == "basket"


def test_a_country_is_known_in_any_case(asking, monkeypatch):
    asked = []
    found = asking.popular(ALL)

    def list_of(view, country):
        asked.append(country)
        return by_popularity(view, country)

    monkeypatch.setattr("alkasba.flows.recommend.answering.by_popularity", list_of)
    assert asking.popular(ALL, " fr ").items == found.items and asked == ["FR"]


def test_a_country_without_a_list_of_its_own_is_told_why_it_has_none(asking):
    found = asking.popular(ALL, "XX")
    assert (found.items, found.reason) == (asking.popular(ALL).items, NONE_THERE)
    countries = asking.view.model.told["countries"]
    assert all(asking.popular(ALL, country).reason == "" for country in countries)
    told = asking.view.model.told | {"countries": []}
    view = replace(asking.view, model=replace(asking.view.model, told=told))
    assert replace(asking, view=view).popular(ALL, "BE").reason == FEW_THERE


def test_where_no_sale_says_who_bought_a_person_is_told_so(asking):
    told = asking.view.model.told
    nobody = replace(asking.view.model, told=told | {"data": told["data"] | {"people": 0}})
    strange = type(asking)(replace(asking.view, model=nobody), asking.edition)
    assert strange.person("C999", ALL).reason == ANONYMOUS


def test_who_objects_and_is_restricted_is_told_of_the_restriction(asking, taught):
    people = asking.view.people
    both = replace(people, restricted=people.left_out)
    asked = type(asking)(replace(asking.view, people=both), asking.edition)
    assert asked.person(OBJECTING, ALL).reason == PROCESSING


@pytest.mark.parametrize("stranger", ["C999", "", "'; --", "é" * 150])
def test_a_stranger_gets_what_is_popular_and_is_told_why(asking, stranger):
    found = asking.person(stranger, ALL)
    assert (found.basis, found.reason) == ("popular", NEW)
    assert found.items and {item.source for item in found.items} == {"popular"}


@pytest.mark.parametrize(("who", "reason"), [(OBJECTING, OBJECTS), (RESTRICTED, PROCESSING)])
def test_who_is_left_out_gets_what_is_popular_and_has_no_place_in_the_model(
    asking, view, taught, who, reason
):
    found = asking.person(who, ALL)
    assert (found.basis, found.reason) == ("popular", reason)
    assert found.items == asking.popular(ALL).items
    assert asking.person(who, replace(ALL, bought="again")).items == found.items
    key = pseudonym(who, read_key(taught.folder / "alkasba.key")).encode()
    assert key not in view.model.people.tolist()


def test_what_is_not_on_offer_is_never_shown(asking):
    answers = [
        asking.person("C0", ALL),
        asking.basket(("T1", "T2"), ALL),
        asking.like("T1", ALL),
        asking.together("T1", ALL),
        asking.popular(ALL),
    ]
    assert all(WITHDRAWN not in keys(answer) for answer in answers)


def test_a_basket_gets_what_goes_with_it_and_not_what_is_in_it(asking):
    found = asking.basket(("T1", "T2"), Wanted(limit=4))
    assert set(keys(found)) <= {*TEAS, UNSOLD, LONELY} - {"T1", "T2"}
    assert asking.basket(("T1", "T2", "T1", "?"), Wanted(limit=4)) == found
    assert asking.basket(("?",), ALL).reason == EMPTY
    assert asking.basket((), ALL).reason == BARE


def test_a_product_that_nobody_bought_stands_among_its_like(asking):
    assert keys(asking.like(UNSOLD, Wanted(limit=3)))[0] in {*TEAS, LONELY}
    assert asking.together(UNSOLD, ALL).items == ()


def test_what_one_person_bought_alone_tells_of_no_other_purchase_of_hers(asking, view):
    bought_by_her = set(SPICES)
    assert not bought_by_her & set(keys(asking.like(LONELY, Wanted(limit=5))))
    assert asking.together(LONELY, ALL).items == ()
    assert all(item.more["people"] >= 3 for item in asking.together("T1", ALL).items)


def test_an_unknown_product_is_a_mistake(asking):
    with pytest.raises(UnknownName, match="no product of this key"):
        asking.like("T99", ALL)


def test_parts_of_a_list_are_the_list(asking):
    whole = asking.popular(ALL)
    first = asking.popular(Wanted(limit=3))
    second = asking.popular(Wanted(limit=100, offset=first.following))
    assert first.following == 3 and second.following is None
    assert (*first.items, *second.items) == whole.items


def test_a_list_is_narrowed_by_category_price_and_purchases(asking):
    assert set(keys(asking.popular(Wanted(limit=100, categories=("Spices",))))) <= set(SPICES)
    assert set(keys(asking.popular(Wanted(limit=100, price=(2, 4))))) <= {"T1", "T2", LONELY}
    owned = set(keys(asking.person("C0", Wanted(limit=100, bought="again"))))
    new = set(keys(asking.person("C0", Wanted(limit=100, bought="new"))))
    assert owned and new and not owned & new
    assert (
        asking.popular(Wanted(limit=100, categories=("", " "))).items == asking.popular(ALL).items
    )


def test_pages_of_another_model_are_refused(taught):
    serving = Serving(taught.folder)
    try:
        with serving.edition() as edition:
            answering = Answering(taught.open().settings.build)
            with pytest.raises(StoreMoved, match="another model"):
                answering.at(edition, learnt(edition.shop), "20200101-000000-abcdefab")
    finally:
        serving.close()


def test_before_the_first_training_it_says_what_to_do(tmp_path, taught):
    serving = Serving(taught.folder)
    try:
        with serving.edition() as edition, pytest.raises(StoreAway, match="learnt yet"):
            Answering(tmp_path).at(edition, learnt(edition.shop), "")
    finally:
        serving.close()


def test_what_is_told_of_the_model_says_how_good_and_how_old_it_is(asking):
    told = asking.told()
    assert told["is_of_this_run"] and told["trained_at"].startswith("2026-11-01T08:00")
    assert told["quality"]["ndcg"] > told["quality"]["popular_ndcg"]


def test_a_forgotten_person_is_a_stranger_at_once(taught, asking):
    gone = asking.view.people.keys[0].decode()
    assert asking.person(gone, ALL).basis in ("history", "popular")
    kept = asking.view.people.keys != asking.view.people.keys[0]
    view, people = asking.view, asking.view.people
    masks = people.left_out[kept], people.restricted[kept]
    fewer = type(people)(people.keys[kept], people.countries, people.country[kept], *masks)
    later = type(asking)(type(view)(view.model, view.shelf, fewer), asking.edition)
    assert later.person(gone, ALL).items == asking.person("C999", ALL).items


def test_an_answer_is_at_hand_from_the_second_on_until_another_model_speaks(tmp_path):
    shop, _ = trained_shop(tmp_path)
    serving, answering = Serving(shop.folder), Answering(shop.open().settings.build)
    try:
        with serving.edition() as edition:
            said = learnt(edition.shop)
            with pytest.raises(NotAtHand):
                answering.at_hand(edition, "")
            first = answering.at(edition, said, "")
            assert answering.at_hand(edition, "").view is first.view
            assert answering.at(edition, said, "").view is first.view
            with pytest.raises(StoreMoved):
                answering.at_hand(edition, "20200101-000000-abcdefab")
            later = Clock(datetime(2026, 11, 2, 8, tzinfo=UTC))
            train_model(shop.open(), accept=True, clock=later)
            with pytest.raises(NotAtHand):
                answering.at_hand(edition, "")
            assert answering.at(edition, said, "").version > first.version
    finally:
        serving.close()


def test_while_another_model_is_read_the_one_before_answers(taught, monkeypatch):
    serving, answering = Serving(taught.folder), Answering(taught.open().settings.build)
    reading, go_on = threading.Event(), threading.Event()

    def slowly(*_: object) -> View:
        reading.set()
        go_on.wait(30)
        return first.view

    try:
        with serving.edition() as edition:
            said = learnt(edition.shop)
            first = answering.at(edition, said, "")
            answering._known = replace(answering._known, sign=(0, 0, 0))
            monkeypatch.setattr(Answering, "_seen", slowly)
            reader = threading.Thread(target=answering.at, args=(edition, said, ""))
            reader.start()
            assert reading.wait(30)
            assert answering.at(edition, said, "").view is first.view
            assert answering.at_hand(edition, "").view is first.view
            go_on.set()
            reader.join()
            assert answering._known.sign != (0, 0, 0)
    finally:
        go_on.set()
        serving.close()


def test_a_page_goes_on_where_the_one_before_ended_though_something_was_sold_out(asking):
    whole = keys(asking.popular(ALL))
    first = asking.popular(Wanted(limit=3))
    shelf = replace(asking.view.shelf, is_offered=asking.view.shelf.is_offered.copy())
    gone = asking.view.at[asking.view.product(whole[0])]
    shelf.is_offered[gone] = False
    later = replace(asking, view=View(asking.view.model, shelf, asking.view.people))
    assert keys(later.popular(Wanted(limit=100, passed=first.place))) == whole[3:]


def test_what_is_popular_fills_up_a_list_that_is_too_short(asking):
    model, first = asking.view.model, asking.person("C0", Wanted(limit=1))
    is_kept = np.arange(model.for_people.shape[1]) < first.place
    short = replace(model, for_people=np.where(is_kept, model.for_people, -1))
    few = replace(asking, view=View(short, asking.view.shelf, asking.view.people))
    found = few.person("C0", Wanted(limit=5))
    assert len(found.items) == 5
    assert found.items[0] == first.items[0]
    assert {item.source for item in found.items[1:]} == {"popular"}
    assert keys(few.person("C0", Wanted(limit=1))) == keys(few.person("C0", ALL))[:1]
    assert few.person("C0", Wanted(limit=1)).following == 1


def test_what_is_not_on_offer_has_substitutes_of_its_own_category_first(asking):
    found = asking.like(WITHDRAWN, ALL)
    assert (found.basis, asking.like("T1", ALL).basis) == ("substitute", "similar")
    is_tea = [key in {*TEAS, LONELY, UNSOLD} for key in keys(found)]
    assert is_tea == sorted(is_tea, reverse=True) and any(is_tea)
    assert WITHDRAWN not in keys(found)
