"""Checks a shop as a whole: every name known, no cycle, every personal column declared."""

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import available_timezones

from alkasba.errors import did_you_mean
from alkasba.model.check_formula import check_formulas
from alkasba.model.check_parameters import check_parameters
from alkasba.model.check_rates import check_rates
from alkasba.model.check_roles import check_roles
from alkasba.model.check_source import check_sources
from alkasba.model.check_value import check_values
from alkasba.model.check_words import check_words
from alkasba.model.expression import names as names_in
from alkasba.model.finding import Findings
from alkasba.model.links import find_cycle
from alkasba.model.personal import looks_personal
from alkasba.model.recommend import check_recommend
from alkasba.model.search import check_search
from alkasba.model.shop import Shop
from alkasba.model.source import Format, Source
from alkasba.model.table import Column, Table

RESERVED_TABLES = ("calendar", "holiday", "rejects")
RESERVED_COLUMNS = ("valid_from", "valid_to", "is_current")


def check_shop(shop: Shop, findings: Findings) -> None:
    """Add every mistake that only shows when the files are seen together."""
    _check_calendar(shop, findings)
    if not shop.tables:
        findings.add("tables", "", "there is no table yet. Add tables/NAME.toml.")
    _check_distinct("tables", "", shop.tables, findings)
    for table in shop.tables.values():
        _check_table(shop, table, findings)
    check_formulas(shop, findings)
    check_sources(shop, findings)
    check_rates(shop, findings)
    check_search(shop, findings)
    check_recommend(shop, findings)
    check_words(shop, findings)
    check_roles(shop, findings)
    check_parameters(shop, findings)
    _check_measure_names(shop, findings)
    _check_reference_cycles(shop, findings)


def _check_calendar(shop: Shop, findings: Findings) -> None:
    known = available_timezones()
    zone = shop.calendar.timezone
    if zone not in known:
        hint = did_you_mean(zone, known)
        findings.add("shop.toml", "timezone", f"no time zone is called '{zone}'.{hint}")
    if not 1 <= shop.calendar.fiscal_year_starts <= 12:
        findings.add("shop.toml", "fiscal_year_starts", "a month is needed, 1 to 12.")
    for source in shop.sources.values():
        for form in (source.format, *_formats(source)):
            if form.timezone is not None and form.timezone not in known:
                hint = did_you_mean(form.timezone, known)
                what = f"no time zone is called '{form.timezone}'.{hint}"
                findings.add(f"sources/{source.name}.toml", "format.timezone", what)


def _formats(source: Source) -> list[Format]:
    return [field.format for feed in source.feeds.values() for field in feed.fields.values()]


