"""A .sql file of the shop: exactly one SELECT, to be put in place of a table."""

from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from alkasba.errors import WrongValue

SUFFIX = ".sql"
SPOKEN = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite", "mssql": "tsql"}
WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Into, exp.Create, exp.Drop)


def is_query(rows: str) -> bool:
    """Whether rows come from a .sql file, not from a table."""
    return rows.lower().endswith(SUFFIX)


def read_query(path: Path, *, name: str, dialect: str) -> str:
    """The SELECT in a file, without its semicolon; raises WrongValue where it is no such thing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _wrong(name, "there is no such file in the shop.") from None
    except (OSError, UnicodeDecodeError):
        raise _wrong(name, "the file cannot be read as text in UTF-8.") from None
    try:
        return _one_select(text, SPOKEN[dialect])
    except SqlglotError as error:
        line = next((e["line"] for e in getattr(error, "errors", ()) if e.get("line")), None)
        where = f" (line {line})" if line else ""
        raise _wrong(name, f"it cannot be read as SQL of {dialect}{where}.") from None
    except ValueError as error:
        raise _wrong(name, str(error)) from None


def _one_select(text: str, spoken: str) -> str:
    parsed = sqlglot.parse(text, dialect=spoken)
    # A comment behind the last semicolon is a statement to the parser.
    statements = [one for one in parsed if one and not isinstance(one, exp.Semicolon)]
    if len(statements) != 1:
        raise ValueError(f"one SELECT is needed, and it holds {len(statements)} statements.")
    if not isinstance(statements[0], exp.Query) or statements[0].find(*WRITES):
        raise ValueError("a SELECT is needed that changes nothing.")
    tokens = sqlglot.tokenize(text, dialect=spoken)
    while tokens[-1].text == ";":
        text = text[: tokens.pop().start]
    return text.strip()


def _wrong(name: str, what: str) -> WrongValue:
    return WrongValue(what, where=name, next_step="Write one SELECT into it, and nothing else.")
