from alkasba.web.cards import Cell, Grid
from alkasba.web.report.slices import slices


def texts(rows):
    return [[cell.text for cell in row] for row in rows]


def test_a_wide_grid_is_cut_and_each_part_says_what_its_rows_are():
    heads = [[Cell("Month"), *(Cell(str(at)) for at in range(5))]]
    grid = Grid(heads, [[Cell("Jan"), *(Cell(f"j{at}") for at in range(5))]])
    parts = slices(grid, 2)
    assert [texts(part.heads)[0] for part in parts] == [
        ["Month", "0", "1"],
        ["Month", "2", "3"],
        ["Month", "4"],
    ]
    assert [texts(part.rows)[0] for part in parts] == [
        ["Jan", "j0", "j1"],
        ["Jan", "j2", "j3"],
        ["Jan", "j4"],
    ]


def test_columns_below_one_head_stay_together():
    heads = [
        [Cell("Year"), Cell("Tea", span=2), Cell("Oil", span=2)],
        [Cell(""), *map(Cell, ("a", "b", "a", "b"))],
    ]
    grid = Grid(heads, [[*map(Cell, ("2026", "1", "2", "3", "4"))]])
    first, second = slices(grid, 3)
    assert texts(first.heads) == [["Year", "Tea"], ["", "a", "b"]]
    assert texts(second.heads) == [["Year", "Oil"], ["", "a", "b"]]
    assert texts(second.rows) == [["2026", "3", "4"]]


def test_what_fits_stays_whole_and_nothing_has_no_part():
    grid = Grid([[Cell("A"), Cell("B")]], [[Cell("1"), Cell("2")]])
    assert slices(grid, 9) == [grid]
    assert slices(Grid([[]], []), 9) == []


def test_a_group_that_is_too_wide_alone_stands_alone():
    heads = [[Cell("Year"), Cell("Tea", span=3)], [Cell(""), *map(Cell, "abc")]]
    grid = Grid(heads, [[*map(Cell, ("2026", "1", "2", "3"))]])
    assert slices(grid, 2) == [grid]
