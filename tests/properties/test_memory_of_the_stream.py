"""Neither memory nor open files grow with the messages; the long form is `just soak`."""

from pathlib import Path

import pytest

from tests.services import Server
from tests.soak import Sample, grown, slope_kb, soak

MESSAGES = 60_000


def samples(*, leak_kb: float = 0, leak_files: float = 0) -> list[Sample]:
    """As a process tells them that holds 100 MB, and more with each thousand messages."""
    return [
        Sample(n * 1_000, 100_000 + n % 3 * 500 + int(n * leak_kb), 20 + int(n * leak_files))
        for n in range(60)
    ]


def test_what_grows_is_found() -> None:
    assert grown(samples()) == ""
    assert grown(samples(leak_kb=1_000)).startswith("memory")
    assert grown(samples(leak_files=0.1)).startswith("open files")
    assert slope_kb(samples(leak_kb=1_000)) == pytest.approx(1_000_000, rel=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("store", ["embedded", "elasticsearch"])
def test_nothing_grows_with_the_messages(
    store: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings = {}
    if store != "embedded":
        broker: Server = request.getfixturevalue("kafka")
        engine: Server = request.getfixturevalue(store)
        settings = {"stream.url": broker.url(""), "search.url": engine.url("")}
    for name, found in soak(tmp_path / "shop", MESSAGES, settings).items():
        assert len(found) >= 12, name
        assert grown(found) == "", name
