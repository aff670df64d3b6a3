"""Checks what only the targets know: every formula and every tile can be told in SQL."""

from dataclasses import replace
from functools import partial

from alkasba.derive.query import Question, answerable
from alkasba.derive.query.question import COMPARES
from alkasba.derive.query.reckon import reckon_sql
from alkasba.derive.web.reach import unreached
from alkasba.errors import WrongValue, did_you_mean
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.finding import Findings
from alkasba.model.meaning import check_calculated, check_measure, check_reckoned_kind
from alkasba.model.reckoned import rounds
from alkasba.model.shop import Shop


def check_told(shop: Shop) -> None:
    """Raise ShopWrong with every formula, tile and filter that cannot be told."""
    findings = Findings()
    for table in shop.tables.values():
        for column in table.columns.values():
            file, key = f"tables/{table.name}.toml", f"columns.{column.name}"
            for check in (
                partial(check_calculated, shop, table),
                partial(check_reckoned_kind, shop),
            ):
                findings.keep(partial(check, column), file, key)
    _check_reckoned(shop, findings)
    for name, measure in shop.measures.items():
        file, key = f"tables/{measure.table}.toml", f"measures.{name}"
        if findings.keep(partial(check_measure, shop, measure), file, key):
            findings.keep(partial(answerable, shop, Question((name,))), file, key)
    for dashboard in shop.dashboards.values():
        _check_dashboard(shop, dashboard, findings)
    findings.stop_if_any()


def _check_reckoned(shop: Shop, findings: Findings) -> None:
    """What facts tell of members can be told in SQL, whatever days the facts have."""
    no_days = dict.fromkeys(shop.facts)
    for name, columns in (pair for tables in rounds(shop) for pair in tables.items()):
        for column in columns:
            check = partial(reckon_sql, shop, shop.tables[name], [column], no_days)
            findings.keep(check, f"tables/{name}.toml", f"columns.{column}")


def _check_dashboard(shop: Shop, dashboard: Dashboard, findings: Findings) -> None:
    file, is_told = f"dashboards/{dashboard.name}.toml", True
    for number, tile in enumerate(dashboard.tiles, start=1):
        key = f"tile {number}"
        is_told &= findings.keep(partial(answerable, shop, _question(tile)), file, key)
        if tile.target:
            is_told &= findings.keep(partial(_check_target, shop, tile), file, f"{key}.target")
        if tile.compare not in (None, *COMPARES):
            hint = did_you_mean(str(tile.compare), COMPARES)
            what = f"compare is {' or '.join(COMPARES)}, not '{tile.compare}'.{hint}"
            findings.add(file, key, what)
    # What a filter reaches is known once every tile is.
    for term, why in unreached(shop, dashboard).items() if is_told else ():
        findings.add(file, "filters", f"no tile can be filtered by '{term}': {why}")


def _check_target(shop: Shop, tile: Tile) -> None:
    """Raise a DeclarationError where what is to be reached cannot stand beside the measure."""
    question = replace(_question(tile), measures=(tile.target,), order=(), limit=None)
    answerable(shop, question)
    units = [shop.measures[name].unit for name in (*tile.measures, tile.target)]
    if units[0] != units[1]:
        told = " and ".join(unit or "no unit" for unit in units)
        raise WrongValue(f"'{tile.target}' is told in another unit than the measure: {told}.")


def _question(tile: Tile) -> Question:
    return Question(
        tile.measures,
        by=tile.by,
        where=tile.where or None,
        order=(tile.order,) if tile.order else (),
        limit=tile.limit,
    )
