"""Notices that an origin does not look as before: columns new, gone, of another type or unit."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from alkasba.clean.names import find_column
from alkasba.clean.rows import Cleaning
from alkasba.clean.rules import Rule, read_as
from alkasba.derive.ddl import stored_columns
from alkasba.derive.sql import quoted
from alkasba.flows.run.headers import WITH_HEADER, lacking, told_lacking
from alkasba.flows.run.key_changes import KeysOf, new_keys, renamed_since, told_blank
from alkasba.flows.run.pending import Pending
from alkasba.model.shop import Shop
from alkasba.model.source import Feed
from alkasba.model.table import Table
from alkasba.ports import Landing

LATEST = 6
"""So many files say what is usual, the last ones by name."""
ROWS = 20
"""So many rows must be there, before and now, for their values to say anything."""
MOSTLY = 0.5
TIMES = 8
"""A median that grew or shrank so many times is of another unit, or its point was lost."""

Figures = tuple[int, dict[str, int], dict[str, float]]
"""Rows; by column how many are filled; by number column the median of its sizes, 0 left out."""


@dataclass(frozen=True, slots=True)
class Usual:
    """How the latest files of a feed looked: their values, and the names that they had.

    `filled` is the share of rows that had something at a name, of the files that had it; it is 0
    where none had, and says nothing of names where that was not counted. `keys` are those that rows
    of any file of the feed had, where rows have keys of their own; none where nobody looked.
    """

    figures: Figures
    names: frozenset[str]
    filled: Mapping[str, float]
    keys: frozenset[str] = frozenset()

    def share(self, column: str) -> float:
        """The share of rows that had something in a column of the table."""
        return self.figures[1].get(column, 0) / self.figures[0]


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise in one file; `kind` is new, missing or retyped."""

    kind: str
    file: int
    what: str


def usual_of(db: DuckDBPyConnection, shop: Shop, pending: Pending) -> Usual | None:
    """How the files of a feed looked that the warehouse holds; None where it holds none.

    What an older declaration has read says nothing.
    """
    feed = pending.feed
    table = shop.tables[feed.table]
    rows = db.execute(
        "SELECT file_id, names, filled, records FROM shop.alkasba.files "
        "WHERE table_name = $1 AND source = $2 "
        f"AND declaration = $3 AND records > 0 ORDER BY name DESC LIMIT {LATEST}",
        [feed.table, feed.source, pending.declaration],
    ).fetchall()
    if not rows:
        return None
    place = f"shop.{quoted(table.name)}" if table.is_fact else f"shop.kept.{quoted(table.name)}"
    ids = ", ".join(str(row[0]) for row in rows)
    sql = f"SELECT 0, {_figures_sql(shop, table)} FROM {place} WHERE _file IN ({ids})"
    found = _figures(shop, table, db.execute(sql).fetchall())
    names = frozenset(name for row in rows for name in json.loads(row[1] or "[]"))
    filled = _filled([(row[3], json.loads(row[2] or "{}")) for row in rows])
    return Usual(found[0], names, filled, _keys(db, pending)) if found[0][0] else None


def _keys(db: DuckDBPyConnection, pending: Pending) -> frozenset[str]:
    # A row may leave keys out, so that the latest files alone would call old ones new.
    rows = db.execute(
        "SELECT DISTINCT keys FROM shop.alkasba.files WHERE table_name = $1 AND source = $2 "
        "AND declaration = $3 AND keys IS NOT NULL",
        [pending.feed.table, pending.feed.source, pending.declaration],
    ).fetchall()
    return frozenset(key for row in rows for key in json.loads(row[0]))


def _filled(files: Sequence[tuple[int, Mapping[str, float]]]) -> dict[str, float]:
    """The share of rows that have something at each name, of files that have it; 0 if none has."""
    names = {name for _, shares in files for name in shares}
    having = {
        name: [(n, shares[name]) for n, shares in files if shares.get(name)] for name in names
    }
    return {
        name: sum(n * share for n, share in found) / max(1, sum(n for n, _ in found))
        for name, found in having.items()
    }


def changes_in(
    db: DuckDBPyConnection,
    shop: Shop,
    feed: Feed,
    usual: Usual,
    landing: Landing,
    cleaning: Cleaning,
    *,
    typed: str,
    ids: Sequence[int],
) -> list[Change]:
    """What is otherwise in the files of a landing; `ids` are those of the files."""
    table = shop.tables[feed.table]
    sql = (
        f"SELECT _file, {_figures_sql(shop, table)} FROM {typed} WHERE NOT _deleted GROUP BY _file"
    )
    found = _figures(shop, table, db.execute(sql).fetchall())
    broken = _broken(db, typed, cleaning)
    absent = _absent(shop, feed, usual, landing)
    keys = {
        file: KeysOf(feed, table, reading) for file, reading in zip(ids, landing.files, strict=True)
    }
    changes = [
        Change(kind, file, what)
        for file, figures in found.items()
        for kind, what in _otherwise(keys[file], usual, figures, broken.get(file, {}), absent)
    ]
    changes += [
        Change(kind, file, what)
        for file, own in keys.items()
        for kind, what in _of_keys(own, usual)
    ]
    new = _new_names(feed, usual, (*landing.names, *landing.others))
    changes += [
        Change("new", file, f"there is a new column '{name}'; nothing uses it")
        for file in ids
        for name in new
    ]
    changes += [
        Change("missing", file, told_lacking(column, [reading.file.name], new))
        for column in absent
        for file, reading in zip(ids, landing.files, strict=True)
        # Rows that are marked as deleted need no more than their key.
        if file in found
    ]
    return sorted(changes, key=lambda change: (change.kind, change.what, change.file))


