"""Which patterns lead elsewhere, and which of them can find nothing."""

import pytest

from alkasba.errors import WrongValue
from alkasba.sources.objects.address import check_pattern, is_elsewhere, scheme_of, told


@pytest.mark.parametrize("pattern", ["data/*.csv", "/abs/a.csv", "C:/a.csv", "a:b.csv", "//x/y"])
def test_paths_lie_here(pattern: str) -> None:
    assert not is_elsewhere(pattern)
    check_pattern(pattern, where="sources/a.toml")


@pytest.mark.parametrize("pattern", ["s3://b/*.csv", "HTTPS://host/a.csv", "sftp://u@h/a/**/*.csv"])
def test_addresses_lie_elsewhere(pattern: str) -> None:
    assert is_elsewhere(pattern)
    assert scheme_of(pattern) == pattern.partition(":")[0].lower()
    check_pattern(pattern, where="sources/a.toml")


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("https://host/*.csv", "lists no files"),
        ("https:///a.csv", "names no host"),
        ("sftp://me:p4ss@host/a.csv", "no password"),
        ("https://me:p4ss@host/a.csv", "no password"),
        ("zip://a.csv::s3://b/a.zip", "an address in an address"),
        ("https://[::1/a.csv", "an address in an address"),
        ("https://[1/a.csv", "no address"),
    ],
)
def test_what_finds_nothing_is_refused(pattern: str, what: str) -> None:
    with pytest.raises(WrongValue, match=what) as caught:
        check_pattern(pattern, where="sources/a.toml")
    assert caught.value.where == "sources/a.toml, files"
    assert "p4ss" not in f"{caught.value} {caught.value.next_step}"


def test_people_are_told_no_secret() -> None:
    assert told("https://me:p4ss@host/a.csv?sig=x") == "https://host/a.csv"
    assert told("s3://bucket/a?.csv") == "s3://bucket/a?.csv"
