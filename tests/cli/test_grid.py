import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.cli.grid import Column, grid, print_grid, wide


def shown(columns, width=None):
    header, body = grid(columns, width=width)
    return [*header, *body]


FIGURES = Column("net_sales_last_year (EUR)", ["1,234,567.00", "1.00"], is_figure=True)
NAMES = Column("category", ["Culinary herbs", "Teas"])


def test_figures_stand_at_the_right():
    assert shown([NAMES, FIGURES]) == [
        "category        net_sales_last_year (EUR)",
        "Culinary herbs               1,234,567.00",
        "Teas                                 1.00",
    ]


def test_a_header_wraps_at_its_underscores():
    assert shown([NAMES, FIGURES], width=30) == [
        "                  net_sales_",
        "                   last_year",
        "category               (EUR)",
        "Culinary herbs  1,234,567.00",
        "Teas                    1.00",
    ]


def test_texts_wrap_where_headers_are_not_enough():
    lines = shown([NAMES, FIGURES], width=24)
    assert lines[-3:] == [
        "Culinary    1,234,567.00",
        "herbs",
        "Teas                1.00",
    ]


@given(
    st.lists(
        st.from_regex(r"[a-z]{1,9}(_[a-z]{1,9}){0,4}( \([A-Z]{3}\))?", fullmatch=True), min_size=1
    ),
    st.integers(1, 200),
    st.integers(0, 10**12),
)
def test_no_width_cuts_a_figure_or_a_header(titles, width, figure):
    columns = [Column(title, [f"{figure:,}"], is_figure=True) for title in titles]
    header, body = grid(columns, width=width)
    assert body[0].split() == [f"{figure:,}"] * len(titles)
    letters = sorted("".join(header).replace(" ", ""))
    assert letters == sorted("".join(titles).replace(" ", ""))


@pytest.mark.parametrize("width", [60, 80, 100])
def test_what_fits_stays_within_the_width(width):
    columns = [Column(f"a_long_name_of_a_measure_{i}", ["1.00"], is_figure=True) for i in range(5)]
    assert all(wide(line) <= width for line in shown(columns, width))


def test_wide_signs_and_accents_align():
    lines = shown(
        [Column("name", ["薄荷", "e\u0301pice"]), Column("n", ["1", "2"], is_figure=True)]
    )
    assert lines[1:] == ["薄荷   1", "e\u0301pice  2"]


def test_no_rows_are_a_header():
    assert shown([Column("month", []), Column("units", [], is_figure=True)]) == ["month  units"]


def test_to_no_terminal_it_is_as_wide_as_needed(capsys):
    print_grid([Column("name", ["x" * 300])])
    assert capsys.readouterr().out.splitlines()[1] == "x" * 300
