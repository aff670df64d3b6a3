"""Checks sources: every feed gives a known table what it needs, by names that exist."""

from collections.abc import Callable

from alkasba.errors import did_you_mean
from alkasba.model.finding import Findings
from alkasba.model.shop import Shop
from alkasba.model.source import Feed, Source
from alkasba.model.table import Table

Add = Callable[[str, str], None]


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


def _check_feed(shop: Shop, source: Source, feed: Feed, table: Table, add: Add) -> None:
    key = f"feeds.{feed.table}"
    for name in feed.fields:
        if name not in table.columns:
            add(f"{key}.columns", f"nothing is called '{name}'.{did_you_mean(name, table.columns)}")
        elif table.columns[name].formula is not None:
            add(f"{key}.columns.{name}", "it is calculated, so no source feeds it.")
    _check_duplicates(feed, table, key, add)
    _check_joins(shop, feed, key, add)
    if source.kind == "csv" and feed.rows:
        add(f"{key}.rows", "a csv has no nested rows.")


def _check_duplicates(feed: Feed, table: Table, key: str, add: Add) -> None:
    rule = feed.duplicates
    if rule is None:
        return
    for name in (*rule.by, *([rule.order] if rule.order else [])):
        if name not in table.read_columns:
            add(f"{key}.duplicates", f"nothing is called '{name}'.")
    if rule.by and table.key and set(rule.by) != set(table.key):
        add(f"{key}.duplicates.by", f"the key of {table.name} is {', '.join(table.key)}.")
    if rule.keep == "all" and table.key:
        add(f"{key}.duplicates", f"{table.name} has a key, so it cannot keep rows that share it.")


def _check_joins(shop: Shop, feed: Feed, key: str, add: Add) -> None:
    for join in feed.joins.values():
        if join.source not in shop.sources:
            add(
                f"{key}.joins.{join.name}",
                f"there is no source '{join.source}'.{did_you_mean(join.source, shop.sources)}",
            )
