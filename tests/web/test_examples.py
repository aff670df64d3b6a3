import jsonschema
import pytest

from alkasba.web import examples

ANSWERS = {
    "/api/v1/ask?measures=net_sales&by=month": examples.ASK,
    "/api/v1/measures": examples.MEASURES,
    "/api/v1/dashboards": examples.DASHBOARDS,
    "/api/v1/dashboards/sales": examples.DASHBOARD,
    "/api/v1/tables": examples.TABLES,
    "/api/v1/runs": examples.RUNS,
    "/api/v1/health": examples.HEALTH,
}
FREE = ("rows", "units", "title", "labels", "next", "number")
"""What has other members, or another kind, in another shop or another answer."""


def without_free(schema):
    """The schema of what is the same in every shop."""
    kept = {k: without_free(v) for k, v in schema.get("properties", {}).items() if k not in FREE}
    closed = {"properties": kept, "required": list(kept)} if kept else {}
    items = {"items": without_free(schema["items"])} if "items" in schema else {}
    return {"type": schema["type"], **closed, **items}


@pytest.mark.parametrize("address", ANSWERS)
def test_an_example_is_what_is_answered(site, address):
    found = site.get(address).json()
    jsonschema.validate(found, without_free(examples.schema_of(ANSWERS[address])))
    assert set(found) == set(ANSWERS[address])


def test_a_problem_is_what_the_example_shows(site):
    found = site.get("/api/v1/ask?measures=net_salse").json()
    assert set(found) <= set(examples.PROBLEM)
    assert found["type"] == examples.PROBLEM["type"]


def test_a_schema_follows_its_example():
    assert examples.schema_of({"a": [True], "b": 1.5, "c": "x", "d": []}) == {
        "type": "object",
        "properties": {
            "a": {"type": "array", "items": {"type": "boolean"}},
            "b": {"type": "number"},
            "c": {"type": "string"},
            "d": {"type": "array"},
        },
    }
