"""The pieces of schemas take what they say, and nothing else."""

import re

import pytest
from jsonschema import Draft202012Validator

from alkasba.derive.editor_schema.pieces import WORD, either, named, part, text, whole, words


def takes(schema, value):
    return Draft202012Validator(schema).is_valid(value)


def test_words_are_one_or_several():
    assert takes(words("about"), "a") and takes(words("about"), ["a", "b"])
    assert not takes(words("about"), 1)


def test_a_part_has_known_keys_only():
    schema = part("about", {"a": text("about")}, needed=("a",))
    assert takes(schema, {"a": "x"})
    assert not takes(schema, {"a": "x", "b": "y"}) and not takes(schema, {})


def test_names_are_the_owners_but_words():
    schema = named("about", whole("about", 1, 12))
    assert takes(schema, {"net_sales": 12})
    assert not takes(schema, {"net sales": 12}) and not takes(schema, {"net_sales": 13})


def test_either_takes_each_of_its_ways():
    schema = either("about", text("about"), whole("about"))
    assert takes(schema, "a") and takes(schema, 1) and not takes(schema, [])


@pytest.mark.parametrize("name", ["net", "_row", "année", "المبيعات", "a1"])
def test_a_word_may_be_of_any_script(name):
    assert re.fullmatch(WORD, name) and name.isidentifier()


@pytest.mark.parametrize("name", ["", "a b", "1a", "a-b", "a.b", 'a"b', "a;b", "a`b", "a[b"])
def test_signs_make_no_word(name):
    assert not re.fullmatch(WORD, name)
