"""Writes what is derived from the declarations into the shop's build folder."""

from pathlib import Path

from alkasba.derive.editor_schema import editor_schemas
from alkasba.flows.opening import OpenShop


def build_files(opened: OpenShop) -> list[Path]:
    """Write every derived file; returns their paths."""
    folder = opened.settings.build / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in editor_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written
