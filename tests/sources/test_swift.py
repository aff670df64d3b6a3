"""DuckDB and the careful reader land the same of every JSON file, to the last digit."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alkasba.ports import OriginFile
from alkasba.sources import bulk, files, pieces, swift
from alkasba.sources import json as json_source
from tests.sources.conftest import Land, Landed

Both = Callable[..., bool]
MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def told(landed: Landed) -> object:
    """All that a landing tells, but not when its files were written, nor which rows were looked at
    for their keys."""

    def timeless(one: Any) -> Any:
        return replace(one, file=replace(one.file, fingerprint=""))

    landings = [
        (
            one.names,
            [replace(timeless(file), keys=()) for file in one.files],
            [*map(timeless, one.unread)],
        )
        for one in landed.landings
    ]
    lines = [
        one.lines(i, range(sum(row[-1] == i for row in rows)))
        for one, rows in zip(landed.landings, landed.rows_by_landing, strict=True)
        for i in range(len(one.files))
    ]
    return landed.rows_by_landing, landings, lines


def in_chunks(size: int, file: OriginFile) -> Iterator[bytes]:
    """A file as a stream of small chunks."""
    content = b"".join(files.chunks(file))
    yield from (content[i : i + size] for i in range(0, len(content), size))


@pytest.fixture
def both(land: Land, monkeypatch: pytest.MonkeyPatch) -> Both:
    """Land something both ways, which must be the same; says whether DuckDB read any of it."""
    was_swift: list[bool] = []
    original = swift.land

    def watched(*given: Any) -> swift.Swift | None:
        done = original(*given)
        was_swift.append(done is not None)
        return done

    def both(content: Any, *, piece: int = 1 << 20, **asked: Any) -> bool:
        was_swift.clear()
        monkeypatch.setattr(json_source, "PACKED_BYTES", 1 << 40)
        monkeypatch.setattr(json_source, "BULK_BYTES", 1 << 40)
        careful = told(land(content, kind="json", **asked))
        assert not was_swift
        monkeypatch.setattr(json_source, "PACKED_BYTES", 0)
        monkeypatch.setattr(json_source, "BULK_BYTES", 0)
        monkeypatch.setattr(pieces, "PIECE_BYTES", piece)
        monkeypatch.setattr(pieces, "HEAD_BYTES", piece * 4)
        monkeypatch.setattr(bulk, "FIRST_BYTES", piece * 2)
        monkeypatch.setattr(bulk, "BYTES_AT_ONCE", piece * 6)
        monkeypatch.setattr(bulk, "BYTES_A_STATEMENT", piece * 3)
        monkeypatch.setattr(swift, "chunks", partial(in_chunks, piece))
        monkeypatch.setattr(swift, "land", watched)
        assert told(land(content, kind="json", **asked)) == careful
        monkeypatch.setattr(swift, "land", original)
        return any(was_swift)

    return both


NUMBERS = "0 -1 1.10 0.5 -0.0 0.000 120.00 12345678901234567890.123 123456789012345678901234567890"


@pytest.mark.parametrize("number", NUMBERS.split())
def test_usual_numbers_keep_their_digits(both, number):
    content = f'{{"a": {number}, "b": "{number}", "c": [{number}, "x.y"]}}\n' * 3
    assert both(content.encode(), names_asked=["a", "b", "c", "a"])


@pytest.mark.parametrize("number", "-0 1e5 1E22 1.5E-3 12E-1 1e400 NaN -Infinity inf 1. .5".split())
def test_rare_numbers_are_judged_with_care(both, number):
    both(f'{{"a": {number}}}\n'.encode(), names_asked=["a"])
    both(f'{{"a": 1, "b": {number}}}\n'.encode(), names_asked=["a"])
    both(f'{{"a": [1, {number}]}}\n'.encode(), names_asked=["a"])


WRITTEN = st.from_regex(
    r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
)


@MANY
@given(st.lists(WRITTEN, min_size=1, max_size=5), st.booleans())
def test_numbers_of_every_spelling_keep_it(both, numbers, is_list):
    rows = [f'{{"a": {f"[{one}]" if is_list else one}, "b": "{one}"}}\n' for one in numbers]
    was_fast = both("".join(rows).encode(), names_asked=["a", "b"])
    assert was_fast or any("e" in one.lower() or one == "-0" for one in numbers)


def test_text_that_looks_like_a_number_is_read_fast(both):
    assert both(b'{"a": "12e4", "b": "NaN"}\n{"a": "1.50"}\n', names_asked=["a", "b"])
    assert both(b'{"a": "1e+22", "b": "-1e-07"}\n{"a": "1.50"}\n', names_asked=["a", "b"])


def test_names_and_sentences_that_end_like_doubtful_values_are_read_fast(both):
    text = '{"a": "Thé du Yunnan, Hainan", "b": "Herbes Inc., Nice."}\n{"a": "Hunan"}\n'
    assert both(text.encode(), names_asked=["a", "b"])


FAULTS = [
    '{"a":1,"a":2}',
    '{"a":1,"b":{"c":1,"c":2}}',
    '{"a":{"x":1,"x":2.50}}',
    '{"b":{"c":1},"b.c":2}',
    '{"b":{"c":1},"b\\u002ec":2}',
    '{"b":{"c":1},"b.\\u0063":2}',
    '{"b":{"c":1},"\\u0062.c":2}',
    '{"b":{"c":1},"\\u0061":2}',
    '{"^.a":3,"a":1}',
    '{"a":1,}',
    '{"a":[1,]}',
    '{"a":[1, \n]}',
    '{"a":1} {"a":2}',
    '{"a":1} x',
    '{"a":1}\n{"a"\n',
    '{"a":1}\n[1]\nnull\n3',
    '{"a":1}\n\n \t\n{"a":2}\n\n',
    '{"a":1}\r\n{"a":2}\r\n',
    '{"a":1}\r{"a":2}',
    '\n\n {"a":1}\n',
    '\ufeff{"a":1}',
    '\ufeff\ufeff{"a":1}',
    '{"a":1}\n\ufeff{"a":2}',
    '{"a":"\\ud800"}',
    '{"x":"\\ud800"}',
    '{"a":"\\u00e9\\/\\u0001\\u0000\x7f\\n"}',
    '{"a":["\\u00e9","\\u0001"]}',
    '{"a":"[x {y"}',
    '{"a":"{x"}',
    '{"a":"a.b .1E99 \\u002e1E99"}',
    '{"a":".1E99"}',
    '{"b":7}',
    '{"b":[{"c":1}]}',
    '{"b":null}',
    '{"A":1,"a":2}',
    '{"a":1}\x00',
    '{"a":1}\x0b\n',
    "{'a':1}",
    "",
    "[]",
    "[ ]",
    "{}",
    '[{"a":1},{"a":2},]',
    '[{"a":1},,{"a":2}]',
    '[{"a":1} {"a":2}]',
    '[{"a":1},\n {"a":2}',
    '[{"a":1},{"a":2}]]',
    '[{"a":1},{"a":2}] x',
    '[{"a":1}]\n[{"a":2}]',
    '[{"a":1},null,{"a":2}]',
    '[{"a":1},3]',
    '[{"a":1},{"b":[{"a":3},{"a":4}]},{"a":2}]',
    '[{"a":"},{\\"a\\""},{"a":2}]',
    '{"a":1}\n{"b":"},\\n{"}',
    '{\n "a": 1\n}\n',
    '{\n "a": 1\n}\n{\n "a": 2\n}',
    '{"a":' + "[" * 3000 + "]" * 3000 + "}",
    '{"a":1,"z":' + '{"a":' * 3000 + "1" + "}" * 3001,
    '{"a": "' + "x" * 70_000 + '"}\n{"a":2}\n',
]


@pytest.mark.parametrize("text", FAULTS)
@pytest.mark.parametrize("piece", [8, 1 << 20])
def test_what_is_unusual_lands_the_same(both, text, piece):
    for names in (["a", "b.c"], ["b.c", "^.a", "a"], ["."], ["nothing"], ["a", "b"]):
        both(text.encode(), names_asked=names, piece=piece)
        both(text.encode(), names_asked=names, piece=piece, rows="b")
        both(text.encode(), names_asked=names, piece=piece, rows_in="b")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings(both, encoding):
    assert both('{"a": "Thé"}\n{"a": "x"}\n'.encode(encoding), names_asked=["a"])


def test_bytes_that_are_no_text_and_packed_files(both):
    assert not both(b'{"a": "\xff"}\n{"a": 1}\n', names_asked=["a"])
    assert not both(b'{"a": 1, "b": "\xed\xa0\x80"}\n', names_asked=["a"])
    assert both({"in/1.json.gz": gzip.compress(b'{"a": 1}\n{"a": 2.50}\n')}, names_asked=["a"])


def test_a_careful_file_between_fast_ones(both):
    files = {f"in/{i}.json": b'{"a": %d.0}\n{"a": 2}\n' % i for i in range(3)}
    assert both({**files, "in/1.json": b'{"a": 1}\n{"a": 1e5}\n{"a"\n'}, names_asked=["a"])


def test_rows_in_rows_of_a_document(both):
    order = {"id": 1.5, "lines": [{"sku": "A"}, {"sku": "B", "tags": [1.25, "x"]}]}
    orders = [order, {"id": 2}, {"id": 3, "lines": []}, {"id": 4, "lines": None}]
    names = ["sku", "^.id", "^^.page", "tags", "^^^.x"]
    for indent in (None, 2):
        content = json.dumps({"page": 7, "data": {"orders": orders}}, indent=indent).encode()
        assert both(content, names_asked=names, rows="data.orders", rows_in="lines")
        assert both(content, names_asked=["id", "^.page"], rows="data.orders")
    lines = "".join(json.dumps(order) + "\n" for order in orders).encode()
    assert both(lines, names_asked=["sku", "^.id"], rows_in="lines", piece=90)
    assert both(lines, names_asked=["^.id"], rows_in="lines")


KEYS = st.sampled_from(["a", "b", "c", "a.b", "é", 'q"', "^.a"])
TEXTS = st.text(max_size=5) | st.sampled_from(["1.10", ".", "[1]", "{", "12e4", "nan", "a,}", ",]"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
ITEM = st.fixed_dictionaries(
    {}, optional={"a": TEXTS | st.decimals(0, 99, places=2).map(float), "b": VALUES}
)
USUAL = st.fixed_dictionaries(
    {"a": st.integers() | TEXTS}, optional={"b": st.lists(ITEM, max_size=3), "c": ITEM}
)
NAMES = st.lists(
    st.sampled_from(["a", "b", "c", "c.a", "^.a", "^.c.a", "b.0.a", "a.b", "^^.a", "é", 'q"']),
    min_size=1,
    max_size=4,
)
ROWS = st.sampled_from(["", "", "b", "c", "c.b"])
INDENT = st.sampled_from([None, 0, 1])


def written(rows: list[Any], indent: int | None, is_array: bool, is_ascii: bool) -> bytes:
    if is_array:
        return json.dumps(rows, indent=indent, ensure_ascii=is_ascii).encode("utf-8", "replace")
    lines = (json.dumps(row, ensure_ascii=is_ascii) + "\n" for row in rows)
    return "".join(lines).encode("utf-8", "replace")


@MANY
@given(
    st.lists(USUAL, min_size=1, max_size=6) | st.lists(VALUES, max_size=4),
    NAMES, ROWS, ROWS, INDENT, st.booleans(), st.booleans(), st.integers(1, 200),
)  # fmt: skip
def test_documents_of_any_kind(both, rows, names, outer, inner, indent, is_array, is_ascii, piece):
    content = written(rows, indent, is_array, is_ascii)
    both(content, names_asked=names, rows=outer, rows_in=inner, piece=piece)


@MANY
@given(st.text(st.sampled_from('[]{}",:1a.-e0b \n\\'), max_size=40), st.integers(1, 30))
def test_text_that_is_hardly_json(both, text, piece):
    both(b'{"a":1}\n' + text.encode(), names_asked=["a", "b"], piece=piece)
    both(b'[{"a":1},' + text.encode() + b"]", names_asked=["a"], piece=piece)


def test_the_json_test_suite(both, nasty_files):
    for names in ([".", "^.a"], ["a", "b.c"], ["a"]):
        pattern = str(nasty_files / "jsontestsuite/test_parsing/*.json")
        both(None, pattern=pattern, names_asked=names)


def test_usual_files_are_read_fast(both):
    rows = [{"a": i / 4, "b": {"c": f"x{i}"}, "items": [{"n": i}, {"n": "é"}]} for i in range(30)]
    for indent, is_array in ((None, False), (None, True), (0, True), (2, True)):
        for piece in (100, 700, 1 << 20):
            content = written(rows, indent, is_array, False)
            assert both(content, names_asked=["a", "b.c"], piece=piece)
            assert both(content, names_asked=["n", "^.b.c"], rows_in="items", piece=piece)


def test_notes_are_the_same(both):
    content = b'{"a": null}\n' * 2000 + b'{"a": null, "late": null}\n'
    assert both(content, names_asked=["a", "nothing", "^.way"])
    assert not both(content, names_asked=["a", "late"])
    assert both(content, names_asked=["a", "late"], rows_in="b")


def keys_seen(land: Land, text: str, **asked: Any) -> dict[str, int]:
    landed = land(text.encode(), kind="json", **asked)
    return {",".join(sorted(keys)): rows for keys, rows in landed.one.files[0].keys}


@pytest.mark.parametrize("bulk_bytes", [0, 1 << 40])
def test_the_keys_of_all_rows_of_a_small_file_are_counted_once(
    land: Land, monkeypatch: pytest.MonkeyPatch, bulk_bytes: int
) -> None:
    monkeypatch.setattr(json_source, "BULK_BYTES", bulk_bytes)
    rows = [*['{"a": 1, "b": "é"}'] * 3, *['{"a": 1}'] * 9]
    assert keys_seen(land, "\n".join(rows), names_asked=["a"]) == {"a,b": 3, "a": 9}
    assert keys_seen(land, f"[{', '.join(rows)}]", names_asked=["a"]) == {"a,b": 3, "a": 9}


@pytest.mark.parametrize("form", ["lines", "array"])
def test_a_key_that_comes_late_or_last_in_a_large_file_is_seen(
    land: Land, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(json_source, "BULK_BYTES", 0)
    rows = [{"a": n, "text": "x" * 50} for n in range(40_000)]
    rows[20_000:] = [row | {"late": 1} for row in rows[20_000:]]
    rows[-1]["last"] = 1
    text = "\n".join(map(json.dumps, rows)) if form == "lines" else json.dumps(rows)
    seen = keys_seen(land, text, names_asked=["a"])
    assert set(seen) == {"a,text", "a,late,text", "a,last,late,text"}
    assert sum(seen.values()) < 2000


def test_the_keys_of_rows_inside_of_records_are_theirs(
    land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_source, "BULK_BYTES", 0)
    text = '{"id": 1, "items": [{"n": 1}, {"n": 2, "m": 3}]}\n{"id": 2, "items": []}\n'
    assert keys_seen(land, text, rows_in="items", names_asked=["n"]) == {"n": 1, "m,n": 1}
