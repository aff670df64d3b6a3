"""Grids that are no tile's: the tables of the warehouse, the rows of a fact."""

from collections.abc import Sequence

from alkasba.derive.figures import figures
from alkasba.derive.query import columns_of_rows
from alkasba.derive.web.telling import called, title_of_table, value_called, when
from alkasba.derive.web.words import SIGNS, say
from alkasba.flows.books import Data
from alkasba.model.shop import Shop
from alkasba.web.cards import Cell, Grid

FIGURES = ("whole", "number", "money")


def tables_grid(shop: Shop, tables: list[Data], language: str) -> Grid:
    """The tables with how many rows each has, and what a row means."""
    heads = [Cell(say(language, "table")), Cell(say(language, "rows"), True)]
    heads.append(Cell(say(language, "about")))
    counts = figures([table["rows"] for table in tables], "", SIGNS[language])
    rows = [
        [
            Cell(title_of_table(shop, shop.tables[str(table["name"])], language)),
            Cell(count, True),
            Cell(str(table["about"])),
        ]
        for table, count in zip(tables, counts, strict=True)
    ]
    return Grid([heads], rows)


def rows_grid(shop: Shop, table: str, lines: Sequence[Sequence[object]], language: str) -> Grid:
    """Rows of a fact, as the warehouse holds them."""
    columns = columns_of_rows(shop, table)
    kinds = [shop.tables[table].columns[name].type in FIGURES for name in columns]
    heads = [
        Cell(called(shop, name, language), kind) for name, kind in zip(columns, kinds, strict=True)
    ]
    cells: list[list[str]] = []
    for at, name in enumerate(columns):
        values = [line[at] for line in lines]
        column = shop.tables[table].columns[name]
        told = figures(values, column.unit or "-", SIGNS[language])
        texts = [
            value_called(shop, name, value, language) or _text(value, language) for value in values
        ]
        cells.append(told if kinds[at] else texts)
    rows = [
        [Cell(column[at], kind) for column, kind in zip(cells, kinds, strict=True)]
        for at in range(len(lines))
    ]
    return Grid([heads], rows, 0)


def _text(value: object, language: str) -> str:
    if isinstance(value, bool) or value is None:
        return figures([value], "", SIGNS[language])[0]
    return when(value, language) if not isinstance(value, str) else value
