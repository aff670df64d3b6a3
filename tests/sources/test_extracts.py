"""What was fetched is kept all at once, and what says the same changes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from alkasba.errors import SourceAway, SourceError
from alkasba.model.source import Source
from alkasba.sources.extracts import Count, Extracts, Fetched, list_extracts

SOURCE = Source("origin", "json", ())


def fetched(
    extracts: Extracts, text: str, *, at: str, rows: str = "", until: str = "", whole: bool = True
) -> Fetched:
    path = extracts.path(f"{rows}{at}.jsonl")
    path.write_text(text)
    return Fetched(rows, path, text.count("\n"), at, until, is_whole=whole)


def test_a_whole_replaces_what_was_kept_under_the_same_name(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "build/extracts/origin")
    extracts.keep([fetched(extracts, "a\n", at="1")])
    first = list_extracts(SOURCE, tmp_path, is_whole=True)
    extracts.keep([fetched(extracts, "a\nb\n", at="2")])
    second = list_extracts(SOURCE, tmp_path, is_whole=True)
    assert [file.name for file in first] == [file.name for file in second] == ["origin"]
    assert first[0].fingerprint != second[0].fingerprint
    assert second[0].path.read_text() == "a\nb\n"


def test_what_nothing_names_any_more_goes_and_what_a_run_names_stays(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "origin")
    for at in "123":
        extracts.keep([fetched(extracts, f"{at}\n", at=at)])
    extracts.drop_others({"2.jsonl"})
    names = sorted(path.name for path in extracts.folder.iterdir())
    assert names == ["2.jsonl", "3.jsonl", "manifest.json"]


def test_what_says_the_same_changes_nothing_but_the_moment(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "origin")
    extracts.keep([fetched(extracts, "a\n", at="1", until="5")])
    extracts.keep([fetched(extracts, "a\n", at="2", until="6")])
    (part,) = extracts.parts()
    assert (part.file, part.fetched_at, part.until, part.records) == ("1.jsonl", "2", "6", 1)
    extracts.drop_others(())
    assert sorted(path.name for path in extracts.folder.iterdir()) == ["1.jsonl", "manifest.json"]


def test_later_rows_are_added_and_each_file_has_a_name_of_its_own(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "build/extracts/origin")
    extracts.keep([fetched(extracts, "a\n", at="1", until="5", whole=False)])
    extracts.keep([fetched(extracts, "b\n", at="2", until="7", whole=False)])
    files = list_extracts(SOURCE, tmp_path, is_whole=False)
    assert [file.name for file in files] == ["origin/1", "origin/2"]
    assert extracts.until("") == "7"


def test_places_of_one_origin_are_kept_apart(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "build/extracts/origin")
    both = [fetched(extracts, "a\n", at="1", rows=rows) for rows in ("orders", "lines")]
    extracts.keep(both)
    extracts.keep([fetched(extracts, "c\n", at="2", rows="lines")])
    files = list_extracts(SOURCE, tmp_path, is_whole=True)
    assert {file.rows: file.path.read_text() for file in files} == {"orders": "a\n", "lines": "c\n"}


def test_a_fetch_that_did_not_end_counts_for_nothing(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "build/extracts/origin")
    fetched(extracts, "half", at="1")
    with pytest.raises(SourceAway, match="nothing was fetched yet"):
        list_extracts(SOURCE, tmp_path, is_whole=True)


def test_only_the_owner_may_read_what_was_fetched(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "origin")
    extracts.keep([fetched(extracts, "a\n", at="1")])
    assert extracts.folder.stat().st_mode & 0o777 == 0o700


BROKEN = [
    "",
    "{}",
    "[]",
    '{"parts": [{"no": 1}]}',
    '{"parts": [], "compared": {"a": "soon"}}',
    '{"parts": [], "counted": {"a": 1}}',
]


def test_what_was_compared_and_counted_is_told_until_all_is_fetched_anew(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "origin")
    count = Count("2026-05-03", 2, 1)
    extracts.keep([fetched(extracts, "a\n", at="2026-05-01")], counted={"": count})
    assert (extracts.compared(""), extracts.counted()) == ("2026-05-01", {"": count})
    extracts.keep([], compared={"": "2026-05-04"})
    assert (extracts.compared(""), extracts.counted()) == ("2026-05-04", {})
    extracts.keep([fetched(extracts, "b\n", at="2026-05-05")])
    assert extracts.compared("") == "2026-05-05"


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_manifest_says_what_to_do(tmp_path: Path, text: str) -> None:
    extracts = Extracts(tmp_path)
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(SourceError, match="cannot be used"):
        extracts.parts()


def test_a_file_may_stand_in_place_of_another_one(tmp_path: Path) -> None:
    extracts = Extracts(tmp_path / "origin")
    extracts.keep([fetched(extracts, "a\n", at="1"), fetched(extracts, "b\n", at="2", whole=False)])
    again = replace(fetched(extracts, "c\n", at="3", whole=False), replaces=("1.jsonl",))
    extracts.keep([again])
    assert [part.file for part in extracts.parts()] == ["2.jsonl", "3.jsonl"]
    extracts.drop_others(())
    assert not (extracts.folder / "1.jsonl").exists()
