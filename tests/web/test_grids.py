from datetime import UTC, date, datetime
from decimal import Decimal

from alkasba.web.grids import rows_grid, tables_grid
from tests.derive import build

MOMENT = datetime(2026, 1, 31, 8, tzinfo=UTC)
LINE = (
    "A1",
    date(2026, 1, 31),
    "mint",
    None,
    "web",
    1200,
    Decimal("2.5"),
    MOMENT,
    True,
    Decimal(3),
)


def test_tables_are_counted_in_the_signs_of_the_language():
    told = [{"name": "product", "rows": 12000, "about": "<b>Prices</b>"}]
    grid = tables_grid(build.shop(), told, "fr")
    assert [cell.text for cell in grid.rows[0]] == ["Product", "12\u202f000", "<b>Prices</b>"]
    assert [cell.is_figure for cell in grid.heads[0]] == [False, True, False]


def test_a_row_of_a_fact_is_told_as_the_warehouse_holds_it():
    grid = rows_grid(build.shop(), "sale", [LINE], "fr")
    texts = [cell.text for cell in grid.rows[0]]
    assert texts[:3] == ["A1", "31 janv. 2026", "mint"]
    assert texts[3:6] == ["", "web", "1\u202f200"]
    assert texts[6:] == ["2,50", "31 janv. 2026", "oui", "3,00"]
    assert [cell.is_figure for cell in grid.rows[0]].count(True) == 3
