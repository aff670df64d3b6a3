"""The locks say what is installed, and nothing about where it came from."""

import re
import tomllib

import pytest

from tests.house.repository import ROOT

LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-tmdl.txt"]
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==(\S+)", re.MULTILINE)


def pins(lock):
    return dict(PIN.findall((ROOT / lock).read_text()))


def declared():
    """Names of what pyproject.toml asks for, by lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    core = {re.split(r"[<>=\[]", need)[0] for need in project["project"]["dependencies"]}
    # `./run` ends with the pages, which offer files, so both locks hold what they need.
    extras = project["project"]["optional-dependencies"]
    core |= {re.split(r"[<>=\[]", need)[0] for name in ("web", "report") for need in extras[name]}
    core -= {"alkasba"}
    build = {re.split(r"[<>=\[]", need)[0].replace("_", "-") for need in groups["build"]}
    dev = {re.split(r"[<>=\[]", need)[0] for need in groups["dev"]}
    tmdl = {re.split(r"[<>=\[]", need)[0] for need in groups["tmdl"]}
    return {
        "requirements.txt": core | build,
        "requirements-dev.txt": core | build | dev,
        "requirements-tmdl.txt": tmdl,
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host(lock):
    assert not re.search(r"://|--(?:extra-)?index|--find-links", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    text = (ROOT / lock).read_text()
    for name, rest in re.findall(r"^([a-z0-9.,\[\]-]+)==((?:.*\\\n)*.*)", text, re.MULTILINE):
        assert "--hash=sha256:" in rest, name


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_what_the_project_asks_for(lock):
    assert declared()[lock] <= set(pins(lock)), "run `just lock`"


def test_a_pin_tells_which_extras_are_needed():
    # Else pip asks what brings them for a newer release, of which the lock has no hash.
    assert "coverage[toml]==" in (ROOT / "requirements-dev.txt").read_text()


def test_lock_for_development_holds_the_other():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()
