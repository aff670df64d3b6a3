"""The next items are made while those before are used, and mistakes arrive where they belong."""

import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing

import pytest

from alkasba.flows.run.ahead import _wait_for, ahead


def one_by_one(items: Iterable[int], at_most: int = 1) -> Generator[int, None, None]:
    """The items, each of the weight 1."""
    made = (item for item in items)
    return ahead(made, weight=lambda item: 1, at_most=at_most)


def test_items_keep_their_order() -> None:
    assert list(one_by_one(range(100))) == list(range(100))
    assert list(one_by_one(range(100), at_most=7)) == list(range(100))
    assert list(one_by_one(())) == []


def test_the_second_is_being_made_while_the_first_is_used() -> None:
    begun = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        begun.set()
        yield 2

    with closing(one_by_one(items())) as stream:
        assert next(stream) == 1
        assert begun.wait(timeout=10)
        assert next(stream) == 2


def test_no_more_is_made_than_may_wait() -> None:
    made = []

    def items() -> Iterator[int]:
        for number in range(20):
            made.append(number)
            yield number

    with closing(one_by_one(items(), at_most=3)) as stream:
        for number in stream:
            # Those that wait weigh 3 at most, and one more may be in the making.
            assert len(made) <= number + 1 + 3 + 1
    assert len(made) == 20


def test_a_mistake_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second")

    seen = []
    with closing(one_by_one(items())) as stream, pytest.raises(ValueError, match="the second"):
        for item in stream:
            seen.append(item)
    assert seen == [1]


def test_closing_waits_for_the_one_being_made_and_ends_what_makes_them() -> None:
    made, ended = [], []

    def items() -> Iterator[int]:
        try:
            for number in range(10):
                made.append(number)
                yield number
        finally:
            ended.append(threading.current_thread().name)

    with closing(ahead(items(), weight=lambda item: 1, at_most=1)) as stream:  # type: ignore[arg-type]
        next(stream)
    assert len(made) <= 3
    assert ended == ["ahead"]


def test_who_insists_on_stopping_is_heard_once_the_thread_has_ended() -> None:
    go_on, ended = threading.Event(), []

    class Insisted(threading.Thread):
        times = 0

        def join(self, timeout: float | None = None) -> None:
            self.times += 1
            if self.times == 1:
                go_on.set()
                raise KeyboardInterrupt
            super().join(timeout)

    thread = Insisted(target=lambda: (go_on.wait(), ended.append(True)))
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        _wait_for(thread)
    assert ended == [True]


def test_a_thread_does_not_wait_for_itself() -> None:
    _wait_for(threading.current_thread())
