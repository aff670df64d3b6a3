"""Derived files are written into build/, and come back when it is deleted."""

import json
import shutil
from pathlib import Path

from alkasba.flows.building import build_files
from tests.shop_builder import small_shop


def test_a_schema_for_each_kind_of_file(tmp_path: Path):
    opened = small_shop(tmp_path).open()
    written = build_files(opened)
    shutil.rmtree(tmp_path / "build")
    assert build_files(opened) == written
    kinds = {path.name.partition(".")[0] for path in written}
    assert kinds == {"alkasba", "shop", "policy", "table", "source", "dashboard", "words"}
    assert all(json.loads(path.read_text())["$schema"] for path in written)
