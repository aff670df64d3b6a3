"""An API on this machine, for the tests of what fetches it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.origins.server import Answers, Fault, serve
from tests.sources.api.build import Elsewhere, Make


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Make]:
    """An API of these answers, declared like this; URL stands for where it is."""
    with ExitStack() as stack:

        def make(
            answers: Answers, toml: str = "", faults: dict[int, Fault] | None = None, **secrets: str
        ) -> Elsewhere:
            origin = stack.enter_context(serve(answers, faults))
            toml = toml if "URL" in toml else f'url = "URL/orders"\n{toml}'
            return Elsewhere(tmp_path, origin, toml, secrets)

        yield make
