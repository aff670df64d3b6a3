"""Answers Prometheus beside a program of the stream, without holding it up."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from alkasba.errors import SettingsError
from alkasba.flows.opening import OpenShop
from alkasba.flows.stream.metrics import Metrics
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.status import standing_of
from alkasba.flows.stream.watch import Watch
from alkasba.model.search import searched

PATIENCE_SECONDS = 3.0
"""How long an answer waits for a log; Prometheus itself waits for ten."""
FRESH_SECONDS = 5.0


class Standing:
    """How the stream stands, asked in the background: a log that is away holds nobody up."""

    def __init__(self, opened: OpenShop) -> None:
        self.opened = opened
        self.found: list[dict[str, Any]] = []
        self.asked_at = -FRESH_SECONDS
        self.lock = threading.Lock()
        self.asking: threading.Thread | None = None

    def read(self) -> list[dict[str, Any]]:
        """What was found last; asked anew where that is some seconds old."""
        with self.lock:
            is_asking = self.asking is not None and self.asking.is_alive()
            if not is_asking and time.monotonic() - self.asked_at >= FRESH_SECONDS:
                self.asking = threading.Thread(target=self._ask, daemon=True)
                self.asking.start()
            asking = self.asking
        if asking is not None:
            asking.join(PATIENCE_SECONDS)
        return self.found

    def _ask(self) -> None:
        parts = parts_of(self.opened) if searched(self.opened.shop) else []
        self.found = [standing_of(self.opened, part) for part in parts]
        self.asked_at = time.monotonic()


def exposition(standing: Standing, watch: Watch | None = None) -> tuple[bytes, str]:
    """The metrics as Prometheus reads them, and the type of that text."""
    return generate_latest(_registry(standing, watch or Watch())), CONTENT_TYPE_LATEST


@contextmanager
def serve_metrics(opened: OpenShop, watch: Watch, host: str, port: int) -> Iterator[str]:
    """Serve them at an address of this machine as long as the block lasts; gives the address."""
    try:
        server, thread = start_http_server(port, host, _registry(Standing(opened), watch))
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
