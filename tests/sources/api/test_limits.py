"""How fast, and how patiently."""

from alkasba.sources.api.limits import Pace, Patience


def test_pace_keeps_requests_apart() -> None:
    pauses: list[float] = []
    pace = Pace(4, pauses.append, lambda: sum(pauses))
    for _ in range(3):
        pace.keep()
    assert pauses == [0.25, 0.25]


def test_no_pace_no_pause() -> None:
    pauses: list[float] = []
    Pace(0, pauses.append, lambda: 0).keep()
    assert pauses == []


def test_waits_grow_and_never_beyond_their_limit() -> None:
    patience = Patience(lambda: 1.0)
    waits = [patience.wait("busy", None, is_limit=True) for _ in range(9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_chance_spreads_waits_over_their_later_half() -> None:
    assert Patience(lambda: 0.0).wait("busy", None, is_limit=False) == 0.5


def test_patience_ends_by_tries_and_by_time() -> None:
    patience = Patience(lambda: 1.0)
    assert [patience.wait("x", None, is_limit=False) for _ in range(5)][-1] is None
    assert Patience(lambda: 1.0).wait("x", 901.0, is_limit=True) is None
