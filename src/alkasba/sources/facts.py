"""The facts of landed columns: how full, how many values, and in which forms they are written."""

from collections.abc import Sequence
from decimal import Decimal

from duckdb import DuckDBPyConnection

from alkasba.model.seen import SeenColumn

LOOKED_AT = 100_000
"""So many distinct values of a column are matched against forms, chosen by their hash."""
FEW = 12
TRIED = 300
MOST = 0.8

BLANK_WORDS = ("n/a", "#n/a", "na", "n.a.", "null", "none", "nil", "nan", "-", "--", "?", "\\n")
NUMBER = r"[-+]?(\d+\.?\d*|\.\d+)"
SIGN = r"(€|\$|£|¥|EUR|USD|GBP|CHF)"
CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
FORMS = {
    "whole": r"[-+]?\d+",
    "point": NUMBER,
    "comma": r"[-+]?\d+,\d+|[-+]?\d+",
    "exponent": NUMBER + r"[eE][-+]?\d+",
    "thousands point": r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?",
    "thousands comma": r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?",
    "thousands blank": r"[-+]?\d{1,3}([ \x{00a0}\x{202f}]\d{3})+([.,]\d+)?",
    "sign": rf"[-+]?\s*{SIGN}\s*[-+]?[\d., ]*\d|[-+]?\d[\d., ]*\s*{SIGN}",
    "zeros": r"0\d+",
    "point zero": r"\d+\.0",
    "day": r"\d{4}-\d{1,2}-\d{1,2}",
    "midnight": r"\d{4}-\d{1,2}-\d{1,2}[ T]0?0:00(:00(\.0+)?)?",
    "moment": rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}[ T]{CLOCK}( ?(Z|[+-]\d{{2}}(:?\d{{2}})?))?",
    "flag": r"(?i)true|false|yes|no|y|n|t|f|oui|non|ja|nein|vrai|faux",
    "one or zero": r"[01]",
    "json": r"[\[{].*[\]}]",
    "code": r"[A-Za-z0-9][A-Za-z0-9._/\-]*",
    "two names": r"\p{Lu}[\p{L}'’-]+( \p{Lu}[\p{L}.'’-]*){1,3}",
    "e-mail": r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}",
    "telephone": r"(\+|\(|0)[\d\s().\-/]{6,}\d",
    "country code": r"\+\d[\d\s()\-/]{6,}\d",
    "bank account": r"[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?",
    "network address": r"(\d{1,3}\.){3}\d{1,3}",
}
"""Name of a form -> what a value in it looks like as a whole."""

MARKED = {
    "(5)": rf"({SIGN} ?)?\([^()+-]*\d[^()+-]*\)( ?{SIGN})?",
    "5-": rf"({SIGN} ?)?\d[\d., ]*( ?{SIGN})? ?-( ?{SIGN})?",
    "5 CR": r"(?i)[^-+A-Za-z]*\d[^-+A-Za-z]*CR",
    "5 DR": r"(?i)[^-+A-Za-z]*\d[^-+A-Za-z]*DR",
}
"""Sample of how an amount is marked -> what a value that is marked so looks like as a whole."""

NUMBERS = ("whole", "point", "comma", "thousands point", "thousands comma", "thousands blank")
"""The forms that are looked for beside a currency sign too."""

DAYS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y"),
    *("%d %B %Y", "%B %d, %Y"),
)
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
DAY_LIKE = r".*\d{1,4}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ,]+\d{1,4}.*|[A-Za-z]{3,9} \d.*|[12]\d{7}"


def column_facts(
    db: DuckDBPyConnection,
    table: str,
    place: int,
    written: str,
    name: str,
    *,
    is_typed: bool,
    said: str = "",
) -> SeenColumn:
    """The facts of column c`place` of a table."""
    words = ", ".join(_text(word) for word in BLANK_WORDS)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE values_seen AS "
        f"SELECT trim(c{place}) AS v, count(*) AS n, lower(v) IN ({words}) AS is_word "
        f"FROM {table} WHERE trim(c{place}) <> '' GROUP BY v"
    )
    blanks = dict(db.execute("SELECT v, n FROM values_seen WHERE is_word ORDER BY 1").fetchall())
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE values_looked AS SELECT v, n FROM values_seen "
        f"WHERE NOT is_word ORDER BY hash(v) LIMIT {LOOKED_AT}"
    )
    filled, distinct = _one(db, "sum(n), count(*) FROM values_seen WHERE NOT is_word")
    few = {}
    if distinct <= FEW:
        few = dict(db.execute("SELECT v, n FROM values_looked ORDER BY n DESC, v").fetchall())
    longest, decimals = _one(
        db,
        "max(length(v)), max(CASE WHEN regexp_full_match(v, '[-+]?[0-9., ]*[.,][0-9]+') "
        "THEN length(rtrim(regexp_extract(v, '[0-9]*$'), '0')) END) FROM values_looked",
    )
    least, most = _bounds(db)
    return SeenColumn(
        written,
        name,
        filled=filled,
        distinct=distinct,
        looked=_one(db, "sum(n) FROM values_looked")[0],
        forms=_forms(db),
        blanks=blanks,
        few=few,
        decimals=decimals,
        longest=longest,
        is_typed=is_typed,
        least=least,
        most=most,
        said=said,
    )