def _check_distinct(file: str, key: str, names: Iterable[str], findings: Findings) -> None:
    """The warehouse does not tell names apart by case."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name.casefold(), name)
        if first != name:
            findings.add(file, key, f"'{first}' and '{name}' differ in case only. Rename one.")


def _check_table(shop: Shop, table: Table, findings: Findings) -> None:
    file = f"tables/{table.name}.toml"

    def add(key: str, what: str) -> None:
        findings.add(file, key, what)

    if table.name in RESERVED_TABLES:
        add("", f"'{table.name}' is a name of the warehouse's own. Choose another.")
    if not table.columns:
        if not table.pairs:
            add("columns", "a table needs columns.")
        return
    _check_distinct(file, "columns", table.columns, findings)
    _check_known(file, "key", table.key, table.columns, findings)
    _check_known(file, "history", table.history, table.read_columns, findings)
    for column in table.columns.values():
        _check_column(shop, table, column, add)
    _check_day(table, add)
    _check_dimension(shop, table, add)
    if "@" in table.owner:
        add("owner", "name the role or team that answers for it, not a person.")


def _check_known(
    file: str, key: str, names: Iterable[str], known: Mapping[str, object], findings: Findings
) -> None:
    for name in names:
        if name not in known:
            findings.unknown(file, key, name, known)


Add = Callable[[str, str], None]


def _check_day(table: Table, add: Add) -> None:
    if table.day is None:
        if table.is_fact:
            add("day", "a fact needs the day on which it happened: day = a column of type day.")
        return
    column = table.columns.get(table.day)
    if column is None:
        add("day", f"nothing is called '{table.day}'.")
    elif column.type != "day" or column.formula is not None:
        add("day", f"'{table.day}' must be a column of type day that is read, not calculated.")


def _check_dimension(shop: Shop, table: Table, add: Add) -> None:
    if table.is_fact:
        if table.history:
            add("history", "only a dimension has a history; a fact has days.")
        if table.merge:
            add("merge", "only a dimension is merged from several sources; a fact adds them up.")
        return
    if not table.key:
        add("key", "a dimension needs a key: the columns that tell its members apart.")
    if table.label is not None and table.label not in table.columns:
        add("label", f"nothing is called '{table.label}'.")
    _check_told(shop, table, add)
    for name in set(table.key) & set(table.history):
        add("history", f"'{name}' is the key; a key has no history.")
    for column, order in table.merge.items():
        if column != "*" and column not in table.columns:
            add(f"merge.{column}", f"nothing is called '{column}'.")
        for source in order:
            if source not in shop.sources:
                add(f"merge.{column}", f"there is no source '{source}'.")


def _check_told(shop: Shop, table: Table, add: Add) -> None:
    """What people read and what is kept over time must be in the warehouse, as it was then."""
    for key, names in (("label", (table.label,)), ("history", table.history)):
        for name in names:
            column = table.columns.get(name or "")
            is_known = column is not None and column.personal in shop.policy.classes
            if column is not None and is_known and shop.is_vaulted(table, column):
                add(key, f"'{name}' is personal and stays out of the warehouse.")
    for column in table.columns.values():
        used = {part.name for part in names_in(column.formula)} if column.formula else set()
        for name in sorted(used & set(table.history)):
            add(
                f"columns.{column.name}",
                f"'{name}' has a history, and what is calculated from it would have none. "
                "Calculate it in a measure.",
            )


def _check_column(shop: Shop, table: Table, column: Column, add: Add) -> None:
    key = f"columns.{column.name}"
    is_ours = column.name.startswith("_") or column.name.endswith("_key")
    if is_ours or column.name in RESERVED_COLUMNS:
        add(key, f"'{column.name}' is a name of the warehouse's own. Choose another.")
    _check_reference(shop, column, key, add)
    _check_limits(column, key, add)
    check_values(column, key, add)
    _check_personal(shop, column, key, add)


def _check_reference(shop: Shop, column: Column, key: str, add: Add) -> None:
    if column.refers is None:
        return
    target = shop.tables.get(column.refers)
    if target is None or target.is_fact:
        add(key, f"it refers to '{column.refers}', which is no dimension.")
    elif len(target.key) > 1:
        add(key, f"'{column.refers}' has a key of several columns; refer to one of a single one.")
    if column.missing not in (None, "unknown"):
        add(key, 'a reference that is missing can only be "unknown".')


def _check_limits(column: Column, key: str, add: Add) -> None:
    if column.type == "choice" and not column.choices and column.refers is None:
        add(key, "a choice needs its choices: choices = [...].")
    for name in column.spellings:
        if name not in column.choices:
            add(f"{key}.spellings", f"'{name}' is not among the choices.")
    if not 0 <= column.decimals <= 12:
        add(f"{key}.decimals", "between 0 and 12 decimals are kept.")


def _check_personal(shop: Shop, column: Column, key: str, add: Add) -> None:
    if column.personal is None:
        hint = looks_personal(column.name)
        is_read = column.formula is None and column.written_of is None
        if hint and column.refers is None and is_read:
            add(
                key,
                f"it looks personal ({hint}) and has no class. "
                'Add personal = "a class of policy.toml", or personal = "none".',
            )
    elif column.personal != "none" and column.personal not in shop.policy.classes:
        known = ", ".join(shop.policy.classes) or "none yet"
        add(key, f"policy.toml has no class '{column.personal}' (it has: {known}).")


def _check_measure_names(shop: Shop, findings: Findings) -> None:
    owner: dict[str, str] = {}
    for table in shop.tables.values():
        file = f"tables/{table.name}.toml"
        for name in table.measures:
            if name in owner:
                findings.add(file, f"measures.{name}", f"table '{owner[name]}' has it already.")
            if name in table.columns:
                findings.add(file, f"measures.{name}", "a column has this name already.")
            owner.setdefault(name, table.name)


def _check_reference_cycles(shop: Shop, findings: Findings) -> None:
    links = {n: set(t.references.values()) for n, t in shop.dimensions.items()}
    for name in find_cycle(links):
        told = "it refers to itself in a circle. Declare one of these references as a code: "
        findings.add(f"tables/{name}.toml", "", told + '{ type = "code" }.')
