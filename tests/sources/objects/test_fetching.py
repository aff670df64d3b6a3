"""Files elsewhere are fetched once for each version of them, all or none."""

from pathlib import Path
from typing import Any

import pytest

from alkasba.errors import SourceAway, SourceError
from alkasba.model.source import Source
from alkasba.ports import Wanted
from alkasba.sources.objects import fetching
from alkasba.sources.objects.fetching import fetch_objects
from alkasba.sources.objects.kept import list_kept
from tests.sources.objects.tested_store import TestedStore

SOURCE = Source("orders", "csv", ("tested://b/*.csv",))


def fetched(folder: Path, source: Source = SOURCE) -> dict[str, bytes]:
    told: dict[str, Any] = {}
    wanted = Wanted(source, ("",), folder / "build/extracts/orders")
    fetch_objects([wanted], tell=lambda event, **figures: told.update(figures))
    return {name: path.read_bytes() for name, path, _ in list_kept(source, folder)}


def test_only_what_has_changed_is_fetched_again(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/a.csv", b"1")
    objects.pipe_file("/b/c.csv", b"2")
    assert fetched(tmp_path) == {"b/a.csv": b"1", "b/c.csv": b"2"}
    objects.opened.clear()
    objects.pipe_file("/b/c.csv", b"3")
    assert fetched(tmp_path) == {"b/a.csv": b"1", "b/c.csv": b"3"}
    assert objects.opened == ["/b/c.csv"]
    objects.rm_file("/b/a.csv")
    assert fetched(tmp_path) == {"b/c.csv": b"3"}


def test_the_same_content_anew_is_the_same_copy(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/a.csv", b"1")
    fetched(tmp_path)
    before = list_kept(SOURCE, tmp_path)
    objects.pipe_file("/b/a.csv", b"1")
    fetched(tmp_path)
    assert list_kept(SOURCE, tmp_path) == before


def test_what_changes_while_it_is_fetched_is_fetched_again(
    objects: TestedStore, tmp_path: Path
) -> None:
    objects.pipe_file("/b/a.csv", b"old")
    objects.on_open.append(lambda: objects.pipe_file("/b/a.csv", b"new"))
    assert fetched(tmp_path) == {"b/a.csv": b"new"}


def test_what_changes_each_time_stops_the_fetch(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/a.csv", b"0")
    objects.on_open += [lambda: objects.pipe_file("/b/a.csv", b"x")] * 9
    with pytest.raises(SourceAway, match="changes each time"):
        fetched(tmp_path)
    assert list((tmp_path / "build/extracts/orders").glob("*.csv")) == []


def test_what_does_not_answer_is_asked_again(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/a.csv", b"1")
    objects.trouble += [ConnectionError(), TimeoutError()]
    assert fetched(tmp_path) == {"b/a.csv": b"1"}


def test_what_stays_silent_leaves_what_was_kept(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/a.csv", b"1")
    fetched(tmp_path)
    objects.pipe_file("/b/a.csv", b"2")
    objects.trouble += [ConnectionError()] * 3
    with pytest.raises(SourceAway, match="does not answer"):
        fetched(tmp_path)
    ((_, path, _),) = list_kept(SOURCE, tmp_path)
    assert path.read_bytes() == b"1"


def test_a_refusal_is_not_asked_again(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/a.csv", b"1")
    objects.trouble.append(PermissionError())
    with pytest.raises(SourceError, match="refuses"):
        fetched(tmp_path)


def test_two_patterns_that_find_one_object_fetch_it_once(
    objects: TestedStore, tmp_path: Path
) -> None:
    objects.pipe_file("/b/a.csv", b"1")
    source = Source("orders", "csv", ("tested://b/*.csv", "tested://b/a.*"))
    assert fetched(tmp_path, source) == {"b/a.csv": b"1"}
    assert objects.opened == ["/b/a.csv"]


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(fetching, "import_module", missing)
    with pytest.raises(SourceError) as caught:
        fetching.store_of("s3://b/*.csv", "sources/a.toml, files")
    assert caught.value.next_step == "Run: pip install 'alkasba[objects]'"