def _bounds(db: DuckDBPyConnection) -> tuple[Decimal | None, Decimal | None]:
    """The least and the highest plain number."""
    number = (
        f"CASE WHEN regexp_full_match(v, {_text(NUMBER)}) THEN TRY_CAST(v AS DECIMAL(38,10)) END"
    )
    found = db.execute(f"SELECT min({number}), max({number}) FROM values_looked").fetchone()
    return found or (None, None)


def _forms(db: DuckDBPyConnection) -> dict[str, int]:
    bare = _without_sign(_without_mark(_without_sign("v")))
    values = {form: bare if form in NUMBERS else "v" for form in FORMS}
    values["sign"] = _without_mark("v")
    known = {**FORMS, **MARKED}
    counts = [
        f"sum(n) FILTER (WHERE regexp_full_match({values.get(form, 'v')}, {_text(shape)}))"
        for form, shape in known.items()
    ]
    found = dict(zip(known, _one(db, f"{', '.join(counts)} FROM values_looked"), strict=True))
    tried = f"(SELECT v, 1 AS n FROM values_looked ORDER BY hash(v) LIMIT {TRIED})"
    like, all_tried = _one(
        db,
        f"count(*) FILTER (WHERE regexp_full_match(v, {_text(DAY_LIKE)})), count(*) FROM {tried}",
    )
    if like and like >= all_tried * MOST:
        shapes = [day + time for day in DAYS for time in TIMES]
        counted = _count_days(db, shapes, tried)
        likely = [shape for shape in shapes if counted[shape] >= all_tried / 4]
        found |= _count_days(db, likely, "values_looked") if likely else {}
    return {form: count for form, count in found.items() if count}


def _without_sign(value: str) -> str:
    return f"regexp_replace({value}, {_text(f'^{SIGN}[ ]*|[ ]*{SIGN}$')}, '')"


def _without_mark(value: str) -> str:
    """A value without what says that it is below zero, where it is a number that is marked."""
    marked = r"^\(([^()+-]*\d[^()+-]*)\)$|^([^-+A-Za-z]*\d[^-+A-Za-z]*?) ?(?:-|(?i:CR|DR))$"
    return f"regexp_replace({value}, {_text(marked)}, '\\1\\2')"


def _count_days(db: DuckDBPyConnection, shapes: Sequence[str], values: str) -> dict[str, int]:
    counts = [
        f"sum(n) FILTER (WHERE try_strptime(v, {_text(shape)}) IS NOT NULL AND "
        f"regexp_matches(v, {_text(YEAR if '%Y' in shape else '[0-9]')}))"
        for shape in shapes
    ]
    return dict(zip(shapes, _one(db, f"{', '.join(counts)} FROM {values}"), strict=True))


YEAR = r"(19|20)\d{2}"


def distinct_rows(db: DuckDBPyConnection, table: str, places: Sequence[int]) -> int:
    """How many different rows the columns at these places make."""
    columns = ", ".join(f"c{place}" for place in places)
    return _one(db, f"count(*) FROM (SELECT DISTINCT {columns} FROM {table})")[0]


def contained(
    db: DuckDBPyConnection, table: str, place: int, other: str, other_place: int
) -> tuple[int, ...]:
    """Distinct values of a column, how many of them stand in another, how many hold letters."""
    here, there = _bare(f"c{place}"), _bare(f"c{other_place}")
    return _one(
        db,
        f"count(*), count(*) FILTER (WHERE v IN (SELECT {there} FROM {other})), "
        f"count(*) FILTER (WHERE regexp_matches(v, '[A-Za-z]')) "
        f"FROM (SELECT DISTINCT {here} AS v FROM {table} WHERE {here} <> '')",
    )


def _bare(column: str) -> str:
    return rf"regexp_replace(trim({column}), '^(\d+)\.0$', '\1')"


def _one(db: DuckDBPyConnection, select: str) -> tuple[int, ...]:
    row = db.execute(f"SELECT {select}").fetchone() or ()
    return tuple(int(value or 0) for value in row)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
