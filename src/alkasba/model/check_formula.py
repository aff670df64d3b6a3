"""Checks formulas: columns over their own table, measures over their fact and other measures."""

from collections.abc import Iterable, Mapping

from alkasba.errors import did_you_mean
from alkasba.model.check_reckoned import check_circles, check_reckoned
from alkasba.model.expression import Name, aggregates, names, outer_names
from alkasba.model.finding import Findings
from alkasba.model.formula import looks_at_members
from alkasba.model.links import find_cycle
from alkasba.model.reckoned import LATEST, is_latest
from alkasba.model.shop import Shop
from alkasba.model.staying_out import has_pseudonym, stays_out
from alkasba.model.table import Measure, Table


def check_formulas(shop: Shop, findings: Findings) -> None:
    """Add every formula that uses an unknown name, the wrong kind of name, or itself."""
    for table in shop.tables.values():
        _check_columns(shop, table, findings)
        check_reckoned(shop, table, findings)
        for measure in table.measures.values():
            _check_measure(shop, table, measure, findings)
    _check_measure_cycles(shop, findings)
    check_circles(shop, findings)


def _check_columns(shop: Shop, table: Table, findings: Findings) -> None:
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
            problem = _problem_of_own(shop, table, name)
            if problem:
                findings.add(file, key, problem)
            elif name.of is None:
                links[column.name].append(name.name)
    for circling in find_cycle(links):
        findings.add(file, f"columns.{circling}", "it is calculated from itself.")
    _check_kept_out(shop, table, links, findings)


def _problem_of_own(shop: Shop, table: Table, name: Name) -> str | None:
    """Why the formula of a column cannot use a name, or None."""
    if name.of is None or table.is_fact:
        return column_problem(shop, table, name)
    if is_latest(shop, name):
        return None
    return f"'{name}' is of another table; use it in a measure." + (
        f" The last day of a fact is {name.of}.{LATEST}." if name.of in shop.facts else ""
    )


def _check_kept_out(
    shop: Shop, table: Table, links: Mapping[str, Iterable[str]], findings: Findings
) -> None:
    """A personal value must not enter the warehouse through a formula."""
    file = f"tables/{table.name}.toml"
    for calculated, used in links.items():
        column, key = table.columns[calculated], f"columns.{calculated}"
        if column.personal is not None and stays_out(shop, column):
            what = "what is calculated lives in the warehouse, and its class stays out of it."
            findings.add(file, key, what)
        if shop.is_merged(table):
            for name in used:
                if stays_out(shop, table.columns[name]) and has_pseudonym(table, name):
                    what = f"'{name}' is a pseudonym where several sources are merged; "
                    findings.add(file, key, what + "nothing can be calculated from it.")
        for name in used if column.personal is None else ():
            if stays_out(shop, table.columns[name]):
                findings.add(
                    file,
                    key,
                    f"it is calculated from '{name}', which stays out of the warehouse. "
                    'Add personal = "a class of policy.toml", or personal = "none" '
                    "if it no longer tells who someone is.",
                )


def _check_measure(shop: Shop, table: Table, measure: Measure, findings: Findings) -> None:
    file, key = f"tables/{table.name}.toml", f"measures.{measure.name}"
    if not table.is_fact:
        findings.add(file, key, "only a fact has measures.")
        return
    known = [*shop.measures, *shop.parameters]
    for name in outer_names(measure.formula):
        if name.of is not None or name.name not in known:
            what = f"no measure is called '{name}'.{did_you_mean(str(name), known)}"
            if name.name in table.columns:
                what = f"'{name}' is a column; say how its rows are added up: sum({name})."
            findings.add(file, key, what)
    inner = [n for part in aggregates(measure.formula) for n in names(part)]
    inner += names(measure.where) if measure.where is not None else []
    for name in inner:
        problem = _parameter_problem(shop, name) or column_problem(shop, table, name)
        if problem:
            findings.add(file, key, problem)
    if any(looks_at_members(part) for part in (measure.formula, measure.where) if part):
        findings.add(file, key, "quantile and share_before look at members; use them in a column.")
    if any(aggregates(a.argument) for a in aggregates(measure.formula) if a.argument):
        findings.add(file, key, "an aggregation stands inside an aggregation.")
    for name_ in measure.over_time.per if measure.over_time else ():
        if name_ not in table.columns:
            findings.unknown(file, f"{key}.over_time.per", name_, table.columns)


def _parameter_problem(shop: Shop, name: Name) -> str | None:
    """Why a parameter cannot stand where rows are looked at, or None."""
    if name.of is not None or name.name not in shop.parameters:
        return None
    return f"'{name}' is a parameter; use it outside of what is added up: {name} * sum(...)."


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
    measures = shop.measures
    links = {n: [str(m) for m in outer_names(measure.formula)] for n, measure in measures.items()}
    for name in find_cycle(links):
        file = f"tables/{measures[name].table}.toml"
        findings.add(file, f"measures.{name}", "it is calculated from itself.")
