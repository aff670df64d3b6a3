"""What all tests share: where real data lies, and how hypothesis searches."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.services import PostgreSQL, Server, ServerMissing
from tests.stores.shared import PASSWORD, Shared, new_database

REPOSITORY = Path(__file__).resolve().parents[1]
IS_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# Where the tests were started in the background the shell lets them, and the programs that they
# start, ignore an interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if IS_CI else "desk")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; ALKASBA_SHARED says where else it is."""
    folder = Path(os.environ.get("ALKASBA_SHARED", REPOSITORY.parent / "shared"))
    if folder.is_dir():
        return folder
    reason = "no folder of shared data; say where with ALKASBA_SHARED"
    if IS_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server of PostgreSQL for warehouses; started where a test first asks for it."""
    try:
        server = PostgreSQL()
    except ServerMissing as missing:
        if IS_CI:
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with server:
        yield server


@pytest.fixture
def database(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Shared:
    """A database of its own for each test, and its password where runs look for it."""
    monkeypatch.setenv(PASSWORD, postgres.password)
    return new_database(postgres)
