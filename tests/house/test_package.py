"""What people install holds the example shop and the types, and the program has a name."""

import subprocess
import sys
from zipfile import ZipFile

import pytest

from tests.house.repository import ROOT, SOURCE, files


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from flit_core.buildapi import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, folder], cwd=ROOT, check=True)
    with ZipFile(next(folder.glob("*.whl"))) as wheel:
        return {name: wheel.read(name) for name in wheel.namelist()}


def test_wheel_holds_every_file_of_the_package(packed):
    kept = [path for path in files() if path.is_relative_to(SOURCE)]
    assert {path.relative_to(SOURCE.parent).as_posix() for path in kept} <= packed.keys()


def test_wheel_holds_its_types(packed):
    assert "alkasba/py.typed" in packed


def test_wheel_installs_the_program(packed):
    points = next(text for name, text in packed.items() if name.endswith("entry_points.txt"))
    assert b"alkasba=alkasba.cli:main" in points.replace(b" ", b"")
