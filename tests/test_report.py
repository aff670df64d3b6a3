"""A run tells events with counts, and whether it changed anything."""

from dataclasses import FrozenInstanceError

import pytest

from alkasba.report import FeedCount, RunReport, silent


def report(files_read, run_id="id"):
    feed = FeedCount("sale", "orders", 1, 10, 7, 2, 1, is_new=True)
    return RunReport(run_id, 0.1, files_read, 10, (feed,))


def test_a_run_that_found_nothing_to_do_changed_nothing():
    assert not report(0, run_id="").has_changed
    assert report(1).has_changed


def test_a_run_that_only_took_rows_out_changed_something():
    assert report(0).has_changed


def test_a_report_without_findings_has_none():
    found = report(1)
    assert (found.rules, found.orphans, found.duplicates, found.conflicts) == ((), (), (), ())
    assert (found.notes, found.tables) == ((), {})


def test_a_report_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        report(1).files_read = 2


def test_silence_takes_every_event():
    assert silent("table.loaded", table="sale", rows=120) is None
