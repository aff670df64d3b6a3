"""Circles among names are found, and what has none is put in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.model.links import circle_from, find_cycle, in_order, reachable

LETTERS = st.sampled_from("abcdef")
LINKS = st.dictionaries(LETTERS, st.lists(LETTERS, max_size=3))


@pytest.mark.parametrize(
    ("links", "circle"),
    [
        ({}, []),
        ({"a": []}, []),
        ({"a": ["a"]}, ["a"]),
        ({"a": ["b"], "b": ["a"]}, ["a", "b"]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, ["b", "c"]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"a": ["nowhere"]}, []),
    ],
)
def test_the_names_on_a_circle_are_found(links, circle):
    assert find_cycle(links) == circle


def test_a_long_chain_is_no_trouble():
    links = {str(step): [str(step + 1)] for step in range(5000)}
    assert find_cycle({**links, "5000": ["4999"]})[-2:] == ["4999", "5000"]


def test_what_can_be_reached_needs_a_link():
    links = {"a": ["b"], "b": ["c"]}
    assert reachable(links, "a") == {"b", "c"}
    assert reachable(links, "c") == set()
    assert reachable(links, "nowhere") == set()


def test_the_shortest_circle_is_told_from_where_it_is_noticed():
    links = {"a": ["b"], "b": ["c", "a"], "c": ["b"]}
    assert circle_from(links, "c") == ["c", "b", "c"]
    assert circle_from({"a": ["b"], "b": ["b"]}, "a") == []


def test_names_stand_after_those_they_link_to():
    assert in_order({"total": ["net", "tax"], "tax": ["net"], "net": []}) == ["net", "tax", "total"]


def test_names_without_links_keep_their_order():
    assert in_order({"b": [], "a": [], "c": ["elsewhere"]}) == ["b", "a", "c"]


@given(LINKS)
def test_an_order_exists_where_no_circle_is_found(links):
    if find_cycle(links):
        return
    order = in_order(links)
    assert sorted(order) == sorted(links)
    place = {name: position for position, name in enumerate(order)}
    assert all(place[b] < place[a] for a in links for b in links[a] if b in links)
