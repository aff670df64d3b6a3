"""What the published warehouse says of itself: its tables and the runs that made it."""

from alkasba.derive.ddl import told_columns
from alkasba.derive.sql import quoted
from alkasba.flows.serving import Edition
from alkasba.model.shop import Shop
from alkasba.model.table import Table

Data = dict[str, object]


def published_tables(edition: Edition) -> list[Data]:
    """Every declared table, with what its rows and columns mean and how many rows it has."""
    return [_table(edition, table) for table in edition.shop.tables.values()]


def published_runs(edition: Edition, limit: int, offset: int) -> list[Data]:
    """The runs that made the published warehouse, the last one first."""
    names = ("run_id", "started_at", "finished_at", "files_read", "records")
    # In the order in which they were entered: a clock may be put back between two of them.
    rows = edition.ask(
        "SELECT run_id, strftime(started_at, '%Y-%m-%dT%H:%M:%SZ'), "
        "strftime(finished_at, '%Y-%m-%dT%H:%M:%SZ'), files_read, records "
        f"FROM alkasba.runs ORDER BY rowid DESC LIMIT {limit} OFFSET {offset}"
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def _table(edition: Edition, table: Table) -> Data:
    count = edition.ask(f"SELECT count(*) FROM {quoted(table.name)}")[0][0]
    return {
        "name": table.name,
        "kind": table.kind,
        "about": table.about,
        "rows": count,
        "columns": _columns(edition.shop, table),
    }


def _columns(shop: Shop, table: Table) -> list[Data]:
    """The columns that questions know; what is kept apart is named nowhere here."""
    return [
        {
            "name": name,
            "type": "refers" if column.refers else column.type,
            "refers": column.refers or "",
            "about": column.about,
            "unit": column.unit,
            "personal": column.personal or "",
        }
        for name, column in told_columns(shop, table).items()
    ]
