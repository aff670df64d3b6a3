"""What stands at a path in a JSON row, as text exactly as it was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring


class Number(str):
    """A number of JSON with every digit that was written."""

    __slots__ = ()


class _Missing:
    """What a path finds where nothing stands."""

    __slots__ = ()


MISSING = _Missing()
WORDS = {True: "true", False: "false", None: "null"}


@dataclass(frozen=True, slots=True)
class Path:
    """A path as a feed writes it: `a.b`, `a.0.b`, `^.a` in the row around, `.` the whole row."""

    name: str
    ups: int
    path: str

    @property
    def needs_object(self) -> bool:
        """Whether it looks into the row itself."""
        return not self.ups and bool(self.path)

    def value(self, around: Sequence[object]) -> object:
        """What it finds; `around` are the row and those around it, inside out."""
        return find(around[self.ups], self.path) if self.ups < len(around) else MISSING


def parse_path(name: str) -> Path:
    """The path that a name stands for.

    >>> parse_path("^.customer.city")
    Path(name='^.customer.city', ups=1, path='customer.city')
    """
    rest = name.lstrip("^")
    ups = len(name) - len(rest)
    return Path(name, ups, rest.removeprefix(".") if ups or rest == "." else rest)


def find(value: object, path: str) -> object:
    """What stands at a dotted path; a key that itself holds a dot goes before one that is cut.

    >>> find({"a": [{"b": "x"}]}, "a.0.b")
    'x'
    """
    if not path:
        return value
    if isinstance(value, dict):
        return value[path] if path in value else _find_deeper(value, path)
    if isinstance(value, list):
        place, _, rest = path.partition(".")
        if place.isdecimal() and int(place) < len(value):
            return find(value[int(place)], rest)
    return MISSING


def _find_deeper(value: dict[str, object], path: str) -> object:
    key = path
    while "." in key:
        key = key.rpartition(".")[0]
        if key in value:
            return find(value[key], path[len(key) + 1 :])
    return MISSING


def text_of(value: object) -> str | None:
    """A value as text: nothing for null and for what is missing, JSON for objects and lists."""
    if isinstance(value, str):
        return value
    return None if value is None or value is MISSING else dump(value)


def dump(value: object) -> str:
    """Compact JSON, its numbers as they were written.

    >>> dump({"price": Number("1.10"), "tags": ["a", None]})
    '{"price":1.10,"tags":["a",null]}'
    """
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        pairs = [f"{encode_basestring(key)}:{dump(part)}" for key, part in value.items()]
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join([dump(part) for part in value]) + "]"
    return WORDS[value]  # type: ignore[index]
