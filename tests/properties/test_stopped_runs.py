"""A run that is asked to stop says so, leaves nothing behind, and the next one does all of it."""

import os
import signal
from pathlib import Path

import pytest

from alkasba.cli import main
from tests.killing import ANYWHERE, LONG, Undisturbed, start, trace, undisturbed
from tests.troubled_shop import left_behind, second_state, state, troubled_shop


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.mktemp("undisturbed"))


def run_and_stop(folder: Path, line: int, sent: signal.Signals) -> None:
    """The program, which gets a signal when it executes its n-th line."""
    told = os.open(folder / "told", os.O_WRONLY | os.O_CREAT)
    os.dup2(told, 2)
    trace({ANYWHERE: lambda n: os.kill(os.getpid(), sent) if n == line else None})
    main(["--shop", str(folder), "run"])


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("share", [0.4, 0.9])
def test_a_stopped_run_has_not_happened(
    known: Undisturbed, tmp_path: Path, share: float, sent: signal.Signals
) -> None:
    shop = troubled_shop(tmp_path)
    shop.run()
    second_state(shop)
    line = int(known.lines["second", "anywhere"] * share)
    process = start(run_and_stop, tmp_path, line, sent)
    process.join(LONG)
    assert process.exitcode == 1
    assert "Aborted!" in (tmp_path / "told").read_text()
    assert state(shop) == known.first
    assert left_behind(shop) == set()
    shop.run()
    assert state(shop) == known.second
