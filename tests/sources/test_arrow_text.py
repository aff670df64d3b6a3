"""Types of Arrow and the text that their values become."""

import pyarrow as pa
import pytest

from alkasba.sources.arrow_text import inside, is_typed, plain_type, text_sql


@pytest.mark.parametrize(
    "kind",
    [pa.int8(), pa.float64(), pa.decimal128(9, 2), pa.date32(), pa.bool_(), pa.timestamp("ns")],
)
def test_what_has_a_type(kind):
    assert is_typed(kind)
    assert is_typed(pa.dictionary(pa.int32(), kind))


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.null()])
def test_what_has_none(kind):
    assert not is_typed(kind)


def test_decimals_never_meet_a_float():
    assert plain_type(pa.decimal256(60, 4)) == pa.string()
    assert plain_type(pa.list_(pa.decimal128(9, 2))).value_type == pa.string()
    assert plain_type(pa.map_(pa.string(), pa.decimal128(9, 2))).item_type == pa.string()
    assert plain_type(pa.list_(pa.float16(), 2)) == pa.list_(pa.float32(), 2)


def test_an_instant_is_told_in_one_zone_only():
    assert "UTC" in text_sql("v0", pa.timestamp("us", "Asia/Tokyo"))
    assert "UTC" not in text_sql("v0", pa.timestamp("us"))


def test_a_path_leads_into_structs_only():
    schema = pa.schema(
        [("a", pa.struct([("b", pa.struct([("c", pa.int64())]))])), ("d", pa.int8())]
    )
    assert inside(schema, "a.b.c") == (0, ("b", "c"), pa.int64())
    assert [inside(schema, name) for name in ("a", "d.e", "a.x", "x.y")] == [None] * 4
