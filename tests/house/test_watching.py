"""What a page says of metrics is what the program tells: its table, and its rules of alarm."""

import re

import yaml

from alkasba.flows.stream.metrics import METRICS
from tests.house.repository import ROOT
from tests.house.snippets import blocks

PAGE = (ROOT / "docs/how/watch-the-stream.md").read_text(encoding="utf-8")
NAMES = {one.full_name for one in METRICS}


def test_the_table_holds_each_metric_as_it_is_told():
    lines = [
        f"| `{one.full_name}` | {one.kind} | {', '.join(f'`{n}`' for n in one.labels)} "
        f"| {one.about} |"
        for one in METRICS
    ]
    assert [line for line in PAGE.splitlines() if line.startswith("| `alkasba_")] == lines


def test_every_rule_asks_for_a_metric_that_exists_by_its_labels():
    (text,) = [block.text for block in blocks(PAGE) if block.language == "yaml"]
    rules = yaml.safe_load(text)["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 3
    for rule in rules:
        asked = set(re.findall(r"alkasba_\w+", rule["expr"]))
        assert asked
        assert asked <= NAMES, rule["alert"]
        told = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
        labels = [set(one.labels) for one in METRICS if one.full_name in asked]
        assert all(told <= one for one in labels), rule["alert"]
