"""Searches answer what was asked: better than a plain match of names, in every language."""

import pytest

from tests.relevance import LANGUAGES, mean, ours, plain_in_engine, plain_in_files, questions
from tests.searched_shop import SearchedShop
from tests.stores.conftest import INDEXES

pytestmark = pytest.mark.parametrize("index_url", INDEXES, indirect=True, scope="session")

JUDGED = questions()
FLOOR = 0.9


def test_the_questions_are_halved_and_of_all_languages(searched: SearchedShop) -> None:
    for part in ("tune", "held"):
        found = [one for one in JUDGED if one.part == part]
        assert len(found) == 30
        assert {one.language for one in found} == set(LANGUAGES)
    assert all(set(one.grades) <= set(searched.documents) for one in JUDGED)


@pytest.mark.parametrize("part", ["tune", "held"])
def test_every_part_is_answered_far_better_than_by_a_plain_match(
    searched: SearchedShop, index_url: str, part: str
) -> None:
    found = mean(JUDGED, ours(searched), part=part)
    is_file = index_url.startswith("index:")
    plain = plain_in_files(searched) if is_file else plain_in_engine(searched, index_url)
    with plain as find:
        assert found > mean(JUDGED, find, part=part) + 0.5
    assert found > FLOOR


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_answered_well(searched: SearchedShop, language: str) -> None:
    assert mean(JUDGED, ours(searched), language=language) > FLOOR


def test_names_in_their_own_language_are_found_better_than_by_a_plain_match(
    searched: SearchedShop,
) -> None:
    with plain_in_files(searched) as find:
        plain = mean(JUDGED, find, language="en")
    assert mean(JUDGED, ours(searched), language="en") > plain + 0.1
