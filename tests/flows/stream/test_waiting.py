from datetime import timedelta

import pytest

from alkasba.errors import StoreAway
from alkasba.flows.stream import waiting
from alkasba.flows.stream.waiting import TRIES, pause, seconds_after

AWAY = StoreAway("it does not answer.", where="[stream] url")


def test_waits_grow_and_stay_bounded() -> None:
    waits = [seconds_after(tries) for tries in range(20)]
    assert 0.75 * TRIES[0] <= waits[0] <= 1.25 * TRIES[0]
    assert all(wait <= 1.25 * TRIES[-1] for wait in waits)
    assert waits[10] >= 0.75 * TRIES[-1]
    assert seconds_after(10, timedelta(seconds=1)) == 1


def test_two_that_wait_come_apart() -> None:
    assert len({seconds_after(3) for _ in range(20)}) > 1


def test_it_says_what_is_away_and_when_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "TRIES", (0.01,))
    told: list[tuple[str, dict[str, object]]] = []
    pause(AWAY, 0, lambda event, **figures: told.append((event, figures)), lambda: False)
    ((event, figures),) = told
    assert event == "stream.away"
    assert figures == {"what": AWAY.what, "where": AWAY.where, "next_try": 0.0}


def test_a_wait_ends_when_the_program_is_to_end() -> None:
    asked = iter([False, True])
    pause(AWAY, 10, lambda *_, **__: None, lambda: next(asked))
    assert list(asked) == []
