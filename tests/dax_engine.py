"""The semantic model of a warehouse in an independent DAX engine, so that both can be asked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from duckdb import DuckDBPyConnection
from pbix_mcp.dax import engine

from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.offered import offered_measures
from alkasba.derive.powerbi.parameters import value_measure, value_name
from alkasba.derive.powerbi.relationships import relationships_of
from alkasba.derive.powerbi.roles import CALENDAR, roles_of
from alkasba.derive.powerbi.tables import calculated
from alkasba.derive.query.scope import Scope
from alkasba.derive.sql import quoted
from alkasba.model.shop import Shop

Filters = Mapping[str, Sequence[Any]]


class Model:
    """Tables, relationships and measures as the project declares them, with a warehouse's rows."""

    def __init__(self, shop: Shop, db: DuckDBPyConnection) -> None:
        self.shop, self.db, self.roles = shop, db, roles_of(shop)
        self.measures = {
            measure.name: measure.expression
            for measure in offered_measures(shop, Measures(shop, self.roles))
        }
        self.measures |= {
            value_name(name): value_measure(one) for name, one in shop.parameters.items()
        }
        self.tables = {name: self._table(name) for name in self.roles.tables}
        for name, one in shop.parameters.items():
            self.tables[name] = {"columns": [name], "rows": [[float(v)] for v in one.choices]}
        self.relationships = [
            {
                "FromTable": one.start.table,
                "FromColumn": one.start.column,
                "ToTable": one.end.table,
                "ToColumn": one.end.column,
                "IsActive": one.is_active,
            }
            for one in relationships_of(shop, self.roles)
        ]

    def value(
        self,
        measure: str,
        filters: Filters,
        *,
        grouped: bool | Sequence[str] = False,
        selected: Filters | None = None,
        **more: str,
    ) -> Any:
        """What the engine says a measure is; `more` are measures of a test's own.

        `grouped` are the filters that a picture is cut by, all of them where it is true; a page is
        filtered by the others, and by `selected` where that is told beside them.
        """
        told = engine.evaluate_measures_batch(
            [measure],
            self.tables,
            self.measures | more,
            {name: list(values) for name, values in filters.items()},
            date_table=CALENDAR,
            date_column="day",
            date_tables={CALENDAR: "day"},
            relationships=self.relationships,
            group_keys=set(filters) if grouped is True else set(grouped or ()),
            selected_filters=selected and {name: list(v) for name, v in selected.items()},
        )
        # The engine answers nothing where it cannot tell, which must not pass for a blank.
        troubles = {**engine._engine.eval_errors}
        engine._engine.eval_errors.clear()
        assert not troubles, troubles
        return told[measure]

    def calculated(self, table: str, column: str) -> str:
        """The DAX of a column."""
        return calculated(self.shop, self.roles, table, column)

    def _table(self, name: str) -> dict[str, Any]:
        names = list(columns_of(self.shop, self.roles, name))
        rows = self.db.execute(self._select(self.roles.tables[name], names)).fetchall()
        return {"columns": names, "rows": [[_held(value) for value in row] for row in rows]}

    def _select(self, source: str, names: list[str]) -> str:
        if source not in self.shop.facts:
            return f"SELECT {', '.join(map(quoted, names))} FROM {quoted(source)}"
        # What DAX calculates is told to the engine as SQL has it; tests compare the two.
        scope = Scope(self.shop, self.shop.tables[source])
        declared = scope.fact.columns
        columns = [
            scope.raw(n) if n in declared else f"{quoted(source)}.{quoted(n)}" for n in names
        ]
        return " ".join(
            (f"SELECT {', '.join(columns)} FROM {quoted(source)}", *scope.joins.values())
        )


def _held(value: object) -> object:
    """A value as the engine knows it; it adds amounts up without an error of their own."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day of the model
    return value
