"""Which members rejected rows tell of, as SQL: those are not gone, only told wrongly."""

from alkasba.derive.sql import literal
from alkasba.model.shop import Shop
from alkasba.model.source import Feed
from alkasba.model.table import Table


def is_rejected_sql(part: Shop, table: Table, place: str) -> str:
    """A condition: whether a rejected row has the key that the id at `place` was made of."""
    told = " OR ".join(_of_feed(table, feed, place) for feed in part.feeds_of(table.name))
    rows = f"shop.rejects AS r WHERE r.table_name = {literal(table.name)}"
    return f"EXISTS (SELECT 1 FROM {rows} AND ({told}))"


def _of_feed(table: Table, feed: Feed, place: str) -> str:
    parts = [_is_said(feed, name, _part(table, i, place)) for i, name in enumerate(table.key)]
    return f"(r.source = {literal(feed.source)} AND {' AND '.join(parts)})"


def _part(table: Table, number: int, place: str) -> str:
    """One key of an id, which is a list where there are several."""
    alone = len(table.key) == 1
    return _plain(place if alone else f"json_extract_string({place}, '$[{number}]')")


def _is_said(feed: Feed, name: str, key: str) -> str:
    """Whether the row says this key where it stands; elsewhere where it says nothing there."""
    field = feed.fields.get(name)
    if field is not None and not field.names:
        # It is cut from the file's name, or the same in all rows.
        return "TRUE"
    names = field.names if field else (name,)
    there = ", ".join(f"json_extract_string(j.row, {_pointer(one)})" for one in names)
    row = "(SELECT CASE WHEN json_valid(r.row) THEN r.row::JSON END AS row) AS j"
    every = f"list_transform(json_extract_string(j.row, '$.*'), lambda x: {_plain('x')})"
    # What was no row at all is text.
    text = f"contains(lower(r.row), {key})"
    said = f"coalesce({_plain(f'coalesce({there}, NULL)')} = {key}, list_contains({every}, {key}))"
    return f"(SELECT coalesce({said}, {text}) FROM {row})"


def _plain(place: str) -> str:
    return f"lower(trim({place}))"


def _pointer(name: str) -> str:
    return literal("/" + name.replace("~", "~0").replace("/", "~1"))
