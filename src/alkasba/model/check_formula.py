"""Checks formulas: columns over their own table, measures over their fact and other measures."""

from collections.abc import Iterator

from alkasba.errors import did_you_mean
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name, aggregates, names
from alkasba.model.finding import Findings
from alkasba.model.links import find_cycle
from alkasba.model.shop import Shop
from alkasba.model.table import Measure, Table


def check_formulas(shop: Shop, findings: Findings) -> None:
    """Add every formula that uses an unknown name, the wrong kind of name, or itself."""
    for table in shop.tables.values():
        _check_columns(table, findings)
        for measure in table.measures.values():
            _check_measure(shop, table, measure, findings)
    _check_measure_cycles(shop, findings)


def _check_columns(table: Table, findings: Findings) -> None:
    file = f"tables/{table.name}.toml"
    links: dict[str, list[str]] = {}
    for column in table.columns.values():
        if column.formula is None:
            continue
        key = f"columns.{column.name}"
        if aggregates(column.formula):
            findings.add(file, key, "a column is calculated row by row; sums belong to a measure.")
        links[column.name] = []
        for name in names(column.formula):
            if name.of is not None:
                findings.add(file, key, f"'{name}' is of another table; use it in a measure.")
            elif name.name not in table.columns:
                findings.unknown(file, key, name.name, table.columns)
            else:
                links[column.name].append(name.name)
    for name in find_cycle(links):
        findings.add(file, f"columns.{name}", "it is calculated from itself.")


def _check_measure(shop: Shop, table: Table, measure: Measure, findings: Findings) -> None:
    file, key = f"tables/{table.name}.toml", f"measures.{measure.name}"
    if not table.is_fact:
        findings.add(file, key, "only a fact has measures.")
        return
    for name in outer_names(measure.formula):
        if name.of is not None or name.name not in shop.measures:
            what = f"no measure is called '{name}'.{did_you_mean(str(name), shop.measures)}"
            if name.name in table.columns:
                what = f"'{name}' is a column; say how its rows are added up: sum({name})."
            findings.add(file, key, what)
    inner = [n for part in aggregates(measure.formula) for n in names(part)]
    inner += names(measure.where) if measure.where is not None else []
    for name in inner:
        problem = column_problem(shop, table, name)
        if problem:
            findings.add(file, key, problem)
    if any(aggregates(a.argument) for a in aggregates(measure.formula) if a.argument):
        findings.add(file, key, "an aggregation stands inside an aggregation.")
    for name_ in measure.over_time.per if measure.over_time else ():
        if name_ not in table.columns:
            findings.unknown(file, f"{key}.over_time.per", name_, table.columns)


def outer_names(expression: Expression) -> Iterator[Name]:
    """The names outside any aggregation: those of measures."""
    match expression:
        case Name():
            yield expression
        case Call(arguments=arguments):
            for argument in arguments:
                yield from outer_names(argument)
        case Aggregate() | Literal():
            return


def column_problem(shop: Shop, table: Table, name: Name) -> str | None:
    """Why a name is no column of the table nor of a dimension it refers to, or None."""
    if name.of is None:
        if name.name in table.columns:
            return None
        return f"nothing is called '{name}'.{did_you_mean(name.name, table.columns)}"
    reference = table.columns.get(name.of)
    if reference is None or reference.refers is None:
        references = ", ".join(table.references) or "none"
        return f"'{name.of}' is no reference of this table (it has: {references})."
    target = shop.tables.get(reference.refers)
    if target is not None and name.name not in target.columns:
        return f"'{target.name}' has no '{name.name}'.{did_you_mean(name.name, target.columns)}"
    return None


def _check_measure_cycles(shop: Shop, findings: Findings) -> None:
    links = {n: [str(m) for m in outer_names(measure.formula)] for n, measure in shop.measures.items()}
    for name in find_cycle(links):
        file = f"tables/{shop.measures[name].table}.toml"
        findings.add(file, f"measures.{name}", "it is calculated from itself.")
