"""Loads the dimensions of a run, those that others refer to first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pyarrow as pa

from alkasba.clean.duplicates import declared_rule, fate_of
from alkasba.clean.merge import conflicts_sql, latest_sql, merged_sql
from alkasba.derive.ddl import loaded_columns
from alkasba.derive.sql import literal, quoted
from alkasba.flows.run.loading import Loader, just_seen, secret_columns
from alkasba.flows.run.pending import Pending
from alkasba.flows.run.tabling import arrived
from alkasba.model.links import in_order
from alkasba.model.shop import Shop
from alkasba.model.source import Duplicates
from alkasba.model.table import Table
from alkasba.privacy.vault import BATCH
from alkasba.warehouse.dimensions import build_dimension, insert_seen, judge_seen


def dimension_order(shop: Shop) -> list[str]:
    """The dimensions, those that others refer to first."""
    return in_order({name: table.references.values() for name, table in shop.dimensions.items()})


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Loads dimensions; `run_day` is the day on which rows without a day of their own were seen."""

    loader: Loader
    run_day: str

    def load(self, pending: Sequence[Pending], touched: Collection[str] = ()) -> set[str]:
        """Make every dimension anew that has pending files, is `touched`, or refers to such a one.

        Returns the names of those made.
        """
        shop = self.loader.shop
        made: set[str] = set()
        for name in dimension_order(shop):
            feeds = [feed for feed in pending if feed.feed.table == name]
            table = shop.tables[name]
            self.loader.load(feeds, self._insert)
            is_inferred = name in shop.inferred and not self._is_empty(table)
            if not is_inferred and (
                feeds
                or name in touched
                or made & set(table.references.values())
                or self._is_empty(table)
            ):
                self._make(table)
                made.add(name)
                self.loader.changed.add(name)
        return made

    def _insert(self, table: Table, rows: str) -> None:
        insert_seen(self.loader.workbench, self.loader.shop, table, rows=rows, on=self.run_day)

    def _is_empty(self, table: Table) -> bool:
        """Whether even the unknown member is missing."""
        sql = f"SELECT count(*) FROM shop.{quoted(table.name)}"
        return bool(self.loader.workbench.execute(sql).fetchall() == [(0,)])

    def _make(self, table: Table) -> None:
        db, shop = self.loader.workbench, self.loader.shop
        hidden = self._hidden(table)
        secrets = [n for n in secret_columns(shop, table) if n not in loaded_columns(shop, table)]
        judge_seen(db, table, hidden=hidden, columns=secrets, fate=self._fate(table, secrets))
        sources = self._sources()
        columns = [*loaded_columns(shop, table), *secrets]
        db.execute(f"CREATE OR REPLACE TEMP TABLE latest AS {latest_sql('seen', day=table.day)}")
        is_merged = shop.is_merged(table)
        merged = merged_sql("latest", table, columns, sources, is_merged=is_merged)
        db.execute(f"CREATE OR REPLACE TEMP TABLE merged AS {merged}")
        self._enter_conflicts(table, columns, sources)
        build_dimension(db, shop, table, merged="merged")
        self._put_members(table)

    def _hidden(self, table: Table) -> str | None:
        """What the vault saw of a dimension, on the workbench for as long as it is needed."""
        columns = secret_columns(self.loader.shop, table)
        if not columns:
            return None
        db = self.loader.workbench
        place = {"file": pa.int64(), "seen_on": pa.string(), "row": pa.int64()}
        kinds = place | dict.fromkeys(columns, pa.string())
        layout = "file BIGINT, seen_on DATE, row BIGINT" + "".join(
            f", {quoted(name)} VARCHAR" for name in columns
        )
        # What this run has put there is at hand; reading it back would take as long again.
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {just_seen(table)} ({layout})")
        db.execute(f"CREATE OR REPLACE TEMP TABLE hidden ({layout})")
        db.execute(f"INSERT INTO hidden BY NAME FROM {just_seen(table)}")
        read = db.execute(f"SELECT DISTINCT file FROM {just_seen(table)}").fetchall()
        earlier = self.loader.vault.seen(
            table.name, but=[file for (file,) in read], on=self.run_day
        )
        for rows in earlier:
            with arrived(db, kinds, rows):
                db.execute("INSERT INTO hidden FROM arrived_rows")
        db.execute(f"DROP TABLE {just_seen(table)}")
        return "hidden"

    def _fate(self, table: Table, secrets: list[str]) -> str:
        """What becomes of each row seen, by source and key, and by day where days make versions."""
        shop = self.loader.shop
        rule = declared_rule(shop, table)
        day = [table.day or "_seen_on"] if table.history else []
        group = Duplicates(rule.keep, ("_source", *table.key, *day), rule.order)
        columns = (*loaded_columns(shop, table), *secrets)
        return fate_of(table, group, columns=columns)

    def _sources(self) -> list[str]:
        rows = self.loader.workbench.execute("SELECT DISTINCT _source FROM seen").fetchall()
        return sorted(row[0] for row in rows)

    def _enter_conflicts(self, table: Table, columns: list[str], sources: list[str]) -> None:
        db = self.loader.workbench
        db.execute(f"DELETE FROM shop.alkasba.conflicts WHERE table_name = {literal(table.name)}")
        compared = [n for n in columns if n not in (*table.key, *table.history, table.day)]
        if len(sources) > 1 and compared:
            sql = conflicts_sql("latest", table, compared, sources)
            db.execute(f"INSERT INTO shop.alkasba.conflicts {sql}")

    def _put_members(self, table: Table) -> None:
        columns = secret_columns(self.loader.shop, table)
        if not columns:
            return
        # What a pseudonym stands for is in the row that was seen, not in the merged one.
        stored = loaded_columns(self.loader.shop, table)
        listed = ", ".join(
            f"(SELECT any_value(h.{quoted(n)}) FROM hidden AS h JOIN seen AS s ON h.file = s._file "
            "AND h.row = s._row AND h.seen_on = s._seen_on WHERE s._member = m._member "
            f"AND s.{quoted(n)} = m.{quoted(n)})"
            if n in stored
            else f"m.{quoted(n)}"
            for n in columns
        )
        cursor = self.loader.workbench.execute(
            # In the order in which the vault keeps them, which puts them in twice as fast.
            f"SELECT m._member, {listed} FROM merged AS m ORDER BY 1"
        )
        rows = iter(lambda: cursor.fetchmany(BATCH), [])
        self.loader.vault.put_members(table.name, (row for batch in rows for row in batch))
