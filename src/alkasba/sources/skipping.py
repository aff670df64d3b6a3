"""The lines of a text one by one, or in leaps to the next that holds a sign."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from io import StringIO

LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")
BLANK_LINES = ("\n\n", "\r\r", "\n\r")
STRETCH = 1 << 14


def whole_lines(parts: Iterable[str]) -> Iterator[str]:
    """The text in parts that end where a line does; ends are LF, CRLF or CR."""
    rest = ""
    for part in parts:
        text = rest + part
        # A CR at the end may be half of a CRLF, and a last line may go on.
        end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        rest = text[end:]
        if end:
            yield text[:end]
    if rest:
        yield rest


def lines_of(parts: Iterable[str]) -> Iterator[str]:
    """The lines of a text with their ends."""
    for text in whole_lines(parts):
        yield from StringIO(text, newline="")


def without_lines(parts: Iterable[str], left_out: Iterable[int]) -> Iterator[str]:
    """The text without the lines of these numbers, which count from 1.

    >>> "".join(without_lines(["a\\nb\\nc", "\\nd"], [2, 4]))
    'a\\nc\\n'
    """
    waiting, number = deque(sorted(set(left_out))), 1
    for text in whole_lines(parts):
        place, count = 0, _count_lines(text, 0, len(text))
        while waiting and waiting[0] < number + count:
            start = _after(text, place, waiting[0] - number)
            yield text[place:start]
            place = _after(text, start, 1)
            count -= waiting[0] - number + 1
            number = waiting.popleft() + 1
        yield text[place:]
        number += count


def _count_lines(text: str, begun: int, end: int, *, has_returns: bool = True) -> int:
    """How many lines; a last one may be without an end."""
    ends = text.count("\n", begun, end) + (end > begun and text[end - 1] not in "\r\n")
    if has_returns:
        ends += text.count("\r", begun, end) - text.count("\r\n", begun, end)
    return ends


def _after(text: str, place: int, lines: int) -> int:
    """Where so many lines from a place on have ended; long stretches are counted, not walked."""
    while lines > STRETCH // 80 and place + STRETCH < len(text):
        # A line end of two signs must not be cut.
        end = text.find("\n", place + STRETCH) + 1 or len(text)
        counted = _count_lines(text, place, end)
        if counted > lines or end == len(text):
            break
        place, lines = end, lines - counted
    for _ in range(lines):
        found = LINE.match(text, place)
        place = found.end() if found else len(text)
    return place


class Lines:
    """Lines with their ends, of a text that comes in parts.

    >>> lines = Lines(['a\\nb\\n', '"c"\\nd'])
    >>> lines.leap_to('"'), lines.leap_to('"'), next(lines), next(lines)
    (2, 0, '"c"\\n', 'd')
    """

    def __init__(self, parts: Iterable[str]) -> None:
        self._parts = whole_lines(parts)
        self._text, self._begun, self._place = "", 0, 0
        self._has_returns = self._has_blank = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._has_more():
            raise StopIteration
        found = LINE.match(self._text, self._place)
        self._begun, self._place = self._place, found.end() if found else len(self._text)
        return self._text[self._begun : self._place]

    def leap_to(self, sign: str) -> int:
        """Pass over the lines before the next that holds the sign; returns how many.

        A leap ends with each part of the text: where it passes none, the next line holds the sign,
        or there is no line.
        """
        if not self._has_more():
            return 0
        text, begun = self._text, self._place
        found = text.find(sign, begun)
        end = len(text) if found < 0 else self._start_of_line(found)
        self._begun, self._place = begun, end
        return _count_lines(text, begun, end, has_returns=self._has_returns)

    @property
    def has_passed_blank(self) -> bool:
        """Whether any line of the last leap may be blank."""
        begun, end = self._begun, self._place
        if self._text.startswith(("\n", "\r"), begun, end):
            return True
        return self._has_blank and any(
            self._text.find(blank, begun, end) >= 0 for blank in BLANK_LINES
        )

    @property
    def passed(self) -> Iterator[str]:
        """The lines of the last leap."""
        return iter(StringIO(self._text[self._begun : self._place], newline=""))

    def _has_more(self) -> bool:
        """Whether there is a line at hand, the next part brought if need be."""
        if self._place < len(self._text):
            return True
        self._take(next(self._parts, ""))
        return bool(self._text)

    def _take(self, text: str) -> None:
        """Go on with this part; what it holds none of is not looked for in each leap."""
        self._text, self._begun, self._place = text, 0, 0
        self._has_returns = "\r" in text
        self._has_blank = any(blank in text for blank in BLANK_LINES)

    def _start_of_line(self, place: int) -> int:
        end = self._text.rfind("\n", self._place, place)
        if self._has_returns:
            end = max(end, self._text.rfind("\r", self._place, place))
        return max(self._place, end + 1)
