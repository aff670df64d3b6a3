from io import BytesIO

import openpyxl
import pytest

from alkasba.web.report import native_chart
from alkasba.web.report.workbook import make
from tests.served_shop import report_of_shop, served_shop


@pytest.fixture
def charted(tmp_path):
    """A function that gives the charts of a tile, as another program reads them."""

    def read(*lines):
        shop = served_shop(tmp_path)
        tile = "\n".join(["[[tiles]]", *lines, ""])
        shop.write("dashboards/sales.toml", f'title = {{ en = "Sales" }}\n{tile}')
        shop.run()
        book = openpyxl.load_workbook(BytesIO(make(report_of_shop(tmp_path)).data))
        return book.worksheets[-1]

    return read


def cells(sheet, reference):
    """The values of the cells that a chart is drawn from."""
    found = sheet[reference.f.rpartition("!")[2].replace("$", "")]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [cell.value for row in rows for cell in row]


def test_each_unit_has_a_chart_of_its_own(charted):
    sheet = charted('show = "line"', 'measure = ["net_sales", "units", "share"]', 'by = "month"')
    first, second = sheet._charts
    assert [cells(sheet, one.tx.strRef) for one in first.series] == [["Net sales"], ["Units"]]
    assert [cells(sheet, one.tx.strRef) for one in second.series] == [["Share"]]
    assert second.y_axis.number_format.formatCode == "0.0%"


def test_a_chart_is_drawn_from_the_figures_beside_it(charted):
    sheet = charted('show = "bar"', 'measure = "units"', 'by = "product"', 'order = "-units"')
    (chart,) = sheet._charts
    (series,) = chart.series
    values = cells(sheet, series.val.numRef)
    assert values == sorted(values, reverse=True)
    assert len(cells(sheet, series.cat.strRef or series.cat.numRef)) == len(values) == 8
    assert chart.barDir == "bar"
    # The first row stands at the head, the scale at the foot.
    assert chart.x_axis.scaling.orientation == "maxMin"
    assert chart.y_axis.crosses == "max"


def test_a_second_column_gives_a_series_for_each_of_its_values(charted):
    sheet = charted('show = "column"', 'measure = "units"', 'by = ["month", "category"]')
    (chart,) = sheet._charts
    names = [name for one in chart.series for name in cells(sheet, one.tx.strRef)]
    assert "Tea" in names
    assert "=cmd()|' /C calc'!A0" in names
    # Pieces add up, so that they stand on each other.
    assert chart.grouping == "stacked"


def test_what_does_not_add_up_stands_beside_each_other(charted):
    sheet = charted('show = "column"', 'measure = "orders"', 'by = ["month", "category"]')
    assert sheet._charts[0].grouping != "stacked"


def test_points_have_the_first_measure_along(charted):
    sheet = charted('show = "scatter"', 'measure = ["units", "net_sales"]', 'by = "product"')
    (series,) = sheet._charts[0].series
    assert cells(sheet, series.tx.strRef) == ["Net sales"]
    rows = list(
        zip(cells(sheet, series.xVal.numRef), cells(sheet, series.yVal.numRef), strict=True)
    )
    assert (5, 50) in rows


def test_a_table_has_no_chart(charted):
    assert charted('show = "table"', 'measure = "units"', 'by = "month"')._charts == []


@pytest.mark.parametrize(
    ("tile", "told"),
    [
        (('show = "bar"', 'measure = "units"', 'by = "product"'), "The first 3 of 8 are drawn."),
        (
            ('show = "column"', 'measure = "units"', 'by = ["month", "category"]'),
            "The first 2 of 7 are drawn.",
        ),
    ],
)
def test_what_a_chart_leaves_out_is_said(charted, monkeypatch, tile, told):
    monkeypatch.setattr(native_chart, "MOST_BARS", 3)
    monkeypatch.setattr(native_chart, "MOST_SERIES", 2)
    sheet = charted(*tile)
    assert told in [row[0].value for row in sheet.iter_rows()]
    assert len(cells(sheet, sheet._charts[0].series[0].val.numRef)) <= 3


def test_charts_stand_below_each_other(charted):
    sheet = charted('show = "bar"', 'measure = ["units", "share"]', 'by = "product"')
    first, second = (chart.anchor for chart in sheet._charts)
    assert second._from.row > first.to.row
