import threading

from alkasba.flows.deadlines import Deadlines

SOON, NEVER = 0.01, 60.0
PATIENCE = 30


def test_what_lasts_too_long_is_stopped_once():
    deadlines, stopped, calls = Deadlines(), threading.Event(), []
    with deadlines.until(SOON, lambda: (calls.append(1), stopped.set())):
        assert stopped.wait(PATIENCE)
    assert calls == [1]


def test_what_ended_in_time_is_not_stopped():
    deadlines, calls, later = Deadlines(), [], threading.Event()
    with deadlines.until(SOON, lambda: calls.append("ended")):
        pass
    with deadlines.until(2 * SOON, later.set):
        assert later.wait(PATIENCE)
    assert calls == []


def test_a_shorter_time_does_not_wait_for_a_longer_one():
    deadlines, stopped = Deadlines(), threading.Event()
    with (
        deadlines.until(NEVER, lambda: None),
        deadlines.until(SOON, stopped.set),
    ):
        assert stopped.wait(PATIENCE)
