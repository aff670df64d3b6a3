"""Figures that are known from elsewhere are what PostgreSQL answers, too."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from alkasba.derive.query import Question
from alkasba.derive.query.postgres import postgres_sql
from alkasba.flows.opening import open_shop
from tests.shops.known_answers import Program, cents, copy_shop
from tests.stores.shared import Shared


def shared_shop(program: Program, database: Shared) -> Program:
    """The same shop, loaded and shared."""
    local = program.folder / "alkasba.local.toml"
    local.write_text(local.read_text() + database.settings())
    program.run()
    return program


def ask(program: Program, database: Shared, *measures: str, by: tuple[str, ...] = ()) -> Any:
    """What PostgreSQL answers to the SQL that is told for it."""
    shop = open_shop(program.folder).shop
    return database.rows(postgres_sql(shop, Question(measures, by=by), "shop"))


def test_northwind(shared: Path, tmp_path: Path, database: Shared) -> None:
    made = copy_shop("northwind", tmp_path / "shop", shared / "data/northwind/csv")
    program = shared_shop(made, database)
    ((net, gross, units, orders, customers),) = ask(
        program, database, "net_sales", "gross_sales", "units", "orders", "customers"
    )
    assert (cents(net), gross) == (Decimal("1265793.04"), Decimal("1354458.59"))
    assert (units, orders, customers) == (51_317, 830, 89)
    years = ask(program, database, "net_sales", "orders", by=("year",))
    assert [(year, cents(net), orders) for year, net, orders in years] == [
        (1996, Decimal("208083.97"), 152),
        (1997, Decimal("617085.20"), 408),
        (1998, Decimal("440623.87"), 270),
    ]


@pytest.mark.slow
def test_online_retail(shared: Path, tmp_path: Path, database: Shared) -> None:
    made = copy_shop("online_retail", tmp_path / "shop", shared / "data/online-retail")
    program = shared_shop(made, database)
    figures = {
        "lines": 541_909,
        "orders": 25_900,
        "customers": 4_372,
        "units": 5_176_450,
        "net_sales": Decimal("9747747.934"),
        "clean_sales": Decimal("8911407.904"),
        "sales_once": Decimal("9726006.954"),
    }
    assert ask(program, database, *figures) == [tuple(figures.values())]
    here = program.ask("net_sales", "orders", "--by", "month")
    there = ask(program, database, "net_sales", "orders", by=("month",))
    assert there[0] == ("2010-12", Decimal("748957.02"), 2025)
    assert [tuple(row.values()) for row in here] == there
