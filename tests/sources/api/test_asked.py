"""What was asked the last time is found again, or all is asked anew."""

from pathlib import Path

from alkasba.sources.api.asked import Asked


def test_what_is_written_is_read(tmp_path: Path) -> None:
    asked = Asked("abc", {"If-None-Match": '"1"'})
    asked.write(tmp_path / "state/asked.json")
    assert Asked.read(tmp_path / "state/asked.json") == asked


def test_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "asked.json"
    assert Asked.read(path) == Asked()
    for text in ("{", "[]", '{"other": 1}'):
        path.write_text(text)
        assert Asked.read(path) == Asked()
