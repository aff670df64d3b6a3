"""On which lines of a CSV file the landed records start, found out only when somebody asks."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import islice

from alkasba.sources import encoding
from alkasba.sources.files import chunks
from alkasba.sources.records import lines_of
from alkasba.sources.sheet import Sheet


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
    wanted, quote = set(positions), one.dialect.quote or "\0"
    lines = lines_of(encoding.text(chunks(one.file), one.encoding))
    spoiled = {record.line for record in one.spoiled}
    found, position, is_open = {}, 0, False
    body = islice(lines, one.data_line - 1, None)
    for number, line in enumerate(body, start=one.data_line):
        if number in spoiled:
            continue
        if not is_open and line.rstrip("\r\n") and number not in aside:
            if position in wanted:
                found[position] = number
            position += 1
        is_open ^= line.count(quote) % 2 == 1
    return found
