"""The programs of the stream as they run in the background, and what they say."""

import json
import os
import signal
import subprocess
import sys
from queue import SimpleQueue
from threading import Thread
from typing import Any

from tests.stream_shop import StreamShop

PATIENCE_SECONDS = 120


class Running:
    """The program while it runs, told by JSON on both of its outputs."""

    def __init__(self, shop: StreamShop, *words: str) -> None:
        command = [sys.executable, "-m", "alkasba", "--shop", str(shop.folder), *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(command, text=True, env=os.environ, **pipes)  # type: ignore[call-overload]
        self.told: SimpleQueue[str] = SimpleQueue()
        # Read all the time: a program whose pipe is full stands still.
        self.reader = Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stderr:
            self.told.put(line)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no program behind, whatever the test found."""
        self.process.kill()
        self.reader.join(PATIENCE_SECONDS)
        with self.process:
            pass

    def event(self, *names: str) -> dict[str, Any]:
        """The next event of one of these names."""
        while True:
            line = self.told.get(timeout=PATIENCE_SECONDS)
            if any(f'"{name}"' in line for name in names):
                found: dict[str, Any] = json.loads(line)
                return found

    def stop(self) -> int:
        """End it politely; what it answered."""
        self.process.send_signal(signal.SIGTERM)
        return int(self.process.wait(12))


def away(shop: StreamShop, **settings: str) -> None:
    """Let a store of the shop be where nobody answers."""
    lines = "".join(f'{name} = "{url}"\n' for name, url in settings.items())
    (shop.folder / "alkasba.local.toml").write_text(lines.replace("__", "."))
