"""Facts without a day of their own: lines of another fact, or files whose names say the day."""

from collections.abc import Callable, Mapping

from alkasba.model.seen import Seen
from alkasba.propose.columns import AMOUNT, Proposed
from alkasba.propose.names import column_name
from alkasba.propose.proposal import (
    FILE,
    NO_FACT,
    Field,
    Known,
    ProposedTable,
    set_day,
    source_name,
    table_of,
)


def lines_of(seen: Seen, known: Known, made: Mapping[str, ProposedTable]) -> ProposedTable | None:
    """A fact without a day of its own: the lines of another fact, from which they take it."""
    columns = known.columns[seen.name]
    is_counted = any(one.type in ("money", "number") or AMOUNT.search(one.name) for one in columns)
    if seen.days_in_names:
        table = table_of(seen, "fact", known)
        column = Proposed("file_day", columns[0].seen, "day")
        table.day = column_name("file_day", [one.name for one in table.fields])
        table.fields.append(Field(table.day, column, "day", FILE))
        table.unsure.append("its day is cut from the names of its files")
        return table
    if not is_counted:
        return None
    if seen.inside and made.get(seen.inside, NO_FACT).kind == "fact":
        return _nested_lines(seen, known, made[seen.inside])
    link = known.parent(seen.name, made)
    if link is None:
        return None
    table, head = table_of(seen, "fact", known), made[link.other_group]
    join = head.seen.name.replace(" ", "_")
    here = next(one for one in columns if one.name == link.column)
    there = next(one for one in known.columns[link.other_group] if one.name == link.other_column)
    table.joins[join] = {
        "source": source_name(head.seen),
        "here": here.seen.written,
        "there": there.seen.written,
        "rows": head.seen.rows_in,
    }
    _bring(table, head, known, lambda place: f"{join}.{place}")
    table.unsure.append(f"its day and what {head.name} refers to come from {head.name}")
    return table


def _nested_lines(seen: Seen, known: Known, head: ProposedTable) -> ProposedTable:
    table = table_of(seen, "fact", known)
    _bring(table, head, known, lambda place: f"^.{place}")
    table.unsure.append(f"its day comes from the row of {head.name} around it")
    return table


def _bring(
    table: ProposedTable, head: ProposedTable, known: Known, place_of: Callable[[str], str]
) -> None:
    """The day of a head, and what it refers to, to its lines."""
    day = next(one for one in head.fields if one.name == head.day)
    set_day(table, day.column, place_of(day.place))
    referring = {one.column for one in known.references if one.group == head.seen.name}
    for one in head.fields:
        taken = [other.name for other in table.fields]
        if one.column.name in referring and one.column.name not in taken and not one.formula:
            table.fields.append(Field(one.column.name, one.column, one.type, place_of(one.place)))
