"""The files of a Power BI project (PBIP): its model, its report, and what holds them together."""

import json

from alkasba.derive.powerbi.model import Place, model_files
from alkasba.derive.powerbi.names import id_of, project_name
from alkasba.model.shop import Shop

# What Desktop wrote in the middle of 2025; a newer one opens it too.
SCHEMAS = "https://developer.microsoft.com/json-schemas/fabric"
PLATFORM = f"{SCHEMAS}/gitIntegration/platformProperties/2.0.0/schema.json"
MODEL = f"{SCHEMAS}/item/semanticModel/definitionProperties/1.0.0/schema.json"
PROJECT = f"{SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json"


def project_files(shop: Shop, place: Place, report: dict[str, str]) -> dict[str, str]:
    """Every file of the project, path -> text; `report` has those of the report.

    Raises NotExpressible where the shop says something that the model cannot.
    """
    name = project_name(shop)
    model = {f"definition/{path}": text for path, text in model_files(shop, place).items()}
    model |= {
        ".platform": _platform(shop, "SemanticModel"),
        "definition.pbism": _json({"$schema": MODEL, "version": "4.0", "settings": {}}),
    }
    files = {f"{name}.SemanticModel/{path}": text for path, text in model.items()}
    if report:
        parts = report | {".platform": _platform(shop, "Report")}
        files |= {f"{name}.Report/{path}": text for path, text in parts.items()}
        files[f"{name}.pbip"] = _shortcut(name)
    # What Desktop keeps beside the project is of one machine.
    files[".gitignore"] = "**/.pbi/localSettings.json\n**/.pbi/cache.abf\n"
    return files


def _platform(shop: Shop, kind: str) -> str:
    metadata = {"type": kind, "displayName": project_name(shop)}
    config = {"version": "2.0", "logicalId": id_of(shop, "item", kind)}
    return _json({"$schema": PLATFORM, "metadata": metadata, "config": config})


def _shortcut(name: str) -> str:
    return _json(
        {
            "$schema": PROJECT,
            "version": "1.0",
            "artifacts": [{"report": {"path": f"{name}.Report"}}],
            "settings": {"enableAutoRecovery": True},
        }
    )


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
