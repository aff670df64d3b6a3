"""Writes what is derived from the declarations into the shop's build folder."""

from pathlib import Path

from alkasba.derive.editor_schema import editor_schemas
from alkasba.flows.opening import OpenShop
from alkasba.flows.powerbi import build_powerbi

SCHEMAS, POWERBI = "schemas", "powerbi"


def build_files(opened: OpenShop, target: str = SCHEMAS) -> list[Path]:
    """Write every file derived for a target; returns their paths."""
    if target == POWERBI:
        return build_powerbi(opened.shop, opened.settings)
    return _build_schemas(opened)


def _build_schemas(opened: OpenShop) -> list[Path]:
    folder = opened.settings.build / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in editor_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written
