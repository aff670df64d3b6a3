"""A small server that stands for a shop's API, and can fail in every way that those do."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: Any = None


@dataclass(frozen=True)
class Reply:
    """An answer; `cut_at` sends no more than so many bytes, and closes."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None


def reply(value: Any, *, status: int = 200, **headers: str) -> Reply:
    """A JSON answer; a header's _ stands for -."""
    told = {"Content-Type": "application/json"}
    told |= {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(json.dumps(value).encode(), status, told)


Answers = Callable[[Asked], Reply]
Fault = Callable[[Reply], Reply]


@dataclass
class Origin:
    """The server. A fault takes the place of one answer, by its number from 1."""

    answers: Answers
    faults: dict[int, Fault] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    lock: Lock = field(default_factory=Lock)

    def answer(self, asked: Asked) -> Reply:
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.get(len(self.asked))
        told = self.answers(asked)
        return fault(told) if fault else told


@contextmanager
def serve(answers: Answers, faults: Mapping[int, Fault] | None = None) -> Iterator[Origin]:
    """An origin on this machine, for as long as the block lasts."""
    origin = Origin(answers, dict(faults or {}))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(origin))
    origin.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(origin: Origin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(origin.answer(self._asked(None)))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._send(origin.answer(self._asked(self.rfile.read(length))))

        def _asked(self, body: bytes | None) -> Asked:
            parts = urlsplit(self.path)
            told: Any = body and body.decode()
            if "json" in self.headers.get("Content-Type", ""):
                told = json.loads(told)
            headers = {name.lower(): value for name, value in self.headers.items()}
            return Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers, told)

        def _send(self, told: Reply) -> None:
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body[: told.cut_at])
            self.close_connection = told.cut_at is not None

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Says nothing."""

    return Handler


def fails(status: int, **headers: str) -> Fault:
    """An answer of this status."""
    return lambda _: reply({"message": "no"}, status=status, **headers)


def cut(at: int = 10) -> Fault:
    """The connection ends in the middle of the body."""
    return lambda told: replace(told, cut_at=at)


def half(told: Reply) -> Reply:
    """Half a body, told as if it were whole."""
    return replace(told, body=told.body[: len(told.body) // 2])


def web_page(told: Reply) -> Reply:
    """A web page with status 200."""
    return Reply(b"<!doctype html><title>Log in</title>", headers={"Content-Type": "text/html"})
