"""Checks what only the targets know: every measure and every tile can be told in SQL."""

from alkasba.derive.query import Question, answerable
from alkasba.errors import DeclarationError
from alkasba.model.finding import Findings
from alkasba.model.shop import Shop


def check_told(shop: Shop) -> None:
    """Raise ShopWrong with every measure, tile and filter that no query can answer."""
    findings = Findings()
    for name, measure in shop.measures.items():
        _try(shop, Question((name,)), findings, f"tables/{measure.table}.toml", f"measures.{name}")
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
            _try(shop, question, findings, file, f"tile {number}")
    findings.stop_if_any()


def _try(shop: Shop, question: Question, findings: Findings, file: str, key: str) -> None:
    try:
        answerable(shop, question)
    except DeclarationError as error:
        findings.add(file, key, error.what)
