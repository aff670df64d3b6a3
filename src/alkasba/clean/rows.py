"""Rows as written to typed rows, each with the first rule it breaks, as one SELECT."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from alkasba.clean.calculated import calculated_columns
from alkasba.clean.deleted import deleted_rules, deleted_sql, lacking_mark
from alkasba.clean.names import find_column, standard_name
from alkasba.clean.rules import Rule, plain_of, rules_of, text_of
from alkasba.clean.texts import bare_text
from alkasba.clean.typed import ALWAYS, NEVER, is_typed, mark_at, mark_of, plainly
from alkasba.clean.types import plain_text, typed_literal, value_of
from alkasba.derive.sql import literal, quoted
from alkasba.errors import did_you_mean
from alkasba.model.expression import Call, names, walk
from alkasba.model.shop import Shop
from alkasba.model.source import Deleted, Feed, Field, Format
from alkasba.model.table import Column, Table


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How the rows of one shape become rows of one table.

    `select` gives _file, _row, _at (rowid of the landed row), _broke (0, or the number from 1 of
    the rule broken first), _deleted (whether the origin marks it so) and the table's columns. It
    reads the landing, its files (position, file_id, name, start) and, for each join of the feed,
    `joined_NAME`.
    """

    select: str
    rules: tuple[Rule, ...]
    absent: tuple[str, ...]


def cleaning_of(
    shop: Shop,
    table: Table,
    feed: Feed,
    *,
    landing: str,
    files: str,
    written: tuple[str, ...],
    others: tuple[str, ...] = (),
    only_spaces: bool = False,
    typed: Mapping[int, str] | None = None,
    joined: Collection[str] = (),
) -> Cleaning:
    """The cleaning of one feed for the table `landing`, whose columns c0, c1, ... are `written`.

    `files` is the table that names the files of the landing. `others` and `only_spaces` are as in
    `Landing`, and so is `typed`: which columns are no texts of the origin; `joined` are those of
    joined rows, as join.name.
    """
    is_merged = shop.is_merged(table)
    fields = {n: _field(table, feed, c, is_merged) for n, c in table.read_columns.items()}
    texts = {n: _text(f, table.columns[n], written, feed, only_spaces) for n, f in fields.items()}
    marks = _marks(fields, written, feed, typed or {}, joined) if typed or joined else {}
    fields = {n: plainly(f) if marks.get(n) == ALWAYS else f for n, f in fields.items()}
    mixed = {n: mark for n, mark in marks.items() if mark not in (ALWAYS, NEVER)}
    rules = tuple(_rules(table, fields, texts, (*written, *others), is_merged, others))
    if feed.deleted:
        rules = deleted_rules(feed.deleted, table, feed.duplicates, rules)
    deleted = deleted_sql(feed, lambda name: _place(name, written, feed))
    if deleted is None and feed.deleted and not feed.deleted.optional:
        rules = (_lacking_mark(feed.deleted, written, others), *rules)
    rows = f"{landing} AS r JOIN {files} AS f"
    steps = [
        ("written", _written(texts, mixed, feed, rows, written, deleted)),
        ("plain", _plain(table, fields, mixed)),
        ("read", _read(shop, table, fields, mixed)),
        ("judged", _judged(rules)),
    ]
    calculated = calculated_columns(table)
    steps += [(f"calculated_{name}", sql) for name, sql in calculated]
    select = _chain(steps, table, [name for name, _ in calculated], len(rules))
    return Cleaning(select, (*rules, *_overflows(table)), _absent(fields, texts))


def _field(table: Table, feed: Feed, column: Column, is_merged: bool) -> Field:
    """Where a column stands; one that the feed does not name has the same name, if it is there."""
    is_needed = column.required and column.missing is None
    is_optional = not is_needed or (is_merged and column.name not in table.key)
    form = feed.format
    own = Field(column.name, names=(column.name,), optional=is_optional, format=form)
    return feed.fields.get(column.name, own)


def _marks(
    fields: Mapping[str, Field],
    written: tuple[str, ...],
    feed: Feed,
    typed: Mapping[int, str],
    joined: Collection[str],
) -> dict[str, str]:
    """SQL by column that says of a row whether its value was no text in the origin."""
    marks = {}
    for name, field in fields.items():
        found = [
            (place, _mark_at(one, written, feed, typed, joined))
            for one in field.names
            if (place := _place(one, written, feed))
        ]
        marks[name] = mark_of(found, field.format)
    return marks


