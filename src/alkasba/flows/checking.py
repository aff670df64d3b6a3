"""Checks what only the targets know: every formula and every tile can be told in SQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from alkasba.derive.query import Question, answerable
from alkasba.errors import DeclarationError
from alkasba.model.finding import Findings
from alkasba.model.meaning import check_calculated, check_measure
from alkasba.model.shop import Shop


def check_told(shop: Shop) -> None:
    """Raise ShopWrong with every column, measure, tile and filter that cannot be made or asked."""
    findings = Findings()
    for table in shop.tables.values():
        for column in table.columns.values():
            with _noted(findings, f"tables/{table.name}.toml", f"columns.{column.name}"):
                check_calculated(table, column)
    for name, measure in shop.measures.items():
        with _noted(findings, f"tables/{measure.table}.toml", f"measures.{name}"):
            check_measure(shop, measure)
            answerable(shop, Question((name,)))
    for dashboard in shop.dashboards.values():
        file = f"dashboards/{dashboard.name}.toml"
        for number, tile in enumerate(dashboard.tiles, start=1):
            question = Question(
                tile.measures,
                by=tile.by,
                where=tile.where or None,
                order=(tile.order,) if tile.order else (),
                limit=tile.limit,
            )
            with _noted(findings, file, f"tile {number}"):
                answerable(shop, question)
    findings.stop_if_any()


@contextmanager
def _noted(findings: Findings, file: str, key: str) -> Iterator[None]:
    try:
        yield
    except DeclarationError as error:
        findings.add(file, key, error.what)
