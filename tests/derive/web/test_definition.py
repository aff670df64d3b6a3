import pytest

from alkasba.derive.web.definition import definitions
from alkasba.errors import UnknownName
from tests.derive import build


def test_a_measure_is_told_with_all_that_it_is_calculated_from():
    found = definitions(build.shop(), ("kept_sales", "net_sales"))
    assert [one.name for one in found] == ["kept_sales", "net_sales", "refunded"]
    assert found[0].formula == "net_sales - refunded"


def test_what_it_selects_and_how_it_is_told_over_time_is_said():
    (web,) = definitions(build.shop(), ("web_sales",))
    (stock,) = definitions(build.shop(), ("stock",))
    assert (web.where, web.over_time) == ("channel = 'web'", "")
    assert (stock.table, stock.over_time) == ("stock", "last")


def test_an_unknown_measure_is_told():
    with pytest.raises(UnknownName, match="mean 'net_sales'"):
        definitions(build.shop(), ("net_salse",))
