"""Shares of what was seen."""

from alkasba.model.seen import Contained, SeenColumn


def test_shares():
    assert SeenColumn("a", "a", looked=4, forms={"whole": 3}).share("whole") == 0.75
    assert SeenColumn("a", "a").share("whole") == 0
    assert Contained("a", "b", "c", "d", 4, 3).share == 0.75
    assert Contained("a", "b", "c", "d", 0, 0).share == 0
