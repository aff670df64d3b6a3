"""Rows and lines that DuckDB finds in pieces of JSON."""

import json

import pytest

from alkasba.sources import bulk, exact, landing, pieces
from alkasba.sources.shapes import shape

LINES = b'{"a":1.50,"b":[{"c":1},{"c":2}]}\n\n{"a":2}\n{"a":3,"b":[{"c":3}]}\n'


def cut(text):
    return pieces.pieces([text], is_whole=False)


def land(workbench, text, tmp_path, levels=(), names=("a",)):
    target = bulk.Target(workbench, landing.create(workbench, len(names)), 0)
    parts = cut(text)
    found = bulk.land(target, shape(levels, names), parts, tmp_path, may_lack_rows=True)
    assert not list(tmp_path.iterdir())
    rows = workbench.execute(f"SELECT * EXCLUDE _file FROM {target.table}").fetchall()
    return found, rows


def test_rows_and_the_lines_they_start_on(workbench, tmp_path):
    found, rows = land(workbench, LINES, tmp_path)
    assert rows == [("1.50",), ("2",), ("3",)]
    assert bulk.lines(found.mark, (), [LINES], [0, 2]) == {0: 1, 2: 4}


def test_rows_inside_and_the_lines_they_start_on(workbench, tmp_path):
    found, rows = land(workbench, LINES, tmp_path, ["b"], ["c", "^.a"])
    assert rows == [("1", "1.50"), ("2", "1.50"), ("3", "3")]
    assert (found.rows, found.without_rows) == (3, 1)
    counts = bulk.rows_of_records(shape(["b"], ["c"]), cut(LINES), tmp_path)
    assert list(counts) == [2, 0, 1]
    assert bulk.lines(found.mark, counts, [LINES], [1, 2]) == {1: 1, 2: 4}
    assert not list(tmp_path.iterdir())


def test_the_lines_of_an_array(workbench, tmp_path):
    text = b'[\n{"a":1},\n{"a":2},\n{"a":3}]'
    found, _ = land(workbench, text, tmp_path)
    parts = [text[i : i + 3] for i in range(0, len(text), 3)]
    assert bulk.lines(found.mark, (), parts, [0, 1, 2]) == {0: 2, 1: 3, 2: 4}


def test_no_copy_stays_where_a_piece_is_in_doubt(workbench, tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1)
    with pytest.raises(pieces.DoubtError):
        land(workbench, b'{"a":1}\n' * 5 + b'{"a":NaN}\n', tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("at_once", [1, 3000, 1 << 30])
def test_rows_of_many_pieces_keep_their_order(workbench, tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1000)
    monkeypatch.setattr(bulk, "FIRST_BYTES", at_once)
    monkeypatch.setattr(bulk, "BYTES_AT_ONCE", at_once)
    for text in (
        b"".join(b'{"a":%d.50}\n' % i for i in range(3000)),
        b"[" + b",".join(b'{"a":%d.50}' % i for i in range(3000)) + b"]",
    ):
        found, rows = land(workbench, text, tmp_path)
        assert rows == [(f"{i}.50",) for i in range(3000)]
        assert found.rows == 3000


def test_a_fault_in_the_last_piece_is_found(workbench, tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_BYTES", 100)
    with pytest.raises(pieces.DoubtError):
        land(workbench, b'{"a":1}\n' * 500 + b'{"a":1e5}\n', tmp_path)
    with pytest.raises(pieces.DoubtError):
        land(workbench, b'{"a":1}\n' * 500 + b'{"a":1', tmp_path)
    assert not list(tmp_path.iterdir())


def test_nothing_is_read_into_a_folder_that_duckdb_would_take_for_a_pattern(workbench, tmp_path):
    with pytest.raises(pieces.DoubtError):
        land(workbench, LINES, tmp_path / "a[1]")


@pytest.fixture
def small(monkeypatch):
    """Statements of some ten records, so that much comes after the first."""
    for module, name in (
        (pieces, "PIECE_BYTES"),
        (pieces, "HEAD_BYTES"),
        (bulk, "FIRST_BYTES"),
        (bulk, "BYTES_AT_ONCE"),
    ):
        monkeypatch.setattr(module, name, 1000)


LATE = ['"x.y"', "1.10", '"1e+22 or so"', "[1.50, 2]", "0.5", "null", '"[x"']


@pytest.mark.parametrize("late", LATE)
@pytest.mark.usefixtures("small")
def test_what_comes_late_lands_as_it_is_written(workbench, tmp_path, late):
    told = json.loads(late) if late[0] in 'n"' else late.replace(" ", "")
    lines = ['{"a":1,"b":[{"c":"tea"}]}\n'] * 500
    lines[300] = f'{{"a":{late},"b":[{{"c":{late}}}]}}\n'
    text = "".join(lines).encode()
    _, rows = land(workbench, text, tmp_path)
    assert rows == [("1",)] * 300 + [(told,)] + [("1",)] * 199
    _, rows = land(workbench, text, tmp_path, ["b"], ["c", "^.a"])
    assert rows == [("tea", "1")] * 300 + [(told, told)] + [("tea", "1")] * 199


@pytest.mark.parametrize("late", ["1e5", "1E22", "1e-7", "[1e5]", '{"x":1.5}'])
@pytest.mark.usefixtures("small")
def test_a_number_that_comes_late_and_is_written_anew_is_in_doubt(workbench, tmp_path, late):
    lines = ['{"a":1,"b":[{"c":"tea"}]}\n'] * 500
    for row in (f'{{"a":{late},"b":[]}}\n', f'{{"a":1,"b":[{{"c":{late}}}]}}\n'):
        text = "".join([*lines, row]).encode()
        with pytest.raises(pieces.DoubtError):
            land(workbench, text, tmp_path, ["b"], ["c", "^.a"])


@pytest.mark.usefixtures("small")
def test_later_rows_are_read_quickly(workbench, tmp_path, monkeypatch):
    asked, original = [], exact.quick

    def quick(values, seen, *, may_nest):
        asked.append((seen.pointed, may_nest))
        return original(values, seen, may_nest=may_nest)

    monkeypatch.setattr(exact, "quick", quick)
    text = b"".join(b'{"a":%d.50}\n' % i for i in range(500))
    land(workbench, text, tmp_path)
    assert set(asked) == {(frozenset(["c0"]), False)}


def test_records_that_lack_rows_are_in_doubt_where_each_needs_some(workbench, tmp_path):
    target = bulk.Target(workbench, landing.create(workbench, 1), 0)
    shaped = shape(["b"], ["c"])
    with_none = cut(b'{"b":[{"c":1}]}\n{"b":[]}\n')
    assert bulk.land(target, shaped, with_none, tmp_path, may_lack_rows=False).records == 2
    with pytest.raises(pieces.DoubtError):
        bulk.land(target, shaped, cut(LINES), tmp_path, may_lack_rows=False)


@pytest.mark.parametrize("text", [LINES, b'{"a":NaN}\n', b'{"a":1e5}\n'])
def test_the_workbench_has_its_cores_again_afterwards(workbench, tmp_path, text):
    workbench.execute("SET threads = 3")
    try:
        land(workbench, text, tmp_path)
    except pieces.DoubtError:
        assert text != LINES
    assert workbench.sql("SELECT current_setting('threads')").fetchall() == [(3,)]
    assert not workbench.sql("SELECT * FROM duckdb_sequences()").fetchall()