def _absent(shop: Shop, feed: Feed, usual: Usual, landing: Landing) -> list[str]:
    """The columns that earlier files had under a name that the feed does not say, and these have
    not."""
    if not usual.names or shop.sources[feed.source].kind not in WITH_HEADER:
        return []
    names = lacking(feed, shop.tables[feed.table], (*landing.names, *landing.others))
    return [name for name in names if find_column(name, usual.names) is not None]


def _of_keys(keys: KeysOf, usual: Usual) -> Iterator[tuple[str, str]]:
    for what in new_keys(keys, usual.keys):
        yield "new", what
    for what in renamed_since(keys, usual.keys, usual.share):
        yield "missing", what


def _otherwise(
    keys: KeysOf,
    usual: Usual,
    now: Figures,
    broken: Mapping[str, int],
    absent: Collection[str],
) -> Iterator[tuple[str, str]]:
    before, feed = usual.figures, keys.feed
    if min(before[0], now[0]) < ROWS:
        return
    for name, filled in before[1].items():
        is_optional = name in absent or (name in feed.fields and feed.fields[name].optional)
        if broken.get(name, 0) >= MOSTLY * now[0]:
            yield "retyped", f"most values of {name} are of another type than before"
        elif filled >= MOSTLY * before[0] and not now[1][name] and not is_optional:
            yield "missing", told_blank(keys, name, usual.keys)
        elif (
            name in before[2] and name in now[2] and (what := _scale(before[2][name], now[2][name]))
        ):
            yield "retyped", f"{name} is about {what} what it was; has its unit changed?"


def _scale(before: float, now: float) -> str:
    if not before or not now or before / TIMES < now < before * TIMES:
        return ""
    return f"{now / before:,.0f} times" if now > before else f"1/{before / now:,.0f} of"


def _new_names(feed: Feed, usual: Usual, names: Iterable[str]) -> list[str]:
    used = {name for field in feed.fields.values() for name in field.names}
    used.update(feed.deleted.names if feed.deleted else ())
    known = usual.names | used
    return [name for name in names if usual.names and name not in known]


def _broken(db: DuckDBPyConnection, typed: str, cleaning: Cleaning) -> dict[int, dict[str, int]]:
    """By file and column: how many values are not of its type."""
    rules = {n: rule.name.partition(":") for n, rule in enumerate(cleaning.rules, start=1)}
    kinds = ("type", "choice", "decimals", "pattern")
    rows = db.execute(
        f"SELECT _file, _broke, count(*) FROM {typed} WHERE _broke > 0 GROUP BY ALL"
    ).fetchall()
    found: dict[int, dict[str, int]] = {}
    for file, number, count in rows:
        kind, _, column = rules[number]
        if kind in kinds:
            by_column = found.setdefault(file, {})
            by_column[column] = by_column.get(column, 0) + count
    return found


def _columns(shop: Shop, table: Table) -> list[str]:
    """The columns that both the warehouse and the typed rows have."""
    return [name for name in stored_columns(shop, table) if name in table.read_columns]


def _numbers(table: Table, names: Iterable[str]) -> list[str]:
    kinds = ("whole", "number", "money")
    return [n for n in names if table.columns[n].type in kinds and n not in table.key]


def _figures_sql(shop: Shop, table: Table) -> str:
    names = _columns(shop, table)
    # An amount without a rate is none, but its column was not blank.
    filled = [f"count({quoted(read_as(table.columns[name]))})" for name in names]
    medians = [
        f"approx_quantile(abs(nullif({quoted(name)}, 0)), 0.5)::DOUBLE"
        for name in _numbers(table, names)
    ]
    return ", ".join(["count(*)", *filled, *medians])


def _figures(shop: Shop, table: Table, rows: Iterable[tuple[Any, ...]]) -> dict[int, Figures]:
    names = _columns(shop, table)
    numbers, split = _numbers(table, names), 2 + len(names)
    return {
        row[0]: (
            row[1],
            dict(zip(names, row[2:split], strict=True)),
            {n: m for n, m in zip(numbers, row[split:], strict=True) if m is not None},
        )
        for row in rows
    }


def rule_of(change: Change) -> Rule:
    """What a row breaks that stands in a file whose change is to be put aside."""
    return Rule(
        f"changed:{change.kind}",
        "TRUE",
        change.what,
        "Repair the origin, or declare what it gives now.",
    )


def told_of(changes: Sequence[Change], names: Mapping[int, str]) -> str:
    """What is said of a table that changes hold back, with the files; `names` are theirs."""
    files: dict[str, list[str]] = {}
    for change in changes:
        files.setdefault(change.what, []).append(names[change.file])
    return "; ".join(
        what if any(name in what for name in found) else f"{_listed(found)}: {what}"
        for what, found in files.items()
    )


def _listed(files: Sequence[str]) -> str:
    return f"{files[0]} and {len(files) - 1} more" if len(files) > 1 else files[0]


def note_of(changes: Iterable[Change]) -> str:
    """What is noted of a file."""
    return "; ".join(dict.fromkeys(change.what for change in changes))
