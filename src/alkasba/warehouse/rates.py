"""Rates: those that hold now, those that rows were converted by, and which files must follow."""

from duckdb import DuckDBPyConnection

from alkasba.derive.rates import RATES, rates_sql
from alkasba.derive.sql import literal, quoted
from alkasba.model.shop import Shop
from alkasba.model.table import Table


def make_rates(db: DuckDBPyConnection, shop: Shop) -> None:
    """Lay the rates out on the workbench, as the warehouse holds them now."""
    if shop.rates is not None:
        db.execute(f"CREATE OR REPLACE TABLE {RATES} AS {rates_sql(shop, shop.rates)}")


def enter_used_rates(db: DuckDBPyConnection, shop: Shop, table: Table, rows: str) -> None:
    """Write into the books which rates the files of `rows` ask for, and what was known of them.

    Also for rows that were rejected: the next run loads them when their rate has come.
    """
    if not shop.is_converted(table):
        return
    day = quoted(str(table.day))
    asked = " UNION ".join(
        f"SELECT DISTINCT _file, {quoted(name)} AS currency, {day} AS day FROM {rows} "
        f"WHERE {quoted(name)} <> {literal(shop.currency)} AND {day} IS NOT NULL"
        for name in dict.fromkeys(str(column.currency) for column in table.converted.values())
    )
    db.execute(
        f"INSERT INTO shop.alkasba.rates_used SELECT {literal(table.name)}, a._file, a.currency, "
        f"a.day, r.num, r.den FROM ({asked}) AS a LEFT JOIN {RATES} AS r USING (currency, day)"
    )


def outdated_files(db: DuckDBPyConnection, shop: Shop) -> set[tuple[str, int]]:
    """Table and id of the files with rows that other rates hold for than they were read by."""
    if shop.rates is None:
        return set()
    rows = db.execute(
        "SELECT DISTINCT u.table_name, u.file_id FROM shop.alkasba.rates_used AS u "
        f"LEFT JOIN ({rates_sql(shop, shop.rates)}) AS r USING (currency, day) "
        "WHERE u.num IS DISTINCT FROM r.num OR u.den IS DISTINCT FROM r.den"
    ).fetchall()
    return set(rows)
