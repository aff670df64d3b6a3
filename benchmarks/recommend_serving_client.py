"""Asks a server over several open connections, by bare sockets: what asks must cost least."""

import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LARGEST = 1 << 20
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "
Heard = Callable[[int, bytes], None]


@dataclass(slots=True)
class Line:
    """One open connection: what it was asked, when it should have been, what came so far."""

    door: socket.socket
    asked: int = -1
    due: float = 0.0
    came: bytes = b""


@dataclass(slots=True)
class Times:
    """How long answers took, in seconds, and how long all of them did."""

    each: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def a_second(self) -> float:
        return len(self.each) / self.seconds

    def part(self, share: float) -> float:
        """The time within which this share of the answers came."""
        return sorted(self.each)[min(int(len(self.each) * share), len(self.each) - 1)]


class Client:
    """Connections to one server, each with one question at a time."""

    def __init__(self, host: str, port: int, connections: int) -> None:
        self.selector = selectors.DefaultSelector()
        self.free: deque[Line] = deque()
        for _ in range(connections):
            door = socket.create_connection((host, port))
            door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = Line(door)
            self.selector.register(door, selectors.EVENT_READ, line)
            self.free.append(line)

    def close(self) -> None:
        for line in [key.data for key in self.selector.get_map().values()]:
            line.door.close()
        self.selector.close()

    def ask(
        self, questions: list[bytes], *, a_second: float = 0.0, heard: Heard | None = None
    ) -> Times:
        """Ask all, as fast as answers come, or at a pace: then a question that had to wait for
        others counts from the moment when it was due."""
        times, began = Times(), time.perf_counter()
        at, open_ones = 0, 0
        while at < len(questions) or open_ones:
            now = time.perf_counter()
            due = began + at / a_second if a_second else now
            while at < len(questions) and self.free and due <= now:
                self._send(self.free.popleft(), at, due, questions[at])
                at, open_ones = at + 1, open_ones + 1
                due = began + at / a_second if a_second else now
            can_send = at < len(questions) and bool(self.free)
            for line in self._come(max(due - now, 0) if can_send else None):
                open_ones -= 1
                times.each.append(time.perf_counter() - line.due)
                if heard:
                    heard(line.asked, line.came)
                self.free.append(line)
        times.seconds = time.perf_counter() - began
        return times

    def _send(self, line: Line, asked: int, due: float, question: bytes) -> None:
        line.asked, line.due, line.came = asked, due, b""
        line.door.sendall(question)

    def _come(self, wait: float | None) -> Iterator[Line]:
        """The lines whose answers are whole."""
        for key, _ in self.selector.select(wait):
            line: Line = key.data
            part = line.door.recv(LARGEST)
            if not part:
                raise ConnectionError("the server has hung up")
            line.came += part
            if _is_whole(line.came):
                yield line


def _is_whole(came: bytes) -> bool:
    head = came.find(HEAD_END)
    if head < 0:
        return False
    place = came.find(LENGTH, 0, head) + len(LENGTH)
    length = int(came[place : came.index(b"\r", place)])
    return len(came) >= head + len(HEAD_END) + length


@contextmanager
def connected(host: str, port: int, connections: int) -> Iterator[Client]:
    client = Client(host, port, connections)
    try:
        yield client
    finally:
        client.close()
