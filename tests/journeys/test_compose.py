"""What an operator copies: pinned, bounded, looked after; and its commands do what they say."""

import os
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import REPOSITORY
from tests.services import Server, free_port
from tests.stream_programs import Running
from tests.stream_shop import item, stream_shop
from tests.stream_troubles import is_equal, wait_until

FILE = REPOSITORY / "deploy/compose.yaml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROGRAMS = ("produce", "consume")


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_pinned_bounded_and_looked_after(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+", service["image"])
    assert service["mem_limit"]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_starts_when_what_it_needs_is_there_and_may_end_tidily(name: str) -> None:
    service = SERVICES[name]
    waits = {other: told["condition"] for other, told in service["depends_on"].items()}
    assert waits == {"kafka": "service_healthy", "search": "service_healthy"}
    assert service["stop_grace_period"] == "12s"
    assert service["secrets"] == list(COMPOSE["secrets"])
    assert (FILE.parent.parent / service["build"]["dockerfile"]).is_file()


def test_no_secret_stands_in_it() -> None:
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("SECRET|TOKEN|PASSWORD|KEY", name):
                assert name.endswith("_FILE")
                assert value.startswith("/run/secrets/")


def command(name: str, folder: Path, port: int) -> list[str]:
    """What a service runs, in this folder and at this port."""
    words = SERVICES[name]["command"]
    assert words[:2] == ["--shop", "/shop"]
    return [word.replace("0.0.0.0:9464", f"127.0.0.1:{port}") for word in words[2:]]


@pytest.mark.slow
def test_its_commands_fill_an_index(
    tmp_path: Path, kafka: Server, opensearch: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = stream_shop(tmp_path, [item(1), item(2)], {"stream.seconds": "1"})
    places = {"kafka://kafka:9092": kafka.url(""), "http://search:9200": opensearch.url("")}
    for name in PROGRAMS:
        for key, value in SERVICES[name]["environment"].items():
            monkeypatch.setenv(key, places.get(value, value))
    assert os.environ["ALKASBA_STREAM__URL"] == kafka.url("")
    ports = {name: free_port() for name in PROGRAMS}
    with (
        Running(shop, *command("produce", tmp_path, ports["produce"])) as produces,
        Running(shop, *command("consume", tmp_path, ports["consume"])) as consumes,
    ):
        produces.event("round.sent")
        wait_until(lambda: is_equal(shop), "the index is as the shop")
        for port in ports.values():
            assert httpx.get(f"http://127.0.0.1:{port}/metrics").status_code == 200
        assert [produces.stop(), consumes.stop()] == [0, 0]
