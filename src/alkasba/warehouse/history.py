"""Type 2 history: versions without gap or overlap, whatever order rows came in."""

from collections.abc import Sequence

from alkasba.derive.keys import OPEN_END, OPEN_START
from alkasba.derive.sql import quoted


def versions_sql(rows: str, *, member: str, day: str, tracked: Sequence[str]) -> str:
    """SQL for one row per version over `rows`, which has one row per member and day.

    Gives the member, the tracked columns, `day`, valid_from, valid_to (exclusive), is_current. The
    first version reaches back to the beginning, so that no fact stands before its member.
    """
    state = f"row({', '.join(quoted(name) for name in tracked)})"
    columns = ", ".join(quoted(name) for name in tracked)
    order = f"(PARTITION BY {quoted(member)} ORDER BY {quoted(day)})"
    return (
        f"WITH compared AS (SELECT *, row_number() OVER {order} = 1 "
        f"OR {state} IS DISTINCT FROM lag({state}) OVER {order} AS _changed FROM {rows}), "
        "changes AS (SELECT * FROM compared WHERE _changed) "
        f"SELECT {quoted(member)}, {columns}, {quoted(day)}, "
        f"CASE WHEN row_number() OVER {order} = 1 THEN {OPEN_START} ELSE {quoted(day)} END "
        "AS valid_from, "
        f"coalesce(lead({quoted(day)}) OVER {order}, {OPEN_END}) AS valid_to, "
        f"lead({quoted(day)}) OVER {order} IS NULL AS is_current FROM changes"
    )
