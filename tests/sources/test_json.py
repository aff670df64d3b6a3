"""JSON files are landed as they were written, and every row is accounted for."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alkasba.model.source import Source
from alkasba.ports import OriginFile
from alkasba.sources import json as json_source

ORDERS = b"""[
 {"id": 1, "customer": {"city": "Nice"}, "lines": [{"sku": "A", "price": 1.10},
                                                   {"sku": "B", "price": 2E2}]},
 {"id": 2, "customer": {"city": null}, "lines": []},
 {"id": 3}
]"""


def test_each_element_of_an_array_is_a_row(land):
    landed = land(ORDERS, kind="json", names_asked=["id", "customer.city", "lines.0.sku"])
    assert landed.rows == [("1", "Nice", "A"), ("2", None, None), ("3", None, None)]
    assert landed.lines() == [2, 4, 5]
    assert landed.one.names == ("id", "customer.city", "lines.0.sku")


def test_nested_rows_know_the_row_around_them(land):
    landed = land(ORDERS, kind="json", rows_in="lines", names_asked=["^.id", "sku", "price"])
    assert landed.rows == [("1", "A", "1.10"), ("1", "B", "2E2")]
    assert landed.one.files[0].records == 2
    assert landed.notes == ["1 rows have nothing at 'lines'"]


def test_rows_inside_a_document(land):
    content = b'{"page": 1, "data": {"items": [{"n": 1}, {"n": 2}]}}'
    landed = land(content, kind="json", rows="data.items", names_asked=["n", "^.page"])
    assert landed.rows == [("1", "1"), ("2", "1")]


def test_rows_that_are_not_there_are_unread(land):
    landed = land(b'{"data": 1}', kind="json", rows="data.items")
    assert [row.reason for row in landed.unread] == ["there are no rows at 'data.items'"]


def test_values_are_text_as_it_was_written(land):
    content = rb'{"a":[1.50,-0,123456789012345678901234567890,"1.0",true,null,"\u00e9",{"x":[]}]}'
    paths = [f"a.{i}" for i in range(8)]
    landed = land(content, kind="json", names_asked=paths)
    assert landed.rows == [
        ("1.50", "-0", "123456789012345678901234567890", "1.0", "true", None, "é", '{"x":[]}')
    ]


def test_a_path_that_no_row_has_is_said(land):
    landed = land(b'[{"price": null}]', kind="json", names_asked=["price", "prcie"])
    assert landed.notes == ["no row has anything at 'prcie'"]


def test_one_object_a_line_and_a_broken_line(land):
    content = b'{"a": 1}\n{"a": \n\n{"a": NaN}\n{"a": "\xff"}\n{"a": "\\ud800"}\n[1]\n{"a": 2}\n'
    landed = land(content, kind="json", names_asked=["a"])
    assert landed.rows == [("1",), ("2",)]
    assert landed.lines() == [1, 8]
    assert [(row.line, row.rule) for row in landed.unread] == [
        (2, "json"),
        (4, "json"),
        (5, "encoding"),
        (6, "encoding"),
        (7, "json"),
    ]
    assert landed.one.files[0].records == 7


@pytest.mark.parametrize("content", [b"", b" \n", b"\xef\xbb\xbf", b"[]"])
def test_a_file_without_rows_is_empty(land, content):
    landed = land(content, kind="json")
    assert landed.one.files[0].records == 0
    assert landed.notes == ["empty"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings(land, encoding):
    landed = land('[{"nom": "Thé"}]'.encode(encoding), kind="json", names_asked=["nom"])
    assert landed.rows == [("Thé",)]


def test_a_western_encoding_must_be_declared(land):
    content = '[{"nom": "Thé"}]'.encode("cp1252")
    assert land(content, kind="json", names_asked=["nom"]).rows == []
    landed = land(content, kind="json", names_asked=["nom"], encoding="windows-1252")
    assert landed.rows == [("Thé",)]


def test_files_land_in_their_order_in_bounded_batches(land, monkeypatch):
    monkeypatch.setattr(json_source, "BATCH_BYTES", 20)
    files = {f"in/{i}.json": b'[{"n":%d}]' % i for i in range(3)}
    landed = land(
        {**files, "in/9.json.gz": gzip.compress(b'{"n":9}')}, kind="json", names_asked=["n"]
    )
    assert landed.rows == [("0",), ("1",), ("2",), ("9",)]
    assert len(landed.landings) > 1


def test_a_broken_file_does_not_spoil_the_others(land):
    landed = land({"in/1.json": b"[1,", "in/2.json": b"[2]"}, kind="json")
    assert landed.rows_by_landing == [[("1", 0), ("2", 1)]]
    assert [row.file.name for row in landed.unread] == ["in/1.json"]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=40) | st.text(st.sampled_from('[]{}",:1a \n'), max_size=30).map(str.encode)
)
def test_any_bytes_are_accounted_for(land, content):
    for names in ([".", "^.a"], ["a"]):
        landed = land(content, kind="json", names_asked=names)
        assert landed.one.files[0].records == len(landed.rows) + len(landed.unread)


def test_the_json_test_suite(land, nasty_files):
    pattern = str(nasty_files / "jsontestsuite/test_parsing/*.json")
    landed = land(pattern=pattern, kind="json")
    files = {file.file.path.name: file for one in landed.landings for file in one.files}
    unread = {row.file.path.name for row in landed.unread}
    assert len(files) == 318
    accepted = {name for name in files if name.startswith("y_")}
    refused = {name for name, file in files.items() if name.startswith("n_") and file.records}
    assert len(accepted) == 95
    assert len(refused) == 188 - 3, "three of them are empty files"
    assert not accepted & unread
    assert refused <= unread
    assert all("Traceback" not in row.reason and "Error" not in row.reason for row in landed.unread)


def test_the_head_of_a_file_gives_the_keys_of_nested_rows(tmp_path):
    path = tmp_path / "one.json"
    path.write_bytes(ORDERS)
    file = OriginFile("one.json", path, "", len(ORDERS))
    source = Source("orders", "json", ("*",))
    found = json_source.JsonSource().head(source, file, rows="lines", names=["^.id"])
    assert [(set(row.keys), row.values) for row in found] == [({"sku", "price"}, ("1",))] * 2
