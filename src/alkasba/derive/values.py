"""Values as other programs read them: JSON and CSV with all digits of every number."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite

FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a text for a formula, also as the wide signs of East Asia."""
UNWRITABLE = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)), "\ufffd"
)
"""Signs that XML, and what is made of it, has no way to write."""
BLANKS = " \t\r\n\u00a0\ufeff"


def to_json(value: object) -> str:
    """JSON with all digits of every number.

    >>> to_json([{"sum": Decimal("748957.0200"), "on": date(2026, 1, 31)}])
    '[{"sum": 748957.02, "on": "2026-01-31"}]'
    """
    match value:
        case dict():
            pairs = (
                f"{json.dumps(str(k), ensure_ascii=False)}: {to_json(v)}" for k, v in value.items()
            )
            return "{" + ", ".join(pairs) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(to_json, value)) + "]"
        case Decimal():
            return exact(value)
        case float() if not isfinite(value):
            return "null"
        case date():
            return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)


def exact(value: Decimal) -> str:
    """A decimal without the zeros that say nothing.

    >>> exact(Decimal("748957.0200")), exact(Decimal("10")), exact(Decimal("0.0000"))
    ('748957.02', '10', '0')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated rows under their names, all digits.

    >>> to_csv(["a", "b"], [(Decimal("1.50"), "x,y")])
    'a,b\\n1.5,"x,y"\\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_all_digits(value) for value in row] for row in rows)
    return text.getvalue()


def _all_digits(value: object) -> object:
    return exact(value) if isinstance(value, Decimal) else value


def to_sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV for spreadsheets: a text that one would take for a formula begins with an apostrophe.

    >>> to_sheet(["a"], [("=1+1",), (-5,)])
    "a\\n'=1+1\\n-5\\n"
    """
    texts = ([as_text(value) for value in row] for row in rows)
    return to_csv([str(as_text(name)) for name in columns], texts)


def as_text(value: object) -> object:
    """A value that no spreadsheet runs."""
    is_formula = isinstance(value, str) and value.lstrip(BLANKS).startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def writable(text: str) -> str:
    """A text for drawings, sheets and paper: what these cannot write is shown as unknown.

    >>> writable("Mi\\x07nt")
    'Mi�nt'
    """
    return text.translate(UNWRITABLE)
