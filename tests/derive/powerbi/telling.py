"""What the tests of the model have in common: a small shop's measures, told and asked."""

from typing import Any

from alkasba.derive.measures import expand
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.names import field_of
from alkasba.derive.powerbi.roles import roles_of
from tests.dax_engine import Model
from tests.derive import build


def dax(measure: str, changes: dict[str, str] | None = None) -> str:
    """The DAX of a measure of the small shop."""
    shop = build.shop(changes)
    return Measures(shop, roles_of(shop)).tell(measure).text


def both(
    warehouse: build.Warehouse, measure: str, by: str
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """What the engine and what `ask` says of each group."""
    model = Model(warehouse.shop, warehouse.db)
    said = dict(warehouse.rows(measure, by=by))
    facts = expand(warehouse.shop, (measure,), taken=set()).tables
    column = field_of(warehouse.shop, model.roles, facts, by)
    told = {
        value: model.value(measure, {f"{column.table}.{column.column}": [value]}, grouped=True)
        for value in said
    }
    return told, {value: None if v is None else float(v) for value, v in said.items()}
