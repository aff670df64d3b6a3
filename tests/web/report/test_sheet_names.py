from hypothesis import given
from hypothesis import strategies as st

from alkasba.web.report.sheet_names import FORBIDDEN, sheet_names


@given(st.lists(st.text(max_size=60), max_size=12))
def test_every_name_is_one_that_spreadsheets_take(titles):
    names = sheet_names(titles)
    assert len(names) == len(titles)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert name.isprintable()
        assert not set(name) & set(FORBIDDEN)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_long_titles_that_begin_alike_are_told_apart():
    first, second = sheet_names(["Net sales and margin by month of year"] * 2)
    assert first == "Net sales and margin by month o"
    assert second == "Net sales and margin by mon (2)"
