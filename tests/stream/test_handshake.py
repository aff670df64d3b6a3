"""A server is looked at, and what is wrong with it is told."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from alkasba.stream.handshake import look
from alkasba.trust import EXPIRED, NO_TLS, OTHER_NAME, REFUSED, UNKNOWN, context_of
from tests.certificates import Authority, context
from tests.services import free_port


@contextmanager
def answering(spoken: ssl.SSLContext | None) -> Iterator[str]:
    """A server of one visit."""

    def serve(door: socket.socket) -> None:
        with suppress(OSError):
            line, _ = door.accept()
            with line:
                if spoken is None:
                    line.sendall(b"220 no TLS is spoken here\r\n")
                    line.recv(1)
                    return
                with spoken.wrap_socket(line, server_side=True) as safe:
                    safe.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=serve, args=(door,))
        thread.start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        thread.join()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def test_who_is_trusted_is_no_trouble(authority: Authority) -> None:
    with answering(context(authority.issued())) as server:
        assert look(server, context_of(authority.file, None, None)) is None


def test_what_is_wrong_is_told(authority: Authority, tmp_path: Path) -> None:
    ours = context_of(authority.file, None, None)
    with answering(context(authority.issued(days=-1))) as server:
        assert look(server, ours) == EXPIRED
    with answering(context(authority.issued("elsewhere.example"))) as server:
        assert look(server, ours) == OTHER_NAME
    with answering(context(authority.issued())) as server:
        assert look(server, context_of(None, None, None)) == UNKNOWN
    with answering(None) as server:
        assert look(server, ours) == NO_TLS


def test_a_server_that_asks_who_we_are_is_told(authority: Authority) -> None:
    spoken = context(authority.issued(), asks=authority.file)
    with answering(spoken) as server:
        assert look(server, context_of(authority.file, None, None)) == REFUSED
    with answering(spoken) as server:
        ours = context_of(authority.file, authority.issued("herbs.example"), None)
        assert look(server, ours) is None


def test_who_does_not_answer_is_no_matter_of_trust() -> None:
    for server in ("no-port", "host:none", f"127.0.0.1:{free_port()}"):
        assert look(server, context_of(None, None, None)) is None
