"""What each table looks like in the PostgreSQL that serves the warehouse to others."""

from dataclasses import dataclass, field

from alkasba.derive.ddl import HISTORY, LINEAGE, layout_of
from alkasba.derive.names import CALENDAR
from alkasba.derive.sql import quoted
from alkasba.errors import NotExpressible
from alkasba.libpq import LONGEST_NAME
from alkasba.model.shop import Shop
from alkasba.model.table import Table

POSTGRES = {
    "VARCHAR": "text",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "DATE": "date",
    "TIMESTAMPTZ": "timestamp with time zone",
    "BOOLEAN": "boolean",
}
"""A type of the file -> the type there, as PostgreSQL calls it; decimals are numeric."""
PART = "_0000"
SYSTEM = ("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid")
"""Names that PostgreSQL has taken in every table."""

ABOUT = {
    "calendar": "One day, with the periods that it belongs to",
    "holiday": "A holiday of a country",
    "valid_from": "First day of this version",
    "valid_to": "First day on which this version is over; 9999-12-31 where it holds now",
    "is_current": "Whether this version holds now",
}
DAYS = {
    "day": "The day",
    "month": "Month, such as 2025-03",
    "month_of_year": "Month, 1 to 12",
    "quarter": "Quarter, such as 2025-Q1",
    "year": "Year",
    "week": "Week of ISO 8601, such as 2025-W09",
    "weekday": "Day of the week, Monday is 1",
    "day_of_month": "Day of the month, 1 to 31",
    "fiscal_year": "Fiscal year, named by the year in which it ends",
    "fiscal_quarter": "Quarter of the fiscal year",
    "is_weekend": "Saturday or Sunday",
    "is_holiday": "A holiday in any of the shop's countries",
}


@dataclass(frozen=True, slots=True)
class Served:
    """One table there: its columns with their types, and what makes questions to it fast.

    `day` is the day by which a fact is parted and replaced month by month. `references` lead from a
    column to the table and the column that it refers to. `abouts` tell what each column means. What
    `is_book` only the keeper of the warehouse may read.
    """

    name: str
    columns: dict[str, str]
    about: str = ""
    key: tuple[str, ...] = ()
    day: str | None = None
    references: dict[str, tuple[str, str]] = field(default_factory=dict)
    abouts: dict[str, str] = field(default_factory=dict)
    is_book: bool = False

    @property
    def selected(self) -> str:
        """The columns, as the file gives them; PostgreSQL has no text with a NUL in it."""
        return ", ".join(
            f"replace({quoted(name)}, chr(0), '') AS {quoted(name)}"
            if kind == "text"
            else quoted(name)
            for name, kind in self.columns.items()
        )


def served_tables(shop: Shop) -> list[Served]:
    """Every table there, each after those that it refers to."""
    found = [_calendar(), _holiday()]
    done: set[str] = set()

    def add(table: Table) -> None:
        if table.name in done:
            return
        done.add(table.name)
        for name in table.references.values():
            add(shop.tables[name])
        found.append(_table(shop, table))

    for table in shop.tables.values():
        add(table)
    return [*found, REJECTS]


def check_served(shop: Shop) -> None:
    """Raise NotExpressible where PostgreSQL has no room for a name."""
    for table in served_tables(shop):
        _check_name(f"{table.name}{PART}", table.name, f"tables/{table.name}.toml")
        for column in table.columns:
            _check_name(column, column, f"tables/{table.name}.toml, columns.{column}")


def _check_name(full: str, name: str, where: str) -> None:
    if len(full.encode()) > LONGEST_NAME:
        raise NotExpressible(
            f"'{name}' is too long for PostgreSQL, which serves the warehouse.",
            where=where,
            next_step=f"Choose a shorter name: {LONGEST_NAME} bytes with what is put behind it.",
        )
    if name in SYSTEM:
        raise NotExpressible(
            f"'{name}' is a name that PostgreSQL keeps for itself.",
            where=where,
            next_step="Choose another name for the column.",
        )


def _table(shop: Shop, table: Table) -> Served:
    layout = {n: kind for n, kind in layout_of(shop, table).items() if n not in LINEAGE}
    references = {
        f"{name}_key": (dimension, f"{dimension}_key")
        for name, dimension in table.references.items()
    }
    if table.is_fact:
        references |= {str(table.day): ("calendar", "day")}
    return Served(
        table.name,
        {name: _type(kind) for name, kind in layout.items()},
        table.about,
        key=() if table.is_fact else (f"{table.name}_key",),
        day=table.day if table.is_fact else None,
        references=references,
        abouts={name: _about(table, name) for name in layout},
    )


def _type(kind: str) -> str:
    return POSTGRES.get(kind) or kind.replace("DECIMAL", "numeric")


def _about(table: Table, name: str) -> str:
    column = table.columns.get(name)
    if column is not None:
        told = column.about or (f"Key of {column.refers}" if column.refers else "")
        return f"{told} ({column.unit})".strip() if column.unit else told
    if name in HISTORY:
        return ABOUT[name]
    if name == f"{table.name}_key" and not table.is_fact:
        return f"Key of {table.name} in this warehouse; 0 is the unknown one"
    dimension = table.references[name.removesuffix("_key")]
    version = ", the version that held on the day" if table.is_fact else ""
    return f"Key of {dimension} in this warehouse{version}; 0 where it is unknown"


def _calendar() -> Served:
    types = {"whole": "integer", "day": "date", "flag": "boolean"}
    columns = {name: types.get(column.type, "text") for name, column in CALENDAR.items()}
    return Served("calendar", columns, ABOUT["calendar"], key=("day",), abouts=DAYS)


def _holiday() -> Served:
    columns = {"day": "date", "country": "text", "name": "text"}
    abouts = {"day": "The day", "country": "The country, by its code", "name": "Its name"}
    return Served("holiday", columns, ABOUT["holiday"], abouts=abouts)


REJECTS = Served(
    "rejects",
    {
        "table_name": "text",
        "source": "text",
        "file": "text",
        "line": "bigint",
        "rule": "text",
        "reason": "text",
        "row": "text",
        "next_step": "text",
    },
    "Rows that broke a rule, as they were written, personal values masked",
    is_book=True,
)
"""A book, since it names files and shows rows as they were written."""
