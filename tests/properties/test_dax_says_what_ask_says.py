"""Each measure of the Power BI model, asked of an independent DAX engine, is what `ask` says.

The example shop is run, and its facts are thinned out, the same for both: the engine is Python.
"""

import math
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from duckdb import DuckDBPyConnection
from pbi_parsers.dax import to_ast

from alkasba.derive.measures import expand
from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.names import (
    CHANGE,
    LAST_YEAR,
    PREVIOUS,
    RUNNING,
    TO_DATE,
    Field,
    field_of,
    over_time_name,
)
from alkasba.derive.powerbi.relationships import relationships_of
from alkasba.derive.powerbi.roles import CALENDAR
from alkasba.derive.powerbi.secured import seen_rows
from alkasba.derive.query import Question, answerable
from alkasba.derive.query.beside import is_beside
from alkasba.errors import DeclarationError
from alkasba.example import make_shop
from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
from alkasba.model.shop import Shop
from alkasba.report import silent
from tests.dax_engine import Model

EXAMPLE = Path(__file__).parents[2] / "src/alkasba/example/shop"
KEPT = {
    "sale": "hash(order_id) % 10 = 0",
    "refund": "hash(order_id) % 3 = 0",
    "delivery": "hash(delivery_note) % 4 = 0",
    "purchase": "hash(purchase_order) % 4 = 0",
    "pair": "hash(product || with_product) % 10 = 0",
    "stock": "hash(product) % 8 = 0 OR product IN(SELECT code FROM product WHERE to_reorder)",
}
CUTS = (
    "month",
    "quarter",
    "year",
    "fiscal_quarter",
    "category",
    "warehouse.name",
    "customer.country",
    "channel",
    "reason",
)
FEWEST = 40
"""Contexts in which each measure is held against `ask`, at the least."""
MEASURES = sorted(
    name
    for file in (EXAMPLE / "tables").glob("*.toml")
    for name in tomllib.loads(file.read_text()).get("measures", {})
)
"""Known before the shop is run, so that each is a test of its own."""
BESIDE = {"orders_of_one", "orders_of_other", "orders_of_all", "confidence", "lift"}
"""Measures that are only cut by what they name, and those made of them."""
EMPTY_MONTH = "1999-01"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    folder = tmp_path_factory.mktemp("example") / "shop"
    make_shop(folder, size="s", seed=1)
    opened = open_shop(folder)
    run_batch(opened, tell=silent)
    with duckdb.connect() as db:
        _thin_out(db, opened.settings.warehouse_file)
        yield Model(opened.shop, db)


def _thin_out(db: DuckDBPyConnection, file: Path) -> None:
    db.execute(f"ATTACH '{file}' AS whole (READ_ONLY)")
    tables = db.execute(
        "SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = 'whole' AND schema_name = 'main'"
    ).fetchall()
    for (name,) in sorted(tables):
        kept = KEPT.get(name, "TRUE")
        db.execute(f'CREATE TABLE "{name}" AS SELECT * FROM whole.main."{name}" WHERE {kept}')


def asked(model: Model, *measures: str, **more: Any) -> list[tuple[Any, ...]]:
    return model.db.execute(answerable(model.shop, Question(measures, **more))).fetchall()


def field(model: Model, measure: str, cut: str) -> Field:
    return field_of(model.shop, model.roles, facts_of(model.shop, measure), cut)


def facts_of(shop: Shop, measure: str) -> list[str]:
    return expand(shop, (measure,), taken=set()).tables


def stands_beside(shop: Shop, measure: str) -> bool:
    """Whether it is told of more than the rows of a group, such as of the days that are seen."""
    return any(map(is_beside, expand(shop, (measure,), taken=set()).parts.values()))


def same(told: Any, said: Any) -> bool:
    """Blank is what is empty, or the 0 of a sum over nothing; figures agree far below the cent."""
    if told is None or said is None:
        return told is None and (said is None or said == 0)
    if isinstance(told, datetime):
        return isinstance(said, date) and told.date() == said
    return math.isclose(float(told), float(said), rel_tol=1e-9, abs_tol=5e-5)


def contexts(model: Model, measure: str) -> Iterator[tuple[Field, Any, Any]]:
    """A column, a value of it, and what `ask` says there; None where it has no such group."""
    for cut in CUTS:
        try:
            found = dict(asked(model, measure, by=(cut,)))
        except DeclarationError:
            # The measure's facts cannot be cut by it.
            continue
        column = field(model, measure, cut)
        # What stands beside groups is told by DAX where `ask` has no group to put it beside.
        others = set() if stands_beside(model.shop, measure) else _values(model, column)
        for value in {*found, *others}:
            yield column, value, found.get(value)


def _values(model: Model, column: Field) -> set[Any]:
    table = model.tables[column.table]
    at = table["columns"].index(column.column)
    few = {row[at] for row in table["rows"]} - {None}
    return few | ({EMPTY_MONTH} if column.column == "month" else set())


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_is_the_same_in_every_context(model: Model, measure: str) -> None:
    count, wrong = 0, []
    for column, value, said in contexts(model, measure):
        told = model.value(measure, {f"{column.table}.{column.column}": [value]}, grouped=True)
        count += 1
        if not same(told, said):
            wrong.append((str(column), value, told, said))
    ((whole,),) = asked(model, measure)
    assert same(model.value(measure, {}), whole)
    assert wrong == []
    assert count + 1 >= FEWEST


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_over_time_is_the_same_month_by_month(model: Model, measure: str) -> None:
    names = [over_time_name(measure, kind) for kind in (LAST_YEAR, PREVIOUS, CHANGE)]
    names = [name for name in names if name in model.measures]
    if not names:
        assert measure in NOT_OVER_TIME
        return
    wrong = []
    for compare, told_names in (("last_year", names[::2]), ("previous", names[1:2])):
        for month, _, *earlier in asked(model, measure, by=("month",), compare=compare)[1::6]:
            filters = {"calendar.month": [month]}
            for name, said in zip(told_names, earlier, strict=False):
                if not same(told := model.value(name, filters, grouped=True), said):
                    wrong.append((name, month, told, said))
    assert wrong == []


