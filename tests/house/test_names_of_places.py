"""Nothing names a package registry, a place on somebody's machine, or a person."""

import re

import pytest

from tests.house.repository import files, name_of

REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|maven|golang|debian)[\w.-]*", re.IGNORECASE
)
MACHINE = re.compile(r"(?<![\w.}])/(?:work|farm|root|home|Users)/\w")
ADDRESS = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
# Domains that can belong to nobody (RFC 2606).
RESERVED = re.compile(r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$")
# A masked value shows the shape of an address and nothing of it: xxx@xxxxxxx.xxx.
MASKED = re.compile(r"[xX.@_-]+")
LARGEST = 1_000_000


def readable():
    small = (path for path in files() if path.stat().st_size <= LARGEST)
    return [path for path in small if b"\0" not in path.read_bytes()]


def findings(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    yield from (hit.group() for pattern in (REGISTRY, MACHINE) for hit in pattern.finditer(text))
    for hit in ADDRESS.finditer(text):
        if not RESERVED.search(hit[1].lower()) and not MASKED.fullmatch(hit[0]):
            yield hit.group()


@pytest.mark.parametrize("path", readable(), ids=name_of)
def test_file_names_no_foreign_place(path):
    assert list(findings(path)) == []
