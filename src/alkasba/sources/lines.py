"""On which lines of a CSV file the landed records start, found out only when somebody asks."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from itertools import pairwise

from alkasba.sources import encoding
from alkasba.sources.files import chunks
from alkasba.sources.sheet import Sheet
from alkasba.sources.skipping import Lines


def lines_after(starts: Sequence[tuple[int, int]], positions: Sequence[int]) -> dict[int, int]:
    """From the records that do not start on the next line.

    >>> lines_after([(0, 2), (3, 9)], [1, 4])
    {1: 3, 4: 10}
    """
    known = [position for position, _ in starts]
    found = {}
    for position in positions:
        place, line = starts[bisect_right(known, position) - 1]
        found[position] = line + position - place
    return found


def lines_between(first: int, aside: Collection[int], positions: Sequence[int]) -> dict[int, int]:
    """Where every line is one record and those on the lines `aside` did not land.

    >>> lines_between(2, {3}, [0, 1])
    {0: 2, 1: 4}
    """
    found, passed, waiting = {}, 0, sorted(aside)
    for position in sorted(positions):
        while passed < len(waiting) and waiting[passed] <= first + position + passed:
            passed += 1
        found[position] = first + position + passed
    return found


def lines_by_quotes(one: Sheet, aside: Collection[int], positions: Sequence[int]) -> dict[int, int]:
    """Where records take several lines: a record ends with the line that leaves no quote open."""
    spoiled = {record.line for record in one.spoiled}
    starts = _Starts(sorted({*aside, *spoiled}))
    lines = Lines(encoding.text(chunks(one.file), one.encoding))
    for _ in range(1, one.data_line):
        next(lines, None)
    number, quote, is_open = one.data_line, one.dialect.quote or "\0", False
    while True:
        while not is_open and (passed := lines.leap_to(quote)):
            if lines.has_passed_blank:
                for place, line in enumerate(lines.passed, start=number):
                    starts.add(place, int(bool(line.rstrip("\r\n"))))
            else:
                starts.add(number, passed)
            number += passed
        found = next(lines, None)
        if found is None:
            return lines_after(starts.found, positions)
        if not is_open and found.rstrip("\r\n"):
            starts.add(number, 1)
        is_open ^= number not in spoiled and found.count(quote) % 2 == 1
        number += 1


class _Starts:
    """The position and line of each record that does not start on the line after the last."""

    def __init__(self, aside: Sequence[int]) -> None:
        self.found: list[tuple[int, int]] = []
        self._aside, self._position, self._expected = aside, 0, 0

    def add(self, line: int, count: int) -> None:
        """So many records that start on the lines from this one on; those aside did not land."""
        end = line + count
        among = self._aside[bisect_left(self._aside, line) : bisect_left(self._aside, end)]
        for start, stop in pairwise([line, *(edge for n in among for edge in (n, n + 1)), end]):
            if start in among or stop <= start:
                continue
            if start != self._expected:
                self.found.append((self._position, start))
            self._position, self._expected = self._position + stop - start, stop
