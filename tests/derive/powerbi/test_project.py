"""The files around the model: what they are called and how they point at each other."""

import json

from alkasba.derive.powerbi.model import Place
from alkasba.derive.powerbi.project import project_files
from tests.derive import build

PLACE = Place("localhost:5432", "herbs")


def test_a_model_alone_has_no_shortcut_to_a_report():
    files = project_files(build.shop(), PLACE, {})
    assert not [name for name in files if name.endswith(".pbip")]
    assert "Herbs.SemanticModel/definition/model.tmdl" in files
    assert json.loads(files["Herbs.SemanticModel/definition.pbism"])["version"] == "4.0"


def test_a_report_is_what_the_shortcut_opens():
    files = project_files(build.shop(), PLACE, {"definition.pbir": "{}"})
    shortcut = json.loads(files["Herbs.pbip"])
    assert shortcut["artifacts"] == [{"report": {"path": "Herbs.Report"}}]
    assert files["Herbs.Report/definition.pbir"] == "{}"


def test_items_have_ids_of_their_own_that_stay():
    files = project_files(build.shop(), PLACE, {"definition.pbir": "{}"})
    ids = [
        json.loads(files[f"Herbs.{kind}/.platform"])["config"]["logicalId"]
        for kind in ("SemanticModel", "Report")
    ]
    assert len(set(ids)) == 2
    assert project_files(build.shop(), PLACE, {"definition.pbir": "{}"}) == files
