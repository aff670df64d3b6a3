"""planted.json tells every fault by table and by feed."""

import json

from alkasba.example.planted import Counts, Planted, read_planted


def test_file_says_what_was_returned(data, planted):
    assert read_planted(data / "planted.json") == planted
    told = json.loads((data / "planted.json").read_text(encoding="utf-8"))
    assert told["tables"]["sale"]["records"] == planted.tables["sale"].records


def test_record_is_loaded_rejected_or_a_duplicate():
    counts = Counts(records=10)
    counts.add("rejected", "ragged", 2)
    counts.add("duplicates", "exact", 1)
    counts.add("orphans", "product", 3)
    assert counts.loaded == 7


def test_table_adds_up_its_feeds():
    planted = Planted("s", 1)
    planted.feed("kiosk", "sale").add("rejected", "ragged", 2)
    planted.feed("web", "sale").add("rejected", "ragged", 3)
    assert planted.tables["sale"].rejected == {"ragged": 5}


def test_nothing_is_not_counted():
    counts = Counts()
    counts.add("rejected", "ragged", 0)
    assert counts.as_json()["rejected"] == {}
