"""Runs pieces of cleaning in a DuckDB in memory: one text, or a few rows of one declared table."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from alkasba.clean.names import standard_name
from alkasba.clean.rejects import broken_rows, masked_columns, rejected_sql
from alkasba.clean.rows import Cleaning, cleaning_of
from alkasba.derive.sql import quoted
from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.policy import PersonalClass, Policy
from alkasba.model.read_source import read_source
from alkasba.model.read_table import read_table
from alkasba.model.shop import Calendar, Shop
from alkasba.model.source import Source
from alkasba.model.table import Table

POLICY = Policy(
    {
        "identifier": PersonalClass("identifier"),
        "contact": PersonalClass("contact"),
        "location": PersonalClass("location", analytic=True),
    }
)
FIRST = 'kind = "dimension"\nkey = []\n[columns]\n'
FEED = 'kind = "csv"\nfiles = ["x"]\n[feeds.thing]\n'


def workbench() -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory, in UTC whatever the machine says."""
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    return db


@cache
def _shared(timezone: str) -> duckdb.DuckDBPyConnection:
    db = workbench()
    db.execute("SET TimeZone = $1", [timezone])
    return db


def of_texts(sql: str, *texts: str | None, machine: str = "UTC") -> list[Any]:
    """What SQL over the column `t` gives for each text, on a machine in a time zone."""
    rows = _shared(machine).execute(
        f"SELECT {sql} FROM (SELECT unnest($1::VARCHAR[]) AS t)", [list(texts)]
    )
    return [row[0] for row in rows.fetchall()]


def of_text(sql: str, text: str | None) -> Any:
    """What SQL over the column `t` gives for one text."""
    return of_texts(sql, text)[0]


def table(text: str) -> Table:
    """A table as its owner would declare it; only columns where it does not begin with a kind."""
    findings = Findings()
    declared = text if "kind =" in text else FIRST + text
    read = read_table("thing", Entry(findings, "thing", "", tomllib.loads(declared)))
    findings.stop_if_any()
    return read


def source(text: str) -> Source:
    """A source as its owner would declare it; only a feed where it does not begin with a kind."""
    findings = Findings()
    declared = text if "kind =" in text else FEED + text
    read = read_source("origin", Entry(findings, "origin", "", tomllib.loads(declared)))
    findings.stop_if_any()
    return read


def shop(thing: Table, origin: Source, *, timezone: str = "Europe/Paris") -> Shop:
    """A shop of one table and one source."""
    calendar = Calendar(timezone=timezone)
    return Shop(
        Path(), "Test", "EUR", calendar, {"thing": thing}, {"origin": origin}, policy=POLICY
    )


@dataclass(slots=True)
class Cleaned:
    """Rows after cleaning; `rules` are those broken, one a row, "" where none was."""

    db: duckdb.DuckDBPyConnection
    shop: Shop
    cleaning: Cleaning
    written: tuple[str, ...]

    @property
    def rules(self) -> list[str]:
        names = ["", *(rule.name for rule in self.cleaning.rules)]
        return [names[row[0]] for row in self._all("SELECT _broke FROM typed ORDER BY _at")]

    def values(self, name: str) -> list[Any]:
        """The values of one column, broken rows too."""
        return [row[0] for row in self._all(f"SELECT {quoted(name)} FROM typed ORDER BY _at")]

    def rejects(self) -> list[dict[str, Any]]:
        """The rejected rows as the warehouse would hold them."""
        origin = self.shop.sources["origin"]
        sql = rejected_sql(
            table="thing",
            source="origin",
            broken="broken",
            files="files",
            written=self.written,
            masked=masked_columns(self.shop, origin, self.written),
            rules=self.cleaning.rules,
        )
        self.db.execute("CREATE TABLE reject_lines AS SELECT _at, _at + 2 AS line FROM typed")
        rows = self._all(f"SELECT line, rule, reason, row, next_step, file FROM ({sql})")
        return [
            dict(zip("line rule reason row next_step file".split(), r, strict=True)) for r in rows
        ]

    def _all(self, sql: str) -> list[tuple[Any, ...]]:
        return self.db.execute(sql).fetchall()


def clean(
    columns: str,
    rows: Sequence[str],
    *,
    header: str,
    feed: str = "",
    file: str = "origin.csv",
    joined: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    timezone: str = "Europe/Paris",
) -> Cleaned:
    """Rows with `;` between their values, cleaned; "" stands for a value that is not there."""
    thing, origin = table(columns), source(feed)
    written = tuple(header.split(";"))
    db = workbench()
    db.execute("SET VARIABLE run_day = '2026-01-15'")
    layout = ", ".join(f"c{place} VARCHAR" for place in range(len(written)))
    db.execute(f"CREATE TABLE landing ({layout}, _file INTEGER)")
    marks = ", ".join("?" for _ in written)
    for row in rows:
        values = [value or None for value in row.split(";")]
        db.execute(f"INSERT INTO landing VALUES ({marks}, 0)", values)
    db.execute(
        "CREATE TABLE files AS SELECT 0 AS position, 7::BIGINT AS file_id, "
        "$1 AS name, 0::BIGINT AS start",
        [file],
    )
    for name, others in (joined or {}).items():
        _join(db, name, others)
    declared = shop(thing, origin, timezone=timezone)
    cleaning = cleaning_of(
        declared, thing, origin.feeds["thing"], landing="landing", files="files", written=written
    )
    db.execute(f"CREATE TABLE typed AS {cleaning.select}")
    db.execute(f"CREATE TABLE broken AS {broken_rows('typed', 'landing')}")
    return Cleaned(db, declared, cleaning, written)


def _join(db: duckdb.DuckDBPyConnection, name: str, others: Sequence[Mapping[str, str]]) -> None:
    names = [standard_name(column) for column in others[0]]
    layout = ", ".join(f"{quoted(column)} VARCHAR" for column in names)
    db.execute(f"CREATE TABLE {quoted(f'joined_{name}')} ({layout})")
    for other in others:
        marks = ", ".join("?" for _ in names)
        db.execute(f"INSERT INTO {quoted(f'joined_{name}')} VALUES ({marks})", list(other.values()))
