"""Answers Prometheus beside a program of the stream, without holding it up."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from alkasba.errors import SettingsError
from alkasba.flows.opening import OpenShop
from alkasba.flows.stream.metrics import Metrics
from alkasba.flows.stream.part import Part, parts_of
from alkasba.flows.stream.status import told_by_files, told_by_log
from alkasba.flows.stream.watch import Watch
from alkasba.model.search import searched

PATIENCE_SECONDS = 3.0
"""How long an answer waits for a log; Prometheus itself waits for ten."""
FRESH_SECONDS = 5.0


UNASKED = {"lag": None, "dead": None, "why": "it has not answered yet."}


class Standing:
    """How the stream stands; the log is asked in the background, so that it holds nobody up."""

    def __init__(self, opened: Callable[[], OpenShop]) -> None:
        self.opened = opened
        self.told: dict[str, dict[str, Any]] = {}
        self.asked_at = -FRESH_SECONDS
        self.lock = threading.Lock()
        self.asking: threading.Thread | None = None

    def read(self) -> list[dict[str, Any]]:
        """How each table stands; what the log said may be some seconds old."""
        opened = self.opened()
        parts = parts_of(opened) if searched(opened.shop) else []
        self._ask(opened, parts)
        return [told_by_files(one) | self.told.get(one.table.name, UNASKED) for one in parts]

    def _ask(self, opened: OpenShop, parts: Sequence[Part]) -> None:
        """Ask the log, unless it was asked a moment ago or has not answered yet."""
        with self.lock:
            is_asking = self.asking is not None and self.asking.is_alive()
            if not is_asking and time.monotonic() - self.asked_at >= FRESH_SECONDS:
                told = threading.Thread(target=self._note, args=(opened, parts), daemon=True)
                self.asking = told
                told.start()
            asking = self.asking
        if asking is not None:
            asking.join(PATIENCE_SECONDS)

    def _note(self, opened: OpenShop, parts: Sequence[Part]) -> None:
        self.told = {part.table.name: told_by_log(opened, part) for part in parts}
        self.asked_at = time.monotonic()


def exposition(standing: Standing, watch: Watch | None = None) -> tuple[bytes, str]:
    """The metrics as Prometheus reads them, and the type of that text."""
    return generate_latest(_registry(standing, watch or Watch())), CONTENT_TYPE_LATEST


@contextmanager
def serve_metrics(opened: OpenShop, watch: Watch, host: str, port: int) -> Iterator[str]:
    """Serve them at an address of this machine as long as the block lasts; gives the address."""
    try:
        server, thread = start_http_server(port, host, _registry(Standing(lambda: opened), watch))
    except OSError as error:
        raise SettingsError(
            f"metrics cannot be served at {host}, port {port}: {error.strerror}.",
            where="--metrics",
            next_step="Name another port, or let it be chosen: --metrics 0",
        ) from None
    try:
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _registry(standing: Standing, watch: Watch) -> CollectorRegistry:
    """A registry of our own: that of the process tells of Python, which nobody asked for."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Metrics(standing.read, watch))
    return registry
