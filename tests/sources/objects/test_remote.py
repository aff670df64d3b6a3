"""What fsspec reaches, and what its packages answer when they do not."""

import pytest

from alkasba.errors import AlkasbaError, SourceAway, SourceError, WrongValue
from alkasba.sources.objects.remote import RemoteStore
from alkasba.sources.objects.store import Silent
from tests.sources.objects.tested_store import TestedStore

WHERE = "sources/a.toml, files"


def found(pattern: str) -> dict[str, int | None]:
    return {one.name: one.size for one in RemoteStore(pattern, WHERE).list()}


def test_names_start_at_the_folder_of_the_pattern_as_those_of_files(objects: TestedStore) -> None:
    for path in ("bucket/orders/a.csv", "bucket/orders/2026/b.csv", "bucket/orders/.c.csv"):
        objects.pipe_file(f"/{path}", b"abc")
    assert found("tested://bucket/orders/*.csv") == {"orders/a.csv": 3}
    assert found("tested://bucket/orders/**/*.csv") == {"orders/2026/b.csv": 3, "orders/a.csv": 3}
    assert found("tested://bucket/*/a.csv") == {"bucket/orders/a.csv": 3}
    assert found("tested://bucket/orders/a.csv") == {"orders/a.csv": 3}


def test_a_mark_changes_with_the_object_and_not_by_itself(objects: TestedStore) -> None:
    objects.pipe_file("/b/a.csv", b"abc")
    store = RemoteStore("tested://b/*.csv", WHERE)
    (one,) = store.list()
    again = store.again(one)
    assert store.list() == [one]
    assert store.again(one) == again
    objects.pipe_file("/b/a.csv", b"abd")
    assert store.list()[0].mark != one.mark
    assert store.again(one).mark != again.mark
    assert b"".join(store.read(one)) == b"abd"


@pytest.mark.parametrize(
    ("trouble", "kind", "what"),
    [
        (PermissionError("key AKIA4711"), SourceError, "refuses"),
        (type("NoCredentialsError", (Exception,), {})("AKIA4711"), SourceError, "refuses"),
        (FileNotFoundError("AKIA4711"), SourceAway, "nothing there"),
        (ConnectionError("AKIA4711"), Silent, "does not answer"),
        (RuntimeError("AKIA4711"), Silent, r"\(RuntimeError\)"),
        (ImportError("AKIA4711"), SourceError, "not installed"),
    ],
)
def test_what_a_package_raises_is_told_without_its_words(
    objects: TestedStore, trouble: Exception, kind: type[AlkasbaError], what: str
) -> None:
    objects.trouble.append(trouble)
    with pytest.raises(kind, match=what) as caught:
        found("tested://b/*.csv")
    assert "tested://b/*.csv" in str(caught.value)
    assert "AKIA" not in f"{caught.value}{caught.value.next_step}{caught.value.__cause__}"


def test_nothing_that_matches_is_told(objects: TestedStore) -> None:
    with pytest.raises(SourceAway, match="nothing matches"):
        found("tested://b/*.csv")


def test_an_unknown_protocol_is_told() -> None:
    with pytest.raises(WrongValue, match="Did you mean"):
        RemoteStore("sftpp://b/*.csv", WHERE)


@pytest.mark.parametrize(
    ("protocol", "package"), [("s3", "s3fs"), ("gs", "gcsfs"), ("az", "adlfs")]
)
def test_a_package_that_is_missing_is_named(
    protocol: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(protocol: str) -> None:
        raise ImportError

    monkeypatch.setattr("alkasba.sources.objects.remote.get_filesystem_class", missing)
    with pytest.raises(SourceError) as caught:
        RemoteStore(f"{protocol}://b/*.csv", WHERE)
    assert caught.value.next_step == f"Run: pip install {package}"
