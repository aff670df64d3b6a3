from alkasba.flows.recommend.believing import find_products, of_person, of_product
from alkasba.flows.recommend.suggested import NEW, OBJECTS, Wanted
from alkasba.flows.recommend.suggested import RESTRICTED as PROCESSING
from alkasba.privacy.pseudonym import pseudonym, read_key
from tests.recommend_shop import LONELY, OBJECTING, RESTRICTED, TEAS, UNSOLD, WITHDRAWN

WANTED = Wanted(limit=5)


def key_of(taught, number):
    return pseudonym(number, read_key(taught.folder / "alkasba.key"))


def test_a_product_tells_what_the_answers_tell(asking):
    found = of_product(asking, "T1", WANTED)
    assert (found.name, found.category, found.is_offered) == ("Tea T1", "Teas", True)
    assert found.similar == asking.like("T1", WANTED)
    assert found.together == asking.together("T1", WANTED)
    assert found.people is not None and found.people >= 3
    assert not of_product(asking, WITHDRAWN, WANTED).is_offered
    assert of_product(asking, LONELY, WANTED).people is None
    assert of_product(asking, UNSOLD, WANTED).people is None


def test_a_person_is_told_by_her_pseudonym_alone(asking, taught):
    found = of_person(asking, key_of(taught, "C0"), WANTED)
    assert {one.key for one in found.bought} <= set(TEAS) and found.bought
    days = [one.last for one in found.bought]
    assert days == sorted(days, reverse=True)
    assert found.suggested == asking.person("C0", WANTED)
    for nobody in ("C0", "C999", ""):
        found = of_person(asking, nobody, WANTED)
        assert (found.bought, found.suggested.reason) == ((), NEW)
    for who, reason in ((OBJECTING, OBJECTS), (RESTRICTED, PROCESSING)):
        found = of_person(asking, key_of(taught, who), WANTED)
        assert (found.bought, found.suggested.reason) == ((), reason)


def test_products_are_found_by_name_and_the_key_itself_is_first(asking):
    assert find_products(asking, " t1 ", 5)[0] == ("T1", "Tea T1")
    assert [name for _, name in find_products(asking, "UNSOLD", 5)] == ["Unsold tea"]
    assert len(find_products(asking, "tea", 3)) == 3
    assert find_products(asking, "", 5) == find_products(asking, "unicorn", 5) == []
