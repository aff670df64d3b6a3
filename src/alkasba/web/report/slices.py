"""Cuts a grid that is too wide for paper into several, which stand below each other."""

from dataclasses import replace

from alkasba.web.cards import Cell, Grid

Part = tuple[int, int]


def slices(grid: Grid, most: int) -> list[Grid]:
    """Grids of so many columns of figures at most, each with what names its rows; columns below one
    head stay together."""
    return [_cut(grid, part) for part in _parts(grid, most)] if grid.rows else []


def _parts(grid: Grid, most: int) -> list[Part]:
    """From where to where each grid takes columns."""
    parts: list[Part] = []
    begin = end = grid.titles
    for cell in grid.heads[0][grid.titles :]:
        if end > begin and end + cell.span - begin > most:
            parts.append((begin, end))
            begin = end
        end += cell.span
    return [*parts, (begin, end)]


def _cut(grid: Grid, part: Part) -> Grid:
    heads = [_kept(cells, grid.titles, part) for cells in grid.heads]
    rows = [row[: grid.titles] + row[slice(*part)] for row in grid.rows]
    return replace(grid, heads=heads, rows=rows)


def _kept(cells: list[Cell], titles: int, part: Part) -> list[Cell]:
    """The heads that stand over the titles, or over the columns of the part."""
    kept, at = list[Cell](), 0
    for cell in cells:
        if at < titles or part[0] <= at < part[1]:
            kept.append(cell)
        at += cell.span
    return kept
