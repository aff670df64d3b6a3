"""Rejected rows: as they were written, personal values masked, with the rule they broke."""

import re
from collections.abc import Sequence

from alkasba.clean.names import find_column
from alkasba.clean.rules import Rule
from alkasba.derive.sql import literal
from alkasba.model.personal import looks_personal
from alkasba.model.shop import Shop
from alkasba.model.source import Source

MASK = "***"


def masked_columns(shop: Shop, source: Source, written: Sequence[str]) -> set[int]:
    """Positions of the columns of an origin whose values a reject must not show.

    Those that feed a hidden column, those that look personal, and, where the origin is to feed any
    hidden column, also those that feed nothing: nobody has said what they hold.
    """
    shown: set[int | None] = set()
    hidden: set[int | None] = set()
    for feed in source.feeds.values():
        table = shop.tables[feed.table]
        for name, column in table.read_columns.items():
            field = feed.fields.get(name)
            found = {find_column(n, written) for n in (field.names if field else (name,))}
            is_hidden = shop.is_hidden(column) or shop.is_pseudonym(table, column)
            (hidden if is_hidden else shown).update(found - {None})
    positions = set(range(len(written)))
    unknown = positions - shown if has_personal_columns(shop, source) else set()
    personal = {p for p in positions - shown if looks_personal(written[p])}
    return {p for p in hidden | unknown | personal if p is not None}


def has_personal_columns(shop: Shop, source: Source) -> bool:
    """Whether any row of the origin holds values that a reject must not show."""
    return any(
        shop.is_hidden(column) or shop.is_pseudonym(shop.tables[feed.table], column)
        for feed in source.feeds.values()
        for column in shop.tables[feed.table].read_columns.values()
    )


def mask_text(text: str) -> str:
    """The shape of a text without what it says.

    >>> mask_text("Ada Blum;ada@example.org;12")
    'xxx xxxx;xxx@xxxxxxx.xxx;99'
    """
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "9", text))


def broken_rows(typed: str, landing: str) -> str:
    """SELECT of the rows that broke a rule: _file, _row, _at, _broke, and c0... as written."""
    return (
        f"SELECT t._file, t._row, t._at, t._broke, r.* EXCLUDE (_file) FROM {typed} AS t "
        f"JOIN {landing} AS r ON r.rowid = t._at WHERE t._broke > 0"
    )


def rejected_sql(
    *,
    table: str,
    source: str,
    broken: str,
    files: str,
    written: Sequence[str],
    masked: set[int],
    rules: Sequence[Rule],
) -> str:
    """SELECT of the `broken` rows, in the layout of the rejects table.

    Where every value is masked the names are, too: what was taken for the header may be a row.
    `files` names the files of the landing; `reject_lines` (_at, line) is read, too.
    """
    pairs = []
    is_all_masked = len(masked) == len(written)
    for position, name in enumerate(written):
        name = f"column_{position + 1}" if is_all_masked else name
        value = f"t.c{position}"
        if position in masked:
            value = f"CASE WHEN {value} IS NOT NULL THEN {literal(MASK)} END"
        pairs.append(f"{literal(name)}, {value}")
    row = f"json_object({', '.join(pairs)})::VARCHAR" if pairs else "NULL"
    columns = {
        "rule": [rule.name for rule in rules],
        "reason": [rule.reason for rule in rules],
        "next_step": [rule.next_step for rule in rules],
    }
    told = {
        name: f"list_extract([{', '.join(map(literal, texts))}], t._broke)"
        for name, texts in columns.items()
    }
    return (
        f"SELECT {literal(table)} AS table_name, {literal(source)} AS source, f.name AS file, "
        f"l.line, {told['rule']} AS rule, {told['reason']} AS reason, {row} AS row, "
        f"{told['next_step']} AS next_step, t._file FROM {broken} AS t "
        f"JOIN {files} AS f ON f.file_id = t._file "
        "LEFT JOIN reject_lines AS l ON l._at = t._at"
    )
