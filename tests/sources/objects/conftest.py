"""An empty store for each test."""

from collections.abc import Iterator

import pytest

from alkasba.sources.objects import fetching
from tests.sources.objects.tested_store import TestedStore


@pytest.fixture
def objects(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestedStore]:
    """An empty store, reached as tested://, whose tries follow each other at once."""
    monkeypatch.setattr(fetching, "PAUSES_SECONDS", (0, 0))
    for held in (TestedStore.store, TestedStore.trouble, TestedStore.on_open, TestedStore.opened):
        held.clear()
    TestedStore.pseudo_dirs[:] = [""]
    yield TestedStore()
    TestedStore.store.clear()
