"""Makes the tables of pairs, month by month, once all rows of a run are in."""

import time

from alkasba.derive.pairs import met_sql, months_sql, pairs_sql
from alkasba.derive.sql import quoted
from alkasba.flows.run.loading import Loader
from alkasba.model.table import Pairs, Table


def pair(loader: Loader) -> None:
    """Make those months of pairs anew whose lines are not as they were."""
    for table in loader.shop.facts.values():
        if table.pairs and loader.changed & _needed(table, table.pairs):
            _pair(loader, table)


def _needed(table: Table, pairs: Pairs) -> set[str]:
    """The tables that decide what the pairs are: the fact, the members, and their own words."""
    return {table.name, pairs.of, table.references[pairs.item]}


def _pair(loader: Loader, table: Table) -> None:
    """The digest of a month's lines stands in each of its pairs, where others have their file."""
    started, db, place = time.perf_counter(), loader.workbench, f"shop.{quoted(table.name)}"
    day = quoted(str(table.day))
    if table.name in loader.changed:
        db.execute(f"DELETE FROM {place}")
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE paired AS SELECT {day} AS month, any_value(_file) AS digest "
        f"FROM {place} GROUP BY month"
    )
    db.execute(f"CREATE OR REPLACE TEMP TABLE met AS {met_sql(loader.shop, table)}")
    db.execute(f"CREATE OR REPLACE TEMP TABLE due AS {months_sql('met')} EXCEPT FROM paired")
    gone = "SELECT month FROM paired ANTI JOIN met USING (month)"
    db.execute(f"DELETE FROM {place} WHERE {day} IN (SELECT month FROM due UNION ALL {gone})")
    told = pairs_sql(loader.shop, table, met="met", months="due")
    db.execute(f"INSERT INTO {place} BY NAME {told}")
    rows = db.execute(f"SELECT count(*) FROM {place}").fetchall()[0][0]
    months = db.execute("SELECT count(*) FROM due").fetchall()[0][0]
    db.execute("DROP TABLE due; DROP TABLE met; DROP TABLE paired")
    seconds = round(time.perf_counter() - started, 3)
    loader.tell("table.paired", table=table.name, rows=rows, months=months, seconds=seconds)