def _mark_at(
    name: str,
    written: tuple[str, ...],
    feed: Feed,
    typed: Mapping[int, str],
    joined: Collection[str],
) -> str:
    join, _, rest = name.partition(".")
    if rest and join in feed.joins:
        among = [one.removeprefix(f"{join}.") for one in joined if one.startswith(f"{join}.")]
        return NEVER if find_column(rest, among) is None else ALWAYS
    place = find_column(name, written)
    return NEVER if place is None else mark_at(place, typed)


def _text(
    field: Field, column: Column, written: tuple[str, ...], feed: Feed, only_spaces: bool
) -> str | None:
    """SQL for the bare text of a field, or None where the files have no such column."""
    if field.value is not None:
        return literal(field.value)
    if field.file is not None:
        return f"nullif(regexp_extract(f.name, {literal(field.file)}, 1), '')"
    found = [place for name in field.names if (place := _place(name, written, feed))]
    if not found:
        return None
    bare = [
        bare_text(place, kind=column.type, form=field.format, only_spaces=only_spaces)
        for place in found
    ]
    return bare[0] if len(bare) == 1 else f"coalesce({', '.join(bare)})"


def _place(name: str, written: tuple[str, ...], feed: Feed) -> str | None:
    join, _, rest = name.partition(".")
    if rest and join in feed.joins:
        return f"{quoted(f'joined_{join}')}.{quoted(standard_name(rest))}"
    position = find_column(name, written)
    return None if position is None else f"r.c{position}"


def _rules(
    table: Table,
    fields: Mapping[str, Field],
    texts: Mapping[str, str | None],
    written: tuple[str, ...],
    is_merged: bool,
    others: tuple[str, ...],
) -> list[Rule]:
    """A lacking column first: it breaks every row; then the rules of each column."""
    # Where no column is found, the header may be a row, and its names values of people.
    is_header = any(text is not None and fields[name].names for name, text in texts.items())
    lacking = [
        _lacking(fields[name], written if is_header else (), others)
        for name, text in texts.items()
        if text is None and fields[name].names and not fields[name].optional
    ]
    # A merged dimension gets a column from one of its sources; the others need not have it.
    present = [
        rule
        for name, column in table.read_columns.items()
        if name in table.key or texts[name] is not None or not is_merged
        for rule in rules_of(column, fields[name].format)
    ]
    return [*lacking, *present]


def _lacking_mark(deleted: Deleted, written: tuple[str, ...], others: tuple[str, ...]) -> Rule:
    """What every row breaks of a file without the mark: it cannot say which rows are there."""
    return _not_fetched(deleted.names[0], deleted.names, others) or lacking_mark(deleted, written)


def _not_fetched(column: str, names: tuple[str, ...], others: tuple[str, ...]) -> Rule | None:
    """What rows break that were fetched before anybody asked for a column that is there."""
    if all(find_column(name, others) is None for name in names):
        return None
    return Rule(
        f"header:{column}",
        "TRUE",
        f"{' or '.join(names)} is there, but nobody asked for it when it was fetched.",
        "Run without --offline: what is declared now is fetched then.",
    )


def _lacking(field: Field, written: tuple[str, ...], others: tuple[str, ...]) -> Rule:
    return _not_fetched(field.column, field.names, others) or Rule(
        f"header:{field.column}",
        "TRUE",
        f"the file has no column {' or '.join(field.names)}."
        + did_you_mean(field.names[0], written),
        "Add the name it has now to the feed, or declare optional = true.",
    )


def _absent(fields: Mapping[str, Field], texts: Mapping[str, str | None]) -> tuple[str, ...]:
    return tuple(n for n, text in texts.items() if text is None and fields[n].names)


def _written(
    texts: Mapping[str, str | None],
    mixed: Mapping[str, str],
    feed: Feed,
    rows: str,
    written: tuple[str, ...],
    deleted: str | None,
) -> str:
    told = [f"{text or 'NULL::VARCHAR'} AS {text_of(name)}" for name, text in texts.items()]
    columns = ", ".join([*told, *(f"{mark} AS {is_typed(n)}" for n, mark in mixed.items())])
    joins = " ".join(_join(name, join.on, written) for name, join in feed.joins.items())
    return (
        f"SELECT f.file_id AS _file, r.rowid - f.start AS _row, r.rowid AS _at, "
        f"{deleted or 'FALSE'} AS _deleted, {columns} "
        f"FROM {rows} ON f.position = r._file {joins}"
    )


def _join(name: str, on: Mapping[str, str], written: tuple[str, ...]) -> str:
    joined = quoted(f"joined_{name}")
    conditions = []
    for here, there in on.items():
        position = find_column(here, written)
        text = "NULL" if position is None else key_text(f"r.c{position}")
        conditions.append(f"{text} = {joined}.{quoted(standard_name(there))}")
    return f"LEFT JOIN {joined} ON {' AND '.join(conditions)}"


