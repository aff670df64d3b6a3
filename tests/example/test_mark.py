"""The mark says which shop stands in a folder."""

from alkasba.example.mark import Mark, read_mark, write_mark


def test_mark_is_read_as_it_was_written(tmp_path):
    assert read_mark(tmp_path) is None
    write_mark(tmp_path, Mark("s", 1, is_complete=False))
    write_mark(tmp_path, Mark("s", 1, is_complete=True))
    assert read_mark(tmp_path) == Mark("s", 1, is_complete=True)
    assert len(list(tmp_path.iterdir())) == 1
