import pytest

from alkasba.derive.web.adding import adds_up
from tests.derive import build


@pytest.mark.parametrize(
    ("measure", "is_so"),
    [
        ("net_sales", True),
        ("lines", True),
        ("margin", True),
        ("kept_sales", True),
        ("stock_value", True),
        ("orders", False),
        ("average_order", False),
        ("average_price", False),
        ("web_share", False),
    ],
)
def test_sums_and_their_differences_add_up(measure, is_so):
    assert adds_up(build.shop(), measure) is is_so
