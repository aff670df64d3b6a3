"""What all tests share: where real data lies, and how hypothesis searches."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.java_services import Elasticsearch, Kafka, OpenSearch
from tests.services import PostgreSQL, Server, ServerMissing
from tests.stores.shared import PASSWORD, Shared, new_database

REPOSITORY = Path(__file__).resolve().parents[1]
IS_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# Where the tests were started in the background the shell lets them, and the programs that they
# start, ignore an interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Learning recommendations takes seconds, and the example is run by many tests; those of learning
# say so themselves.
os.environ.setdefault("ALKASBA_RECOMMEND__TRAIN", "never")

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


def _started(kind: type[Server]) -> Iterator[Server]:
    """A server that is there until the tests end."""
    try:
        server = kind()
    except ServerMissing as missing:
        if IS_CI:
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server of PostgreSQL for warehouses; started where a test first asks for it."""
    yield from _started(PostgreSQL)


@pytest.fixture(scope="session")
def kafka() -> Iterator[Server]:
    """A broker of Kafka."""
    yield from _started(Kafka)


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[Server]:
    """A node of Elasticsearch."""
    yield from _started(Elasticsearch)


@pytest.fixture(scope="session")
def opensearch() -> Iterator[Server]:
    """A node of OpenSearch."""
    yield from _started(OpenSearch)


@pytest.fixture
def database(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Shared:
    """A database of its own for each test, and its password where runs look for it."""
    monkeypatch.setenv(PASSWORD, postgres.password)
    return new_database(postgres)
