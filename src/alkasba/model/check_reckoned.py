"""Checks late columns: what facts tell of members, and what of facts is calculated when asked."""

from collections.abc import Callable

from alkasba.errors import DeclarationError, did_you_mean
from alkasba.model.expression import aggregates, names
from alkasba.model.finding import Findings
from alkasba.model.formula import looks_at_members
from alkasba.model.links import circle_from, find_cycle, reachable
from alkasba.model.reckoned import facts_of, needs
from alkasba.model.shop import Shop
from alkasba.model.staying_out import has_pseudonym, stays_out
from alkasba.model.table import Column, Measure, Reckoning, Table
from alkasba.model.ways import way_to

OF_READING = (
    "required",
    "at_least",
    "at_most",
    "pattern",
    "case",
    "spellings",
    "round",
    "currency",
)
"""Options that are about what is read."""

Add = Callable[[str], None]


def check_reckoned(shop: Shop, table: Table, findings: Findings) -> None:
    """Add every late column that cannot be told, or stands where a column must be read."""
    file = f"tables/{table.name}.toml"
    for column in table.late_columns.values():

        def add(what: str, key: str = f"columns.{column.name}") -> None:
            findings.add(file, key, what)

        _check_place(table, column, add)
        _check_kept_out(shop, table, column, add)
        if table.is_fact and column.reckoned:
            add("a measure tells of the members of a dimension; this is a fact.")
        elif column.reckoned:
            _check_reckoning(shop, table, column, column.reckoned, add)
        if table.is_fact and column.formula and looks_at_members(column.formula):
            add("quantile and share_before look at the members of a dimension; this is a fact.")


def _check_place(table: Table, column: Column, add: Add) -> None:
    """What must be known when rows are read cannot wait for the facts."""
    if column.reckoned and column.formula:
        add("a measure tells it, so it has no formula.")
    if column.refers:
        add("it refers to a member, which must be known when rows are read.")
    day = (table.day,)
    needed = {"key": table.key, "day": day, "history": table.history, "merge": table.merge}
    for place, those in needed.items():
        if column.name in those:
            add(f"it is told after rows are read, so it cannot stand in {place}.")
    if column.missing == "today":
        add("a day that is told by facts is filled by a day that stays the same, as 2020-01-01.")
    for option in OF_READING:
        if getattr(column, option) not in (None, False, (), {}):
            add(f"'{option}' is about what is read, and this is told after that.")


def _check_kept_out(shop: Shop, table: Table, column: Column, add: Add) -> None:
    """What stays out of the warehouse is not there to be told, nor may what is told go there."""
    if column.reckoned and column.personal is not None and stays_out(shop, column):
        add("what facts tell lives in the warehouse, and its class stays out of it.")
    for name in names(column.formula) if column.formula else ():
        owner = table if name.of is None else shop.tables.get(table.references.get(name.of, ""))
        if owner is None or name.name not in owner.columns:
            continue
        used = owner.columns[name.name]
        is_text = has_pseudonym(owner, name.name) and used.type in ("code", "text")
        if stays_out(shop, used) and not is_text:
            add(f"'{name}' stays out of the warehouse, where this is calculated.")


def _check_reckoning(
    shop: Shop, table: Table, column: Column, reckoned: Reckoning, add: Add
) -> None:
    if reckoned.measure not in shop.measures:
        hint = did_you_mean(reckoned.measure, shop.measures)
        add(f"no measure is called '{reckoned.measure}'.{hint}")
        return
    if (reckoned.per is None) != (reckoned.take is None):
        add('per and take belong together: per = "month", take = "stddev".')
    if len(table.key) > 1:
        add(f"{table.name} has a key of several columns, so no fact refers to it.")
        return
    for measure in _measures(shop, reckoned.measure):
        if any(part.function == "days" for part in aggregates(measure.formula)):
            add(f"'{measure.name}' counts the days that a question looks at; a column has none.")
        if measure.only_by is not None:
            add(f"'{measure.name}' is only cut by what it names, so it says nothing of a member.")
    for fact in facts_of(shop, reckoned.measure):
        try:
            way_to(shop, shop.tables[fact], table.name, reckoned.by)
        except DeclarationError as error:
            add(error.what)


def _measures(shop: Shop, measure: str) -> list[Measure]:
    """A measure and those that it uses."""
    names = (measure, *sorted(reachable(needs(shop), measure)))
    return [shop.measures[name] for name in names if name in shop.measures]


def check_circles(shop: Shop, findings: Findings) -> None:
    """Add every late column that is told by itself, with the way that leads back to it."""
    links = needs(shop)
    for node in find_cycle(links):
        table, _, column = node.rpartition(".")
        circle = circle_from(links, node)
        # Circles of measures alone, and of formulas of one table, are told where those are checked.
        if table and any("." not in each for each in circle):
            what = f"it is told by itself: {' > '.join(circle)}."
            findings.add(f"tables/{table}.toml", f"columns.{column}", what)
