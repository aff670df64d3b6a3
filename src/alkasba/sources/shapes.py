"""The SQL that takes the values at JSON paths out of structures, level by level.

A record is level 0; rows inside it are level 1, rows inside those level 2. Only paths whose keys
are all plain are known here: what is a whole row, or holds an empty key, has no shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from alkasba.sources.paths import Path, parse_path

Tree = dict[str, "Tree | str"]


class NoShapeError(Exception):
    """The paths cannot be read by structures."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`record` is the type of a record.

    Step i selects from a {source} that holds a row of level i as ri. Each but the last has the list
    of the next rows as `rows` beside values, of which the last gives all: c0, c1, .... `values` are
    the names of these, `taken` those of them that the step takes out of its own row. `dotted` are
    keys that would go before the paths, were they there.
    """

    record: str
    steps: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    taken: tuple[tuple[str, ...], ...]
    dotted: tuple[str, ...]


def shape(levels: Sequence[str], names: Sequence[str]) -> Shape:
    """The shape for rows at the paths `levels`, each inside the last, and values at `names`.

    >>> shape(["items"], ["^.id", "sku"]).record
    'STRUCT("items" STRUCT("sku" VARCHAR)[], "id" VARCHAR)'
    """
    paths = [parse_path(name) for name in names]
    trees: list[Tree] = [{} for _ in range(len(levels) + 1)]
    for level, name in enumerate(levels):
        _put(trees[level], name, f"rows{level}")
    for path in paths:
        if path.ups <= len(levels):
            _put(trees[len(levels) - path.ups], path.path, "VARCHAR")
    record = ""
    for level in reversed(range(len(trees))):
        record = _type(trees[level], record, is_record=not level)
    steps = [_step(i, levels, paths, bool(tree)) for i, tree in enumerate(trees)]
    written = [*levels, *(path.path for path in paths)]
    # A row may even have a key that is written like a way up.
    ups = {path.name for path in paths if path.ups}
    dotted = {key for path in written for key in _dotted(path)} | ups
    values = tuple(_values(i, levels, paths) for i in range(len(trees)))
    return Shape(
        record,
        tuple(steps),
        tuple(tuple(step) for step in values),
        tuple(tuple(name for name, at in step.items() if at == i) for i, step in enumerate(values)),
        tuple(sorted(dotted)),
    )


def quoted(text: str) -> str:
    """Text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _put(tree: Tree, path: str, kind: str) -> None:
    *above, last = path.split(".")
    if not all([*above, last]):
        raise NoShapeError
    for key in above:
        inner = tree.setdefault(key, {})
        if isinstance(inner, str):
            raise NoShapeError
        tree = inner
    if tree.setdefault(last, kind) != kind:
        raise NoShapeError


def _type(tree: Tree, rows: str, *, is_record: bool) -> str:
    """The type of rows with these fields; where none is asked for, whatever they are."""
    if tree:
        return _struct(tree, rows)
    if is_record:
        raise NoShapeError
    return "JSON"


def _struct(tree: Tree, rows: str) -> str:
    fields = []
    for key, inner in tree.items():
        if isinstance(inner, dict):
            kind = _struct(inner, rows)
        else:
            kind = f"{rows}[]" if inner.startswith("rows") else inner
        fields.append(f"{_name(key)} {kind}")
    return f"STRUCT({', '.join(fields)})"


def _values(level: int, levels: Sequence[str], paths: Sequence[Path]) -> dict[str, int]:
    """The names of the values that a step gives, and on which level each is taken."""
    depths = {f"c{i}": len(levels) - path.ups for i, path in enumerate(paths)}
    return {name: at for name, at in depths.items() if at <= level}


def _step(level: int, levels: Sequence[str], paths: Sequence[Path], has_fields: bool) -> str:
    """Values of this level beside those carried on from the levels around it."""
    is_last = level == len(levels)
    row = f"r{level}"
    values = [] if is_last else [f"{_at(row, levels[level])} AS rows"]
    for i, path in enumerate(paths):
        at = len(levels) - path.ups
        if at > level:
            continue
        value = _at(row, path.path) if at == level else f"c{i}" if at >= 0 else "NULL::VARCHAR"
        values.append(f"{value} AS c{i}")
    # A row that is null has no names; the careful reader says so.
    test = f"CASE WHEN {row} IS NULL THEN error('null') ELSE true END" if has_fields else "true"
    return f"SELECT {', '.join(values)} FROM {{source}} WHERE {test}"


def _at(row: str, path: str) -> str:
    return "".join([row, *(f"[{quoted(key)}]" for key in path.split("."))])


def _name(key: str) -> str:
    return '"' + key.replace('"', '""') + '"'


def _dotted(path: str) -> list[str]:
    """Every run of keys of a path: a key so written goes before the keys one by one.

    >>> _dotted("a.b.c")
    ['a.b', 'a.b.c', 'b.c']
    """
    keys = path.split(".")
    ends = [(i, j) for i in range(len(keys)) for j in range(i + 2, len(keys) + 1)]
    return [".".join(keys[i:j]) for i, j in ends]
