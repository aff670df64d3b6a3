"""How JSON is built: where its rows are, what is named in them, and which rows nest in others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from alkasba.ports import OriginFile
from alkasba.sources import encoding
from alkasba.sources.documents import items
from alkasba.sources.files import chunks
from alkasba.sources.paths import find

ITEMS = 5000
HEAD = 1 << 10
DEEPEST = 3


@dataclass(slots=True)
class Structure:
    """Where the rows are, the paths of values in them, and those of nested rows with theirs."""

    rows: str = ""
    paths: dict[str, None] = field(default_factory=dict)
    nested: dict[str, dict[str, None]] = field(default_factory=dict)


def structure_of(file: OriginFile) -> Structure:
    """The structure of the first rows of a file; empty where it is no JSON of objects."""
    found = Structure()
    sign, rows = _values(file)
    if sign == "{" and len(rows) == 1 and isinstance(rows[0], dict):
        found.rows = _largest_array(rows[0])
        inner = find(rows[0], found.rows) if found.rows else rows
        rows = inner if isinstance(inner, list) else rows
    for row in rows[:ITEMS]:
        if isinstance(row, dict):
            _look(row, "", found.paths, found.nested)
    return found


def _values(file: OriginFile) -> tuple[str, list[object]]:
    """The first sign of a file, and its first values."""
    stream = chunks(file)
    first = next(stream, b"")
    settled = encoding.settle([first], None, guess=False)
    stream.close()
    start = "".join(encoding.text([first[:HEAD]], settled)).lstrip()
    text = encoding.text(chunks(file), settled)
    found = islice(items(text, is_whole=False), ITEMS)
    return start[:1], [item.value for item in found if item.fault is None]


def _largest_array(document: dict[str, object]) -> str:
    """The path of the longest list of objects, not far below the top."""
    found = sorted(arrays(document), key=lambda pair: -pair[1])
    return found[0][0] if found else ""


def arrays(
    value: dict[str, object], path: str = "", depth: int = DEEPEST
) -> Iterator[tuple[str, int]]:
    """The paths of lists of objects, not far below the top, and how long they are."""
    for key, part in value.items():
        here = f"{path}{key}"
        if _is_rows(part):
            yield here, len(part)  # type: ignore[arg-type]
        elif isinstance(part, dict) and depth > 1:
            yield from arrays(part, f"{here}.", depth - 1)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _look(
    row: dict[str, object],
    path: str,
    paths: dict[str, None],
    nested: dict[str, dict[str, None]],
) -> None:
    for key, value in row.items():
        here = f"{path}{key}"
        if not key or not here.isprintable():
            continue  # What has no name that a declaration can hold is not proposed.
        if isinstance(value, dict) and value and here.count(".") < DEEPEST:
            _look(value, f"{here}.", paths, nested)
        elif _is_rows(value):
            inner = nested.setdefault(here, {})
            for one in value[:50]:  # type: ignore[index]
                _look(one, "", inner, {})
        elif not isinstance(value, dict | list) or value:
            paths.setdefault(here)
