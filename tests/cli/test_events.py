import json
import sys

from alkasba.cli.events import teller


def test_an_event_is_a_line_of_json(capsys):
    with teller() as tell:
        tell("table.loaded", table="épice", rows=120)
    told = capsys.readouterr()
    assert told.out == ""
    event = json.loads(told.err)
    assert list(event) == ["timestamp", "event", "table", "rows"]
    assert event["timestamp"].endswith("Z")
    assert "épice" in told.err


def test_nobody_is_told_where_stderr_is_closed(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with teller() as tell:
        tell("table.loaded", rows=1)
