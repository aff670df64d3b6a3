"""Builders for the tests of proposing: columns and groups as they might have been seen."""

from typing import Any

from alkasba.model.seen import Seen, SeenColumn
from alkasba.propose.columns import Proposed, propose_columns
from alkasba.propose.keys import key_of
from alkasba.propose.names import table_name
from alkasba.propose.proposal import Known


def column(name: str, distinct: int = 100, rows: int = 100, **forms: Any) -> SeenColumn:
    """A column of which all values have the forms that are named (`whole=1`)."""
    more = {key: forms.pop(key) for key in ("few", "blanks", "decimals", "longest") if key in forms}
    written = {form.replace("_", " "): round(rows * share) for form, share in forms.items()}
    return SeenColumn(name, name, rows, distinct, rows, forms=written, **{"longest": 10} | more)


def days(name: str, distinct: int = 50, shape: str = "day", rows: int = 100) -> SeenColumn:
    return SeenColumn(name, name, rows, distinct, rows, forms={shape: rows}, longest=10)


def seen(name: str, *columns: SeenColumn, rows: int = 100, **more: Any) -> Seen:
    return Seen(name, "csv", {"files": [f"{{data}}/{name}.csv"]}, tuple(columns), rows, **more)


def proposed(one: SeenColumn, *, rows: int = 100) -> Proposed:
    return propose_columns(seen("group", one, rows=rows))[0]


def known(*groups: Seen, references: Any = ()) -> Known:
    """All that was found out, with keys of one column only."""
    columns = {one.name: propose_columns(one) for one in groups}
    tables = {one.name: table_name(one.name, ()) for one in groups}
    keys = {
        one.name: key_of(one, tables[one.name], columns[one.name], lambda _: 0) for one in groups
    }
    return Known({one.name: one for one in groups}, columns, keys, tables, references)
