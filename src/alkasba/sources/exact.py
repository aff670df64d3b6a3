"""The SQL that gives values as they were written, or an error where DuckDB may have written them
anew.

DuckDB reads numbers as doubles unless they are too large, so each point is written as `.1E99`
before and set back here: every digit is kept, 1.10 as well as 0.5. What then still holds another
point was made by DuckDB, and so was 1e+22.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from alkasba.sources.shapes import quoted

# Gives values as they were written, and the test of a row.
Tell = Callable[[Sequence[str]], tuple[list[str], str]]
POINT = ".1E99"
_SQL_POINT = quoted(POINT)


@dataclass(frozen=True, slots=True)
class Seen:
    """What some rows told of their values: the names of those that held a point, and an e."""

    pointed: frozenset[str] = frozenset()
    with_e: frozenset[str] = frozenset()


def written(data: bytes) -> bytes:
    """A text in such a way that no number of it is rounded."""
    return data.replace(b".", POINT.encode())


def careful(values: Sequence[str], *, with_exponents: bool) -> tuple[list[str], str]:
    """The same values and the test of a row, where nothing is known of them.

    A text such as 1e+22 looks like a number that was written anew; `with_exponents` says that no
    number was.
    """
    return [_careful(value, with_exponents) for value in values], "true"


def quick(values: Sequence[str], seen: Seen, *, may_nest: bool) -> tuple[list[str], str]:
    """The same where a value that held no point so far makes the row an error if it holds one.

    Without `may_nest` no value is an object or a list.
    """
    others = [value for value in values if value not in seen.pointed]
    doubts = [_doubt_of_pointed(value, may_nest) for value in values if value in seen.pointed]
    doubts += _doubts_of_others(others, seen, may_nest) if others else []
    test = f"CASE WHEN {_any(doubts) or 'false'} THEN error('rewritten') ELSE true END"
    return [_set_back(value) if value in seen.pointed else value for value in values], test


def looking(values: Sequence[str]) -> str:
    """The aggregates that `seen` is made of."""
    signs = [f"bool_or(contains({value}, '{sign}'))" for sign in ".e" for value in values]
    return ", ".join(f"coalesce({sign}, false)" for sign in signs)


def seen(values: Sequence[str], found: Sequence[bool]) -> Seen:
    """What the aggregates have found."""
    signs = found[: len(values)], found[len(values) :]
    return Seen(*(frozenset(compress(values, sign)) for sign in signs))


def _careful(value: str, with_exponents: bool) -> str:
    exponent = f"WHEN {_number_anew(value)} THEN error('rewritten')"
    return f"""CASE
        WHEN strlen({value}) >= 3 AND contains({value}, '.') THEN CASE
            WHEN {value} < ':' AND NOT contains({value}, {_SQL_POINT}) OR {_nested_anew(value)}
            THEN error('rewritten') ELSE {_set_back(value)} END
        {"" if with_exponents else exponent}
        WHEN {_nested_anew(value)} THEN error('rewritten')
        ELSE {value} END"""


def _doubt_of_pointed(value: str, may_nest: bool) -> str:
    number = f"""{value} < ':' AND NOT contains({value}, {_SQL_POINT})
        AND (contains({value}, '.') OR {_number_anew(value)})"""
    return f"{number} OR {_nested_anew(value)}" if may_nest else number


# To search all values of a row at once takes a fraction of searching each; those of which many hold
# an e would have all the others looked at.
def _doubts_of_others(values: Sequence[str], seen: Seen, may_nest: bool) -> list[str]:
    doubts = [f"contains({_row(values)}, '.')"]
    doubts += [_number_anew(value) for value in values if value in seen.with_e]
    if rest := [value for value in values if value not in seen.with_e]:
        doubts.append(f"contains({_row(rest)}, 'e') AND ({_any(map(_number_anew, rest))})")
    return [*doubts, *map(_nested_anew, values)] if may_nest else doubts


def _row(values: Sequence[str]) -> str:
    return f"concat({', '.join(values)})"


def _any(tests: Iterable[str]) -> str:
    return " OR ".join(f"({test})" for test in tests)


def _set_back(value: str) -> str:
    return f"replace({value}, {_SQL_POINT}, '.')"


# Comparing costs next to nothing, searching does: by its first sign a value is no number behind
# ':' and no list before '['. What DuckDB makes of 1e3 is 1000.0, and of 1e22 it is 1e+22.
def _number_anew(value: str) -> str:
    return f"""{value} < ':' AND strlen({value}) BETWEEN 5 AND 24 AND contains({value}, 'e')
        AND regexp_matches({value}, '^-?[0-9]+e[+-][0-9]+$')"""


def _nested_anew(value: str) -> str:
    """Objects and lists come as text that DuckDB makes, which for a flat list is what we would."""
    return f"""{value} >= '[' AND ({value} >= '{{' AND {value} < '|' OR {value} < '\\'
            AND (regexp_matches({value}, '\\{{|\\\\|[0-9]e')
                OR contains(replace({value}, {_SQL_POINT}, ''), '.')))"""
