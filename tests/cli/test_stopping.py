"""A polite kill ends what is at work, in time, and is what it was before afterwards."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from alkasba.cli.stopping import stoppable, stopping


def test_a_polite_kill_is_an_interrupt():
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), stoppable():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_another_thread_leaves_signals_alone():
    seen = []

    def look():
        with stoppable():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_wish_to_stop_sets_the_event_and_all_is_as_before(sent):
    before = signal.getsignal(sent)
    with stopping() as over:
        assert not over.is_set()
        os.kill(os.getpid(), sent)
        assert over.wait(5)
    assert signal.getsignal(sent) is before
    assert signal.set_wakeup_fd(-1) == -1


ASKING = """
import os, signal
from alkasba.cli.stopping import stopping
with stopping() as over:
    with over._cond:
        os.kill(os.getpid(), signal.SIGTERM)
        print("still here", flush=True)
    print(over.wait(10))
"""


def test_a_wish_that_comes_while_the_event_is_asked_blocks_nobody():
    """Whoever waits for an event has its lock for a moment; a handler would wait for that."""
    done = subprocess.run(
        [sys.executable, "-c", ASKING], timeout=60, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "still here\nTrue\n")


def test_another_thread_gets_an_event_that_nobody_sets():
    seen = []

    def look():
        with stopping() as over:
            seen.append(over.is_set())

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [False]


STUCK = """
import sys
from alkasba.cli import stopping
stopping.GRACE_SECONDS = 0.2
with stopping.stopping(lambda event, **_: print(event, flush=True)):
    print("begun", flush=True)
    sys.stdin.buffer.raw.read(1)
"""


def test_what_does_not_come_back_is_ended_at_once():
    """A read of the system stands for a driver that does not answer."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", STUCK], **pipes) as process:
        assert process.stdout.readline() == "begun\n"
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert time.monotonic() - begun < 5
        assert process.stdout.read() == "stopped.at_once\n"
