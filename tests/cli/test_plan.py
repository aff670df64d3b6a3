"""The verb `plan` reads well, and publishes nothing."""

import json


def test_a_plan_reads_well(call):
    result = call("plan")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert "Would read 2 files" in result.stdout
    assert "  sale from sales: sales/2026-01.csv" in result.stdout.splitlines()
    assert ["sale", "2026-01", "2", "0", "0"] in lines
    assert ["product", "-", "2", "0", "0"] in lines
    assert not (call.shop.folder / "build/warehouse.duckdb").exists()


def test_after_the_run_nothing_is_left_to_do(call):
    call("run")
    result = call("plan")
    assert "No file would be read." in result.stdout
    assert "No row would be added, changed or deleted." in result.stdout


def test_the_plan_as_json(call):
    found = json.loads(call("plan", "--json").stdout)
    assert {"table": "sale", "month": "2025-01", "added": 1, "changed": 0, "deleted": 0} in (
        found["changes"]
    )
    assert {"table": "sale", "source": "sales", "file": "sales/2026-01.csv"} in found["files"]


def test_only_a_table_can_be_accepted(call):
    assert call("plan", "--accept", "sales").exit_code == 2
