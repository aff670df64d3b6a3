"""Parquet, Arrow and Feather files land with every digit, as text that the cleaning reads."""

import gzip
import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from alkasba.errors import SourceError
from alkasba.sources import parquet


def packed(table, **options):
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def one(values, kind=None):
    return packed(pa.table({"a": pa.array(values, kind)}))


def landed_values(land, values, kind=None):
    landed = land(one(values, kind), kind="parquet")
    return [row[0] for row in landed.rows]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (pa.decimal128(38, 12), Decimal("12345678901234567890.123456789012"), None),
        (pa.decimal256(60, 10), Decimal("12345678901234567890123456789012345678.1234567890"), None),
        (pa.decimal128(9, 2), Decimal("0.10"), "0.10"),
        (pa.float64(), 0.1, "0.1"),
        (pa.float32(), 9.8, "9.8"),
        (pa.int64(), -(2**63), None),
        (pa.uint64(), 2**64 - 1, None),
        (pa.bool_(), True, "true"),
        (pa.date32(), date(2026, 1, 31), "2026-01-31"),
        (pa.date64(), date(2026, 1, 31), "2026-01-31"),
        (pa.time64("us"), time(10, 5), "10:05:00"),
        (pa.timestamp("ms"), datetime(2026, 1, 31, 10, 5), "2026-01-31 10:05:00"),  # noqa: DTZ001
        (
            pa.timestamp("us", "Asia/Tokyo"),
            datetime(2026, 1, 31, 23, tzinfo=UTC),
            "2026-01-31 23:00:00+00",
        ),
        (pa.string(), " as it is ", None),
        (pa.large_string(), "é", None),
        (pa.dictionary(pa.int8(), pa.string()), "x", None),
        (pa.binary(), b"\x00\xff", "00ff"),
        (pa.null(), None, None),
    ],
    ids=str,
)
def test_a_value_keeps_all_that_it_says(land, kind, value, text):
    expected = text or (None if value is None else str(value))
    assert landed_values(land, [value, None], kind) == [expected, None]


def test_half_floats_and_text_views_of_feather(land):
    out = io.BytesIO()
    columns = {"h": pa.array([1.5], pa.float16()), "v": pa.array(["x"], pa.string_view())}
    with pa.ipc.new_file(out, (table := pa.table(columns)).schema) as file:
        file.write_table(table)
    assert land(out.getvalue(), kind="parquet").rows == [("1.5", "x")]


def test_what_is_nested_becomes_json_and_a_path_reaches_into_it(land):
    row = {"city": "Nice", "paid": Decimal("1.10"), "tags": ["a", None]}
    kind = pa.struct(
        [("city", pa.string()), ("paid", pa.decimal128(9, 2)), ("tags", pa.list_(pa.string()))]
    )
    data = packed(pa.table({"a": pa.array([row, None], kind)}))
    landed = land(data, kind="parquet", names_asked=["a.paid", "a.tags", "a.nothing"])
    assert landed.one.names == ("a", "a.paid", "a.tags")
    assert landed.rows == [
        ('{"city":"Nice","paid":"1.10","tags":["a",null]}', "1.10", '["a",null]'),
        (None, None, None),
    ]
    assert landed.one.typed == {1: ""}


def test_files_of_one_shape_land_together_in_their_order(land):
    landed = land(
        {
            "in/1.parquet": one([1, 2]),
            "in/2.parquet": one([3], pa.int8()),
            "in/3.parquet": one(["4"]),
        },
        kind="parquet",
    )
    assert [len(landing.files) for landing in landed.landings] == [2, 1]
    assert landed.rows == [("1",), ("2",), ("3",), ("4",)]
    assert [landing.typed for landing in landed.landings] == [{0: ""}, {}]
    assert landed.landings[0].lines(0, [0, 1]) == {0: 1, 1: 2}


def test_rows_keep_their_order_over_row_groups(land):
    landed = land(packed(pa.table({"a": range(300_000)}), row_group_size=10_000), kind="parquet")
    assert [int(row[0]) for row in landed.rows] == list(range(300_000))
    assert landed.one.files[0].records == 300_000


def test_packed_files_and_feather(land):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("x.parquet", one([1]))
    plain = io.BytesIO()
    feather.write_feather(pa.table({"a": [3]}), plain)
    files = {
        "in/1.zip": archive.getvalue(),
        "in/2.parquet.gz": gzip.compress(one([2])),
        "in/3.feather": plain.getvalue(),
    }
    assert land(files, kind="parquet").rows == [("1",), ("2",), ("3",)]


def test_two_columns_of_one_name(land):
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"])
    landed = land(packed(table), kind="parquet")
    assert landed.one.names == ("a", "a_2")


def test_files_without_rows_and_files_that_are_none(land):
    files = {"in/1.parquet": b"", "in/2.parquet": b"id\n1\n", "in/3.parquet": one([], pa.int8())}
    landed = land(files, kind="parquet")
    assert landed.notes == ["empty", "empty"]
    assert [(row.rule, row.reason) for row in landed.unread] == [
        ("parquet", "this is neither a Parquet file nor one of Arrow")
    ]


@pytest.mark.parametrize("keep", [5, 200, -20])
def test_a_file_that_was_cut_off_is_told(land, keep):
    with pytest.raises(SourceError, match=r"one\.parquet: the file is damaged or cut off"):
        land(one(list(range(1000)))[:keep], kind="parquet")


def test_a_file_with_spoiled_values_is_told(land):
    data = bytearray(packed(pa.table({"a": [f"{i * 7919}" for i in range(100_000)]})))
    data[100:5000] = bytes(4900)
    with pytest.raises(SourceError, match="damaged"):
        land(bytes(data), kind="parquet")


def test_an_encrypted_file_is_told(land):
    with pytest.raises(SourceError, match="encrypted"):
        land(b"PARE" + bytes(100) + b"PARE", kind="parquet")


def test_batches_have_a_bound(land, monkeypatch):
    monkeypatch.setattr(parquet, "BATCH_BYTES", 1)
    landed = land({"in/1.parquet": one([1]), "in/2.parquet": one([2])}, kind="parquet")
    assert len(landed.landings) == 2
