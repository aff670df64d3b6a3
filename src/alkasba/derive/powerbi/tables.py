"""A table of the model in TMDL: measures, columns, hierarchies, and where its rows come from."""

from collections.abc import Sequence
from decimal import Decimal

from alkasba.derive.powerbi.columns import ModelColumn, columns_of
from alkasba.derive.powerbi.dax import is_true, literal, told
from alkasba.derive.powerbi.names import Field, id_of
from alkasba.derive.powerbi.offered import ModelMeasure
from alkasba.derive.powerbi.perspectives import countries
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.derive.powerbi.rows import Rows
from alkasba.derive.powerbi.tmdl import Part, name_in_tmdl, one_line, text_in_tmdl
from alkasba.model.expression import Call, Expression
from alkasba.model.kind import KINDS
from alkasba.model.shop import Shop

HIERARCHIES = {
    "Calendar year": ("year", "quarter", "month", "day"),
    "Fiscal year": ("fiscal_year", "fiscal_quarter", "month", "day"),
}
FORMATS = {"dateTime": "yyyy-mm-dd", "int64": "0", "decimal": "#,0.00", "double": "#,0.00"}


def table_part(
    shop: Shop, roles: Roles, name: str, measures: Sequence[ModelMeasure], *, schema: str
) -> Part:
    """The table with all that belongs to it."""
    columns = columns_of(shop, roles, name)
    is_calendar, mapped = name == CALENDAR, countries(shop, roles)
    parts = (
        *(_measure(shop, measure) for measure in measures if measure.table == name),
        *(
            _column(shop, roles, name, column, is_country=Field(name, column.name) in mapped)
            for column in columns.values()
        ),
        *(_hierarchy(shop, title) for title in (HIERARCHIES if is_calendar else ())),
        _partition(roles, name, columns, schema),
    )
    properties = [f"lineageTag: {id_of(shop, 'table', name)}"]
    if is_calendar:
        properties.append("dataCategory: Time")
    return Part(f"table {name_in_tmdl(name)}", tuple(properties), parts, _about(shop, roles, name))


def _about(shop: Shop, roles: Roles, name: str) -> str:
    if name == CALENDAR:
        return "Every day of the years in which something happened"
    return one_line(shop.tables[roles.tables[name]].about)


def _measure(shop: Shop, measure: ModelMeasure) -> Part:
    properties = [f"formatString: {measure.format}"] if measure.format else []
    properties += [
        f"displayFolder: {measure.folder}",
        f"lineageTag: {id_of(shop, 'measure', measure.name)}",
    ]
    head = f"measure {name_in_tmdl(measure.name)}"
    return Part(head, tuple(properties), about=measure.about, expression=measure.expression)


def _column(shop: Shop, roles: Roles, table: str, column: ModelColumn, *, is_country: bool) -> Part:
    form = FORMATS.get(column.type)
    is_stored = bool(column.sql_type)
    properties = (
        f"dataType: {column.type}",
        "isHidden" if column.is_hidden else "",
        "isKey" if column.is_key else "",
        f"formatString: {form}" if form else "",
        f"lineageTag: {id_of(shop, 'column', table, column.name)}",
        "dataCategory: Country" if is_country else "",
        "summarizeBy: none",
        f"sourceColumn: {text_in_tmdl(column.name)}" if is_stored else "",
    )
    about = column.declared.about if column.declared and table != CALENDAR else ""
    return Part(
        f"column {name_in_tmdl(column.name)}",
        tuple(filter(None, properties)),
        about=one_line(about),
        expression="" if is_stored else calculated(shop, roles, table, column.name),
    )


def calculated(shop: Shop, roles: Roles, table: str, name: str) -> str:
    """DAX of a column of a fact that the warehouse does not hold."""
    column = shop.tables[table].columns[name]
    rows = Rows(shop, roles, shop.tables[table])
    if column.formula is None:
        return ""
    if column.type == "flag":
        return _flag(column.formula, rows, is_missing=column.missing is True)
    text = told(column.formula, rows.from_row).text
    if column.missing is None:
        return text
    missing = column.missing if isinstance(column.missing, str | bool) else Decimal(column.missing)
    return f"COALESCE({text}, {literal(missing, KINDS[column.type]).text})"


def _flag(formula: Expression, rows: Rows, *, is_missing: bool) -> str:
    """A flag, which in DAX is never empty: where it is not known it is what stands in for that."""
    if is_missing:
        return f"NOT({is_true(Call('not', (formula,)), rows.from_row)})"
    return is_true(formula, rows.from_row)


def _hierarchy(shop: Shop, title: str) -> Part:
    levels = tuple(
        Part(
            f"level {name}",
            (f"lineageTag: {id_of(shop, 'level', title, name)}", f"column: {name}"),
        )
        for name in HIERARCHIES[title]
    )
    tag = f"lineageTag: {id_of(shop, 'hierarchy', title)}"
    return Part(f"hierarchy {name_in_tmdl(title)}", (tag,), levels)


def _partition(roles: Roles, table: str, columns: dict[str, ModelColumn], schema: str) -> Part:
    lines = query_lines(
        schema, roles.tables[table], [c.name for c in columns.values() if c.sql_type]
    )
    source = ("mode: directQuery", "source =", *(f"\t\t{line}" for line in lines))
    return Part(f"partition {name_in_tmdl(table)} = m", source)


def query_lines(schema: str, table: str, columns: list[str]) -> list[str]:
    """The query of a table in M; each of its steps becomes a part of one SELECT."""
    listed = ", ".join(map(_in_m, columns))
    return [
        "let",
        "\tSource = PostgreSQL.Database(Server, Database, [CreateNavigationProperties = false]),",
        f"\tRows = Source{{[Schema = {_in_m(schema)}, Item = {_in_m(table)}]}}[Data],",
        f"\tColumns = Table.SelectColumns(Rows, {{{listed}}})",
        "in",
        "\tColumns",
    ]


def _in_m(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
