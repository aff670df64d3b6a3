import json
from typing import Any

import pytest

from alkasba.derive.search.asking import Asked, lookup_of
from alkasba.derive.search.body import body
from alkasba.derive.search.searchable import Searchable
from alkasba.model.searching import Way
from tests.derive.search.build import searchable


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> Searchable:
    return searchable(tmp_path_factory.mktemp("body"), ["mint, menthe poivrée"])


def told(products: Searchable, way: Way = "all", **asked: Any) -> dict[str, Any]:
    return body(lookup_of(products, Asked(**asked)), way, 30)


def test_every_word_has_to_be_there(products: Searchable) -> None:
    query = told(products, text="green mint")["query"]["bool"]
    assert len(query["must"]) == 2
    assert "fuzziness" not in json.dumps(query)
    some = told(products, way="any", text="green mint")["query"]["bool"]
    assert (len(some["should"]), some["minimum_should_match"]) == (2, 1)


def test_the_first_column_says_most_and_forms_say_less(products: Searchable) -> None:
    word = told(products, text="mint")["query"]["bool"]["must"][0]["dis_max"]["queries"][0]
    assert set(word["multi_match"]["fields"]) == {
        *("name^8", "name.en^4.8", "category.words^4", "category.en^2.4"),
        *("maker.name^2", "maker.name.en^1.2", "code.words^1", "code.en^0.6"),
    }


def test_synonyms_of_several_words_stand_together_and_count_less(products: Searchable) -> None:
    other = told(products, text="mint")["query"]["bool"]["must"][0]["dis_max"]["queries"][1]
    assert other["multi_match"]["type"] == "phrase"
    assert other["multi_match"]["query"] == "menthe poivree"
    assert other["multi_match"]["boost"] < 1


def test_slips_begin_after_the_first_letter_and_follow_the_length(products: Searchable) -> None:
    query = json.dumps(told(products, way="alike", text="lavendar")["query"])
    assert '"fuzziness": 2, "prefix_length": 1' in query


def test_what_is_chosen_narrows_hits_and_the_other_facets(products: Searchable) -> None:
    said = told(products, chosen={"category": ["Tea"]})
    assert said["post_filter"] == {"terms": {"category": ["Tea"]}}
    assert said["aggs"]["facet.category"]["filter"] == {"bool": {"must": []}}
    assert said["aggs"]["facet.maker"]["filter"] == {"terms": {"category": ["Tea"]}}
    assert "post_filter" not in told(products)


def test_each_hit_has_one_place(products: Searchable) -> None:
    by_key = {"code": {"order": "asc", "missing": "_last", "unmapped_type": "keyword"}}
    assert told(products)["sort"] == [by_key]
    assert told(products, text="mint")["sort"] == ["_score", by_key]
    first, last = told(products, text="mint", order="-name")["sort"]
    assert list(first) == ["name.folded"]
    assert first["name.folded"]["order"] == "desc"
    assert last == by_key


def test_pages_are_asked_by_number_or_by_place(products: Searchable) -> None:
    assert told(products, offset=40, limit=5)["from"] == 40
    assert told(products)["track_total_hits"] is True
