"""Checks sources: every feed gives a known table what it needs, by names that exist."""

import re
from collections.abc import Callable

from alkasba.errors import did_you_mean
from alkasba.model.check_value import pattern_problem
from alkasba.model.finding import Findings
from alkasba.model.shop import Shop
from alkasba.model.source import Duplicates, Feed, Source, Unpivot
from alkasba.model.staying_out import has_pseudonym, stays_out
from alkasba.model.table import Table

Add = Callable[[str, str], None]
FLAT = ("csv", "parquet")
WIDE = (*FLAT, "spreadsheet")
"""The kinds that land every column they have, also those that no feed names."""


def check_sources(shop: Shop, findings: Findings) -> None:
    """Add every feed that names an unknown table, column or source, or leaves a need unmet."""
    for source in shop.sources.values():
        file = f"sources/{source.name}.toml"

        def add(key: str, what: str, file: str = file) -> None:
            findings.add(file, key, what)

        for feed in source.feeds.values():
            table = shop.tables.get(feed.table)
            if table is None:
                findings.unknown(file, f"feeds.{feed.table}", feed.table, shop.tables)
            else:
                _check_feed(shop, source, feed, table, add)
    _check_one_rule(shop, findings)


def _check_one_rule(shop: Shop, findings: Findings) -> None:
    """Rows of several sources are compared with each other, so one rule holds for all."""
    for table in shop.tables.values():
        feeds = shop.feeds_of(table.name)
        # A dimension takes the rule that any of its feeds declares; a fact needs it at each.
        declared = [f for f in feeds if table.is_fact or f.duplicates is not None]
        usual = Duplicates("last", table.key) if table.key else Duplicates("all")
        for feed in declared[1:]:
            if (feed.duplicates or usual) != (declared[0].duplicates or usual):
                file, first = f"sources/{feed.source}.toml", declared[0].source
                what = f"{first} feeds {table.name} with another rule. Declare the same at each."
                findings.add(file, f"feeds.{table.name}.duplicates", what)


def _check_feed(shop: Shop, source: Source, feed: Feed, table: Table, add: Add) -> None:
    key = f"feeds.{feed.table}"
    for name, field in feed.fields.items():
        if name not in table.columns:
            add(f"{key}.columns", f"nothing is called '{name}'.{did_you_mean(name, table.columns)}")
        elif amount := table.columns[name].written_of:
            add(f"{key}.columns.{name}", f"it holds what was written for {amount}; feed that.")
        elif table.columns[name].reckoned is not None:
            add(f"{key}.columns.{name}", "facts tell it, so no source feeds it.")
        elif table.columns[name].formula is not None:
            add(f"{key}.columns.{name}", "it is calculated, so no source feeds it.")
        elif field.file is not None and table.columns[name].personal not in (None, "none"):
            add(
                f"{key}.columns.{name}.file",
                "a file's name is told everywhere; it is no place for personal data.",
            )
        elif problem := _file_problem(field.file):
            add(f"{key}.columns.{name}.file", problem)
    _check_duplicates(shop, feed, table, key, add)
    _check_joins(shop, feed, key, add)
    if feed.deleted and feed.duplicates and feed.duplicates.keep == "first":
        add(f"{key}.deleted", "the first row stays, so that a later mark says nothing.")
    if source.kind == "database" and source.compare is not None:
        _check_comparable(feed, table, key, add)
    if feed.unpivot is not None:
        _check_unpivot(source, feed, feed.unpivot, table, lambda what: add(f"{key}.unpivot", what))
    if source.kind in FLAT and feed.rows:
        add(f"{key}.rows", f"a {source.kind} has no nested rows.")


def _check_unpivot(
    source: Source, feed: Feed, unpivot: Unpivot, table: Table, add: Callable[[str], None]
) -> None:
    if source.kind not in WIDE:
        add(f"only {', '.join(WIDE)} have columns to unpivot.")
    if unpivot.name == unpivot.value:
        add("the header and its value need names of their own.")
    read = {name for field in feed.fields.values() for name in field.names}
    read |= {name for name in table.read_columns if name not in feed.fields}
    for name in dict.fromkeys((unpivot.name, unpivot.value)):
        # Without its header or its value, rows would be alike that are not.
        if name not in read:
            add(f"no column of {table.name} is fed by '{name}'.{did_you_mean(name, read)}")


def _file_problem(pattern: str | None) -> str | None:
    """Why nothing can be cut from a file's name by this pattern, or None."""
    if pattern is None:
        return None
    problem = pattern_problem(pattern)
    if problem is None and re.compile(pattern).groups == 0:
        return r"put what is to be cut out in parentheses: '(\d{4})'."
    return problem


def _check_duplicates(shop: Shop, feed: Feed, table: Table, key: str, add: Add) -> None:
    rule = feed.duplicates
    if rule is None:
        return
    for name in (*rule.by, *([rule.order] if rule.order else [])):
        if name not in table.read_columns:
            add(f"{key}.duplicates", f"nothing is called '{name}'.")
    # Facts are compared in the warehouse, which must not hold these columns.
    compared = (*(rule.by or table.read_columns), *([rule.order] if rule.order else []))
    for name in compared if table.is_fact and rule.keep != "all" else ():
        if name in table.read_columns and _is_vaulted(shop, table, name):
            add(f"{key}.duplicates", f"'{name}' stays in the vault and cannot be compared.")
    if rule.by and table.key and set(rule.by) != set(table.key):
        add(f"{key}.duplicates.by", f"the key of {table.name} is {', '.join(table.key)}.")
    if rule.keep == "all" and table.key:
        add(f"{key}.duplicates", f"{table.name} has a key, so it cannot keep rows that share it.")


def _check_comparable(feed: Feed, table: Table, key: str, add: Add) -> None:
    """Rows are compared by the key of their table, which must stand in the rows themselves."""
    if not table.key:
        add(key, f"{table.name} has no key, by which compare could tell what is gone.")
    for name in table.key:
        names = feed.fields[name].names if name in feed.fields else (name,)
        if any(one.partition(".")[0] in feed.joins for one in names):
            add(
                f"{key}.columns.{name}",
                "it comes by a join, so that compare cannot tell rows by it.",
            )


def _is_vaulted(shop: Shop, table: Table, name: str) -> bool:
    """Whether a column lives in the vault alone; a key and an identifier have pseudonyms."""
    return stays_out(shop, table.columns[name]) and not has_pseudonym(table, name)


def _check_joins(shop: Shop, feed: Feed, key: str, add: Add) -> None:
    for join in feed.joins.values():
        if join.source not in shop.sources:
            add(
                f"{key}.joins.{join.name}",
                f"there is no source '{join.source}'.{did_you_mean(join.source, shop.sources)}",
            )
