from collections.abc import Iterator

from alkasba.batches import in_batches


def test_nobody_holds_more_than_a_batch() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    batches = in_batches(numbers(), 10)
    assert next(batches) == list(range(10))
    assert len(taken) <= 11
    assert [len(batch) for batch in batches] == [10] * 9


def test_of_nothing_there_is_no_batch() -> None:
    assert list(in_batches([], 3)) == []
