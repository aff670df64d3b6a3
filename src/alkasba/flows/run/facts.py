"""Loads the facts of a run: rows in, duplicates aside, keys of changed dimensions renewed."""

from collections.abc import Collection, Mapping, Sequence

from alkasba.clean.duplicates import declared_rule, fate_of, same_columns
from alkasba.derive.ddl import stored_columns
from alkasba.flows.run.loading import Loader
from alkasba.flows.run.pending import Pending
from alkasba.model.table import Table
from alkasba.warehouse.dimensions import drop_unused_members, infer_members
from alkasba.warehouse.facts import insert_fact, renew_keys, set_deleted_aside, settle_duplicates


def load_facts(
    loader: Loader,
    facts: Mapping[str, Table],
    pending: Sequence[Pending],
    changed: set[str],
    touched: Collection[str] = (),
) -> None:
    """Load those of the facts that have pending files; renew the keys of all that refer to changes.

    In those `touched` files are gone, so that rows which were set aside may come back.
    """
    for table in facts.values() if changed else ():
        renew_keys(loader.workbench, loader.shop, table, changed)
    feeds = [feed for feed in pending if feed.feed.table in facts]
    loader.load(feeds, lambda table, rows: _insert(loader, table, rows))
    for name in {feed.feed.table for feed in feeds} | {n for n in touched if n in facts}:
        _settle(loader, facts[name])


def drop_unused(loader: Loader) -> None:
    """Take out the members that no origin names and no fact refers to any more."""
    for dimension in loader.shop.inferred:
        drop_unused_members(loader.workbench, loader.shop, loader.shop.tables[dimension])


def _insert(loader: Loader, table: Table, rows: str) -> None:
    shop, db = loader.shop, loader.workbench
    set_deleted_aside(db, shop, table, rows=rows)
    rows = f"(SELECT * FROM {rows} WHERE NOT _deleted)"
    for reference, dimension in table.references.items():
        if dimension in shop.inferred:
            infer_members(db, shop, shop.tables[dimension], rows=rows, reference=reference)
    insert_fact(db, shop, table, rows=rows)


def _settle(loader: Loader, table: Table) -> None:
    shop = loader.shop
    rule = declared_rule(shop, table)
    if rule.keep == "all":
        return
    stored = tuple(stored_columns(shop, table))
    same = tuple(name for name in same_columns(table, rule) if name in stored)
    settle_duplicates(
        loader.workbench, shop, table, same=same, fate=fate_of(table, rule, columns=stored)
    )