def key_text(expression: str) -> str:
    """SQL for a text by which rows of two sources meet."""
    return bare_text(expression, kind="code", form=Format())


def _plain(table: Table, fields: Mapping[str, Field], mixed: Mapping[str, str]) -> str:
    def told(column: Column, field: Field) -> str:
        return plain_text(text_of(column.name), column, field)

    columns = [
        f"{_by_row(n, c, fields[n], mixed, told)} AS {plain_of(n)}"
        for n, c in table.read_columns.items()
    ]
    return f"SELECT *, {', '.join(columns)} FROM written"


def _read(shop: Shop, table: Table, fields: Mapping[str, Field], mixed: Mapping[str, str]) -> str:
    zone, is_merged = shop.calendar.timezone, shop.is_merged(table)

    def told(column: Column, field: Field) -> str:
        return _value(column, field.format, zone, is_merged)

    columns = [
        f"{_by_row(n, c, fields[n], mixed, told)} AS {quoted(n)}"
        for n, c in table.read_columns.items()
    ]
    return f"SELECT *, {', '.join(columns)} FROM plain"


def _by_row(
    name: str,
    column: Column,
    field: Field,
    mixed: Mapping[str, str],
    told: Callable[[Column, Field], str],
) -> str:
    """SQL that reads a column in one way where its value had a type, in another where not."""
    if name not in mixed:
        return told(column, field)
    typed, text = told(column, plainly(field)), told(column, field)
    return f"CASE WHEN {is_typed(name)} THEN {typed} ELSE {text} END"


def _value(column: Column, form: Format, timezone: str, is_merged: bool) -> str:
    text = plain_of(column.name)
    value = value_of(text, column, form, timezone)
    # What several sources leave blank is filled once they are merged, else a filling would win.
    if column.missing is None or column.refers is not None or is_merged:
        return value
    filled = typed_literal(column.missing, column)
    return f"CASE WHEN {text_of(column.name)} IS NULL THEN {filled} ELSE {value} END"


def _judged(rules: tuple[Rule, ...]) -> str:
    branches = " ".join(
        f"WHEN {rule.condition} THEN {number}" for number, rule in enumerate(rules, start=1)
    )
    judged = f"CASE {branches} ELSE 0 END" if rules else "0"
    return f"SELECT *, {judged} AS _judged FROM read"


def _overflows(table: Table) -> list[Rule]:
    return [
        Rule(
            f"calculated:{name}",
            "",
            f"{name} is too large to be calculated",
            "Correct the numbers it is calculated from.",
        )
        for name, _ in calculated_columns(table)
    ]


def _always_has_value(column: Column) -> bool:
    """Whether only blanks and overflow can make the formula empty."""
    plain = ("+", "-", "*")
    return column.formula is not None and all(
        not isinstance(part, Call) or part.function in plain for part in walk(column.formula)
    )


def _chain(steps: list[tuple[str, str]], table: Table, calculated: list[str], judged: int) -> str:
    """The steps as named CTEs; each calculated column adds one."""
    ctes, last = [], "judged"
    for name, sql in steps:
        if name.startswith("calculated_"):
            column = name.removeprefix("calculated_")
            sql = f"SELECT *, {sql} AS {quoted(column)} FROM {last}"
            last = quoted(name)
            ctes.append(f"{last} AS ({sql})")
        else:
            ctes.append(f"{name} AS ({sql})")
    columns = ", ".join(quoted(name) for name in table.columns)
    return (
        f"WITH {', '.join(ctes)} SELECT _file, _row, _at, "
        f"{_broke(table, calculated, judged)} AS _broke, _deleted, {columns} FROM {last}"
    )


def _broke(table: Table, calculated: list[str], judged: int) -> str:
    """The rule broken first; the rules of calculated columns stand after all others."""
    branches = []
    for number, name in enumerate(calculated, start=judged + 1):
        column = table.columns[name]
        if column.formula is not None and _always_has_value(column):
            used = [quoted(part.name) for part in names(column.formula)]
            given = " AND ".join(f"{part} IS NOT NULL" for part in used)
            condition = f"{quoted(name)} IS NULL" + (f" AND {given}" if given else "")
            branches.append(f"WHEN {condition} THEN {number}")
    if not branches:
        return "_judged"
    return f"CASE WHEN _judged > 0 OR _deleted THEN _judged {' '.join(branches)} ELSE 0 END"
