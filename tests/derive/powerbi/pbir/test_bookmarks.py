"""Bookmarks set the slicers of days of all pages, and nothing else."""

import json

import pytest

from alkasba.derive.powerbi.pbir.bookmarks import PERIODS, bookmark_files, period_objects
from tests.derive import build
from tests.derive.powerbi.pbir.build import literal, model

SLICERS = {"page one": ["slicer one"], "page two": ["slicer two"]}


def condition(period):
    objects = period_objects(model().day(), period)
    kept = objects["general"][0]["properties"]["filter"]["filter"]
    return kept["Where"][0]["Condition"]["Between"]


def written():
    files = bookmark_files(build.shop(), "en", model().day(), SLICERS, "page one")
    return {path.split("/")[-1]: json.loads(text) for path, text in files.items()}


def test_there_is_a_bookmark_for_each_period_in_one_group():
    files = written()
    (group,) = files.pop("bookmarks.json")["items"]
    assert [files[f"{name}.bookmark.json"]["displayName"] for name in group["children"]] == [
        "Last 12 months",
        "This year",
        "Last year",
    ]
    assert len(files) == len(PERIODS)


def test_a_bookmark_changes_the_period_alone_on_every_page():
    for name, bookmark in written().items():
        if name == "bookmarks.json":
            continue
        options = bookmark["options"]
        assert options["targetVisualNames"] == ["slicer one", "slicer two"]
        assert options["applyOnlyToTargetVisuals"]
        assert options["suppressActiveSection"]
        sections = bookmark["explorationState"]["sections"]
        held = {page: list(found["visualContainers"]) for page, found in sections.items()}
        assert held == SLICERS


def test_the_last_months_end_today():
    now, day, month = {"Now": {}}, 0, 2
    tomorrow = {"DateAdd": {"Expression": now, "Amount": 1, "TimeUnit": day}}
    first = {"DateAdd": {"Expression": tomorrow, "Amount": -12, "TimeUnit": month}}
    told = condition(PERIODS[0])
    assert told["LowerBound"] == {"DateSpan": {"Expression": first, "TimeUnit": day}}
    assert told["UpperBound"] == {"DateSpan": {"Expression": now, "TimeUnit": day}}


@pytest.mark.parametrize(("number", "back"), [(1, 0), (2, -1)])
def test_years_are_whole(number, back):
    told = condition(PERIODS[number])
    assert told["LowerBound"] == told["UpperBound"]
    span = told["LowerBound"]["DateSpan"]
    assert span["TimeUnit"] == 3
    assert span["Expression"].get("DateAdd", {}).get("Amount", 0) == back


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, ("Relative", "Last", "12D", "Months")),
        (1, ("Relative", "This", "1D", "Years")),
        (2, ("Relative", "Last", "1D", "Calendar Years")),
    ],
)
def test_the_slicer_shows_what_it_filters(number, shown):
    told = period_objects(model().day(), PERIODS[number])["data"][0]["properties"]
    assert tuple(map(literal, told.values())) == shown
