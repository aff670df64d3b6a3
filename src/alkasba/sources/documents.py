"""The values of a JSON text: a document, an array element by element, or one value a line."""

import re
from collections.abc import Iterable, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import NamedTuple

from alkasba.sources.paths import Number
from alkasba.sources.records import Fault

# An element of an array that is longer than this was never closed.
ELEMENT_AT_MOST = 64 << 20
TEXT_AT_MOST = 10_000
LOOK_AT_LINES = 20
BLANK = re.compile(r"[ \t\r\n]*")


class Item(NamedTuple):
    """One value: the line it starts on, its text, and the value or what is wrong with it."""

    line: int
    text: str
    value: object
    fault: Fault | None = None


def items(parts: Iterable[str], *, is_whole: bool) -> Iterator[Item]:
    """The values of a text: the elements of an array unless the document `is_whole` one value."""
    window = _Window(iter(parts))
    sign = window.sign()
    if sign == "[" and not is_whole:
        return _elements(window)
    if sign == "{" and _looks_like_lines(window):
        return _lines(window)
    return _documents(window)


def _not_json(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")


DECODER = JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_not_json)


class _Window:
    """The part of a text that is being looked at, and the line it has come to."""

    def __init__(self, parts: Iterator[str]) -> None:
        self._parts = parts
        self._counted = 0
        self._line = 1
        self.text = ""
        self.place = 0

    def more(self) -> bool:
        """Look at the next part too, and let go of what is behind; False at the end."""
        part = next((part for part in self._parts if part), "")
        if part:
            self._count_lines()
            self.text, self.place, self._counted = self.text[self.place :] + part, 0, 0
        return bool(part)

    def sign(self) -> str:
        """The next sign that is not blank, or nothing at the end; the place moves to it."""
        while True:
            blank = BLANK.match(self.text, self.place)
            self.place = blank.end() if blank else self.place
            if self.place < len(self.text):
                return self.text[self.place]
            if not self.more():
                return ""

    def line(self) -> int:
        """The line that the place is on."""
        self._count_lines()
        return self._line

    def rest(self) -> Iterator[str]:
        """All parts from the place on."""
        yield self.text[self.place :]
        yield from self._parts

    def read(self) -> Item:
        """The value that starts here; the place moves behind it unless it is broken."""
        line = self.line()
        while True:
            value, end, fault = _decode(self.text, self.place)
            is_cut = fault is not None or end == len(self.text)
            if not is_cut or len(self.text) - self.place > ELEMENT_AT_MOST or not self.more():
                break
        text = self.text[self.place : end if fault is None else self.place + TEXT_AT_MOST]
        self.place = end
        return Item(line, text, value, fault)

    def broken(self, reason: str) -> Item:
        """What stands here as a fault."""
        text = self.text[self.place : self.place + TEXT_AT_MOST]
        return Item(self.line(), text, None, Fault("json", reason))

    def _count_lines(self) -> None:
        self._line += self.text.count("\n", self._counted, self.place)
        self._counted = self.place


def _decode(text: str, place: int) -> tuple[object, int, Fault | None]:
    try:
        value, end = DECODER.raw_decode(text, place)
    except JSONDecodeError as error:
        reason = f"this is no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        return None, place, Fault("json", reason)
    except ValueError as error:
        return None, place, Fault("json", f"this is no JSON: {error}")
    except RecursionError:
        return None, place, Fault("json", "it is nested too deep")
    return value, end, None


def _elements(window: _Window) -> Iterator[Item]:
    """The elements of an array one by one; what follows a broken one is lost with it."""
    window.place += 1
    if window.sign() != "]":
        while True:
            item = window.read()
            if item.fault:
                reason = f"{item.fault.reason}; nothing after this place could be read"
                yield item._replace(fault=Fault("json", reason))
                return
            yield item
            if window.sign() != ",":
                break
            window.place += 1
            window.sign()
    if window.sign() != "]":
        yield window.broken("the array is not closed; nothing after this place could be read")
        return
    window.place += 1
    if window.sign():
        yield window.broken("text follows the end of the document")


def _documents(window: _Window) -> Iterator[Item]:
    """Whole documents, each of which starts on a line of its own."""
    line = 0
    while window.sign():
        if line == window.line():
            yield window.broken("text follows the end of the document")
            return
        while window.more():
            pass
        item = window.read()
        yield item
        if item.fault:
            return
        line = window.line()


def _lines(window: _Window) -> Iterator[Item]:
    line, rest = window.line(), ""
    for part in window.rest():
        *whole, rest = (rest + part).split("\n")
        for text in whole:
            if text := text.strip(" \t\r"):
                yield _line(line, text)
            line += 1
    if rest := rest.strip(" \t\r"):
        yield _line(line, rest)


def _line(line: int, text: str) -> Item:
    value, end, fault = _decode(text, 0)
    if fault is None and end < len(text):
        fault = Fault("json", "text follows the end of the value")
    return Item(line, text, value, fault)


def _looks_like_lines(window: _Window) -> bool:
    """Whether at least half of the first lines are objects of their own."""
    texts = window.text[window.place :].split("\n", LOOK_AT_LINES)[:LOOK_AT_LINES]
    texts = [text.strip(" \t\r") for text in texts]
    found = [_line(0, text) for text in texts if text]
    objects = [item for item in found if not item.fault and isinstance(item.value, dict)]
    return len(objects) * 2 >= len(found)