NOT_OVER_TIME = {"first_sale", "last_sale", *BESIDE}
"""Days, and what is told of all that is looked at."""


@pytest.mark.parametrize("measure", ["net_sales", "orders", "cost_of_sales", "refunds"])
def test_what_adds_up_is_told_to_date(model: Model, measure: str) -> None:
    for month in ("2025-01", "2025-06", "2026-02"):
        filters = {"calendar.month": [month]}
        ((to_date,),) = asked(model, measure, where=f"year = {month[:4]} and month <= '{month}'")
        ((running,),) = asked(model, measure, where=f"month <= '{month}'")
        told = [model.value(over_time_name(measure, kind), filters) for kind in (TO_DATE, RUNNING)]
        assert same(told[0], to_date), (month, told[0], to_date)
        assert same(told[1], running), (month, told[1], running)


def test_two_filters_at_once(model: Model) -> None:
    for measure in ("net_sales", "margin_rate", "stock_value", "out_of_stock_rate"):
        for category, month, said in asked(model, measure, by=("category", "month"))[::17]:
            filters = {"product.category": [category], "calendar.month": [month]}
            assert same(model.value(measure, filters), said), (measure, category, month)


def test_a_column_calculated_by_dax_is_what_ask_calculates(model: Model) -> None:
    said = dict(asked(model, "order_lines", by=("months_since",)))
    assert len(said) > 10
    text = model.calculated("sale", "months_since")
    for value, lines in said.items():
        test = f"ISBLANK({text})" if value is None else f"({text}) == {value}"
        probe = f"CALCULATE(COUNTROWS(FILTER('sale', {test} && 'sale'[status] <> \"cancelled\")))"
        assert same(model.value("probe", {}, probe=probe), lines), value


def test_a_share_of_what_is_looked_at_knows_what_a_page_is_filtered_by(model: Model) -> None:
    """What a picture is cut by goes, what its page is filtered by stays."""
    where = "year = 2025"
    for product, said in asked(model, "orders_of_all", by=("product",), where=where)[:3]:
        code = model.db.execute("SELECT name FROM product WHERE code = $1", [product]).fetchall()
        filters = {"product.name": [code[0][0]], "calendar.year": [2025]}
        told = model.value("orders_of_all", filters, grouped=("product.name",))
        assert same(told, said)


def test_queries_ask_for_what_the_warehouse_has(model: Model) -> None:
    """Each column of each table is there, of a type that becomes the model's."""
    kinds = {"int64": "(BIG)?INT(EGER)?", "string": "VARCHAR", "dateTime": "DATE"}
    kinds |= {"boolean": "BOOLEAN", "decimal": r"DECIMAL\(18,[0-4]\)", "double": r"DECIMAL\(18,.*"}
    for table, source in model.roles.tables.items():
        held = dict(
            model.db.execute(
                "SELECT column_name, data_type FROM duckdb_columns() "
                "WHERE database_name = 'whole' AND schema_name = 'main' AND table_name = $1",
                [source],
            ).fetchall()
        )
        for column in columns_of(model.shop, model.roles, table).values():
            if column.sql_type:
                assert re.fullmatch(kinds[column.type], held[column.name]), (table, column.name)


def test_every_row_has_its_partner_where_sql_may_join_inside(model: Model) -> None:
    tables = model.roles.tables
    sure = [r for r in relationships_of(model.shop, model.roles) if r.is_sure]
    assert len(sure) > 15
    for one in sure:
        start, end = (f'whole.main."{tables[field.table]}"' for field in (one.start, one.end))
        alone = model.db.execute(
            f"SELECT count(*) FROM {start} AS f WHERE NOT EXISTS "
            f'(FROM {end} AS d WHERE d."{one.end.column}" = f."{one.start.column}")'
        ).fetchall()
        assert alone == [(0,)], one


def test_every_expression_of_the_model_is_dax(model: Model) -> None:
    """Those of the shop, and all that are derived of one of them: the parser is slow."""
    of_shop = [n for n in model.measures if " " not in n or n.startswith("net_sales ")]
    for name, text in ((name, model.measures[name]) for name in of_shop):
        assert to_ast(text) is not None, name


def test_measures_are_those_that_the_shop_declares(model: Model) -> None:
    assert sorted(model.shop.measures) == MEASURES


@pytest.mark.parametrize("measure", ["net_sales", "margin", "stock_value", "orders", "turnover"])
def test_a_role_sees_what_ask_says_of_its_rows(model: Model, measure: str) -> None:
    condition = seen_rows(model.shop, model.roles, model.shop.policy.roles["ghent"], "warehouse")
    under = f"CALCULATE([{measure}], FILTER('warehouse', {condition}))"
    for month in ("2025-03", "2025-09"):
        where = f"warehouse.country = 'BE' and month = '{month}'"
        ((said,),) = asked(model, measure, where=where)
        told = model.value("under", {f"{CALENDAR}.month": [month]}, under=under)
        assert said
        assert told == pytest.approx(float(said))
    whole = model.value(measure, {f"{CALENDAR}.month": ["2025-03"]})
    assert whole != model.value("under", {f"{CALENDAR}.month": ["2025-03"]}, under=under)
