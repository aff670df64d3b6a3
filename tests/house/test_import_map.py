"""Imports go down the map of pyproject.toml, and every folder is on it."""

import subprocess
import sys
from pathlib import Path

from tests.house.repository import ROOT


def test_imports_keep_to_the_map():
    lint_imports = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
