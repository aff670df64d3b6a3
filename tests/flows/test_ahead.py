"""The next item is made while the one before is used, and mistakes arrive where they belong."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from alkasba.flows.ahead import one_ahead


def test_items_keep_their_order():
    assert list(one_ahead(iter(range(100)))) == list(range(100))
    assert list(one_ahead(iter(()))) == []


def test_the_second_is_being_made_while_the_first_is_used():
    begun = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        begun.set()
        yield 2

    with closing(one_ahead(items())) as stream:
        assert next(stream) == 1
        assert begun.wait(timeout=10)
        assert next(stream) == 2


def test_a_mistake_comes_after_the_items_before_it():
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second")

    seen = []
    with closing(one_ahead(items())) as stream, pytest.raises(ValueError, match="the second"):
        for item in stream:
            seen.append(item)
    assert seen == [1]


def test_closing_waits_for_the_one_being_made():
    made = []

    def items() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    with closing(one_ahead(items())) as stream:
        next(stream)
    count = len(made)
    assert count <= 2
