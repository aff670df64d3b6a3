"""The databases that every origin's contract is tried on; servers are started once."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import IS_CI
from tests.origins.databases import SECRET, Origin, made
from tests.services import MariaDB, PostgreSQL, Server, ServerMissing

SERVERS = {"postgresql": PostgreSQL, "mariadb": MariaDB}


class Servers:
    """Starts each server when it is first asked for."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack, self._started = stack, dict[str, Server]()

    def __getitem__(self, name: str) -> Server:
        if name not in self._started:
            try:
                server = SERVERS[name]()
            except ServerMissing as missing:
                if IS_CI:
                    pytest.fail(str(missing))
                pytest.skip(str(missing))
            self._started[name] = self._stack.enter_context(server)
        return self._started[name]


@pytest.fixture(scope="session")
def started() -> Iterator[Servers]:
    """The servers of this session."""
    with ExitStack() as stack:
        yield Servers(stack)


@pytest.fixture(scope="session", params=["sqlite", *SERVERS])
def server(request: pytest.FixtureRequest, started: Servers) -> Server | None:
    """A server of each dialect, None where a database is a file."""
    return None if request.param == "sqlite" else started[request.param]


@pytest.fixture
def origin(server: Server | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Origin:
    """A new and empty database of each dialect."""
    if server is not None:
        monkeypatch.setenv(SECRET, server.password)
    return made(server, tmp_path)
