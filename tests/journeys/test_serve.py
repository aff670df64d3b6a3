"""The program serves as a person starts it, tells where, and ends when it is told to stop."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.served_shop import served_shop

ALKASBA = Path(sys.executable).with_name("alkasba")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, stop: signal.Signals) -> None:
    shop = served_shop(tmp_path)
    shop.run()
    command = [ALKASBA, "--shop", shop.folder, "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as served:
        assert served.stdout is not None
        assert served.stderr is not None
        address = served.stdout.readline().strip()
        assert httpx.get(f"{address}api/v1/health", timeout=60).json()["status"] == "ok"
        assert "Sales" in httpx.get(address, timeout=60).text
        served.send_signal(stop)
        assert served.wait(60) == 0
        assert "Traceback" not in served.stderr.read()
