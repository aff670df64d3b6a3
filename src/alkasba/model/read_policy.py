"""policy.toml -> Policy."""

from alkasba.model.entry import Entry
from alkasba.model.policy import ALL, BASES, NONE, Keeping, PersonalClass, Policy, Role, RowValue

MOST_DAYS = 36_500


def read_policy(entry: Entry) -> Policy:
    """The classes of personal data and the roles."""
    classes = {name: _class(name, part) for name, part in entry.parts("classes").items()}
    roles = {name: _role(name, part) for name, part in entry.parts("roles").items()}
    for role in roles.values():
        for seen in role.sees:
            if seen not in classes:
                entry.findings.unknown(entry.file, f"roles.{role.name}.sees", seen, classes)
    extracts = _keeping(entry.part("extracts"))
    events_days = _days_of_events(entry.part("events"))
    entry.finish()
    return Policy(classes, roles, extracts, events_days)


def _class(name: str, entry: Entry) -> PersonalClass:
    months = entry.whole("keep_months", default=0)
    personal = PersonalClass(
        name=name,
        about=entry.text("about"),
        basis=entry.one_of("basis", BASES, default="contract"),
        keep_months=months or None,
        analytic=entry.flag("analytic"),
        on_erasure=entry.one_of("on_erasure", ("delete", "anonymise", "keep"), default="delete"),
    )
    entry.finish()
    return personal


def _keeping(entry: Entry) -> Keeping:
    keeping = Keeping(
        days=entry.whole("keep_days", default=Keeping().days), files=entry.flag("files")
    )
    if not 0 <= keeping.days <= MOST_DAYS:
        entry.wrong("keep_days", f"a number of days from 0 to {MOST_DAYS:,} is needed.")
    entry.finish()
    return keeping


def _days_of_events(entry: Entry) -> int:
    days = entry.whole("keep_days", default=Policy().events_days)
    if not 1 <= days <= MOST_DAYS:
        entry.wrong("keep_days", f"a number of days from 1 to {MOST_DAYS:,} is needed.")
    entry.finish()
    return days


def _role(name: str, entry: Entry) -> Role:
    sees, rows = entry.words("sees"), entry.part("rows")
    if "rows" in entry.data and not rows.data:
        entry.wrong("rows", 'name a table: rows.warehouse.country = ["FR"].')
    told = [table for table, said in rows.data.items() if isinstance(said, str)]
    facts = {table: rows.one_of(table, (ALL, NONE), default=NONE) for table in told}
    members = {table: _members(table, rows) for table in rows.data if table not in told}
    entry.finish()
    return Role(name, sees, members, facts)


def _members(table: str, rows: Entry) -> dict[str, tuple[RowValue, ...]]:
    """The values of each column; of none, nobody could tell whether nothing is seen or all."""
    columns = rows.part(table)
    found = {column: columns.values(column) for column in columns.data}
    if not found and isinstance(rows.data[table], dict):
        rows.wrong(table, f'name a column and its values, or write "{ALL}" or "{NONE}".')
    return found
