"""The SQL that gives values as they were written, or an error where DuckDB may have written them
anew.

DuckDB reads numbers as doubles unless they are too large, so each point is written as `.1E99`
before and set back here: every digit is kept, 1.10 as well as 0.5. What then still holds another
point was made by DuckDB, and so was 1e+22.
"""

from collections.abc import Collection, Sequence

from alkasba.sources.shapes import quoted

POINT = ".1E99"
_SQL_POINT = quoted(POINT)


def written(data: bytes) -> bytes:
    """A text in such a way that no number of it is rounded."""
    return data.replace(b".", POINT.encode())


def careful(values: Sequence[str], *, with_exponents: bool) -> tuple[list[str], str]:
    """The same values and the test of a row, where nothing is known of them.

    A text such as 1e+22 looks like a number that was written anew; `with_exponents` says that no
    number was.
    """
    return [_careful(value, with_exponents) for value in values], "true"


def quick(
    values: Sequence[str], pointed: Collection[str], *, may_nest: bool
) -> tuple[list[str], str]:
    """The same where only those that are `pointed` hold points, or else the row is an error.

    Without `may_nest` no value is an object or a list.
    """
    doubts = [_doubt(value, value in pointed, may_nest) for value in values] or ["false"]
    test = f"CASE WHEN {' OR '.join(doubts)} THEN error('rewritten') ELSE true END"
    return [_set_back(value) if value in pointed else value for value in values], test


def with_point(values: Sequence[str]) -> str:
    """The aggregates that say of each value whether it ever holds a point."""
    return ", ".join(f"coalesce(bool_or(contains({value}, '.')), false)" for value in values)


def _careful(value: str, with_exponents: bool) -> str:
    exponent = f"WHEN {_number_anew(value)} THEN error('rewritten')"
    return f"""CASE
        WHEN strlen({value}) >= 3 AND contains({value}, '.') THEN CASE
            WHEN {value} < ':' AND NOT contains({value}, {_SQL_POINT}) OR {_nested_anew(value)}
            THEN error('rewritten') ELSE {_set_back(value)} END
        {"" if with_exponents else exponent}
        WHEN {_nested_anew(value)} THEN error('rewritten')
        ELSE {value} END"""


def _doubt(value: str, has_points: bool, may_nest: bool) -> str:
    other_point = f"contains({value}, '.')"
    if has_points:
        other_point = f"{value} < ':' AND {other_point} AND NOT contains({value}, {_SQL_POINT})"
    nested = f" OR {_nested_anew(value)}" if may_nest else ""
    return f"{other_point} OR {_number_anew(value)}{nested}"


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
