"""One TOML table being read: takes values by kind; tells what is wrong, unknown or left over."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from alkasba.errors import DeclarationError, did_you_mean
from alkasba.model.expression import Expression
from alkasba.model.finding import Findings
from alkasba.model.formula import read_formula

SPAN = re.compile(r"([0-9]{1,4})(?: (second|minute|hour|day|week|month)s?|([smh]))")
SPANS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=31),
}
SHORT = {"s": "second", "m": "minute", "h": "hour"}


def span_of(text: str) -> timedelta | None:
    """A span of time in words, or short; nothing where it is none. A month counts 31 days.

    >>> str(span_of("2 weeks")), str(span_of("30s")), span_of("soon")
    ('14 days, 0:00:00', '0:00:30', None)
    """
    found = SPAN.fullmatch(text)
    return int(found[1]) * SPANS[found[2] or SHORT[found[3]]] if found else None


class Entry:
    """A part of a file. Every `take` marks its key as known; `finish` reports the others."""

    def __init__(self, findings: Findings, file: str, key: str, data: dict[str, Any]) -> None:
        self.findings, self.file, self.key, self.data = findings, file, key, data
        self.known: list[str] = []

    def wrong(self, name: str, what: str) -> None:
        """Report a mistake at one key of this part."""
        self.findings.add(self.file, self._path(name), what)

    def _path(self, name: str) -> str:
        return ".".join(part for part in (self.key, name) if part)

    def take(self, name: str) -> Any:
        self.known.append(name)
        return self.data.get(name)

    def text(self, name: str, *, default: str = "") -> str:
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, str):
            self.wrong(name, f"a text in quotes is needed, not {value!r}.")
            return default
        return value

    def in_languages(self, name: str) -> dict[str, str] | None:
        """A text for each language, { en = "...", fr = "..." }; one alone is English."""
        value = self.take(name)
        if value is None:
            return None
        texts = value if isinstance(value, dict) else {"en": value}
        if not all(isinstance(text, str) for text in texts.values()):
            self.wrong(name, f'a text, or {{ en = "...", fr = "..." }}, is needed, not {value!r}.')
            return None
        return texts

    def text_or_none(self, name: str) -> str | None:
        return self.text(name) if name in self.data else self.take(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(name, f"true or false is needed, not {value!r}.")
            return default
        return value

    def whole(self, name: str, *, default: int) -> int:
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(name, f"a whole number is needed, not {value!r}.")
            return default
        return value

    def share_or_none(self, name: str) -> Decimal | None:
        """A share of a whole, 0 to 1: five per cent is 0.05."""
        value = self.take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self.wrong(name, f"a share from 0 to 1 is needed (5 % is 0.05), not {value!r}.")
            return None
        return Decimal(str(value))

    def span(self, name: str) -> timedelta | None:
        """A span of time such as "30s", "15 minutes", "1 day", "2 weeks"."""
        text = self.text(name)
        found = span_of(text)
        if text and found is None:
            self.wrong(name, f"a span such as 30s, 15 minutes or 1 day is needed, not '{text}'.")
        return found

    def value(self, name: str) -> str | int | bool | Decimal | None:
        """A single value of any kind; numbers are exact, days are ISO texts."""
        return self._exact(name, self.take(name))

    def _exact(self, name: str, value: Any) -> str | int | bool | Decimal | None:
        match value:
            case None | bool() | int() | str():
                return value
            case float():
                return Decimal(repr(value))
            case date():
                return value.isoformat()
        self.wrong(name, "one value is needed: a text, a number, a day, true or false.")
        return None

    def values(self, name: str) -> tuple[str | int | bool | Decimal, ...]:
        """A value or a list of values, each told once; there is at least one."""
        said = self.take(name)
        items = said if isinstance(said, list) else [said]
        if not items:
            self.wrong(name, "a list of at least one value is needed.")
        found = [value for item in items if (value := self._exact(name, item)) is not None]
        return tuple(dict.fromkeys(found))

    def words(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        value = self.take(name)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in items):
            self.wrong(name, "a text or a list of texts is needed.")
            return ()
        return tuple(items)

    def one_of(self, name: str, choices: Iterable[str], *, default: str) -> str:
        value = self.text(name, default=default)
        allowed = tuple(choices)
        if value not in allowed:
            offered = ", ".join(allowed)
            self.wrong(name, f"'{value}' is not one of {offered}.{did_you_mean(value, allowed)}")
            return default
        return value

    def formula(self, name: str) -> tuple[Expression | None, str]:
        """A formula and its text; (None, "") where there is none or it cannot be read."""
        text = self.text(name)
        if not text:
            return None, ""
        try:
            return read_formula(text), text
        except DeclarationError as error:
            self.wrong(name, error.what)
            return None, text

    def part(self, name: str) -> "Entry":
        """A table below this one; empty where there is none."""
        value = self.take(name)
        if value is not None and not isinstance(value, dict):
            self.wrong(name, "a table is needed: { ... }.")
            value = None
        return Entry(self.findings, self.file, self._path(name), value or {})

    def parts(self, name: str) -> dict[str, "Entry"]:
        """The tables below a table, by name."""
        part = self.part(name)
        return {key: part.part(key) for key in part.data}

    def finish(self) -> None:
        """Report every key that nothing took."""
        for name in self.data:
            if name not in self.known:
                self.wrong(name, f"unknown key '{name}'.{did_you_mean(name, self.known)}")
