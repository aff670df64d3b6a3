"""Values of Arrow as text that the cleaning reads: all digits, ISO days, nested values as JSON."""

import pyarrow as pa
import pyarrow.types as kinds

UTC = "'UTC'"


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type to which Arrow casts a value before DuckDB reads it.

    DuckDB has no decimals of more than 38 digits and no half floats, and it writes the decimals
    in JSON through a floating number, which loses digits; so these become texts and floats.
    """
    if kinds.is_dictionary(kind):
        return plain_type(kind.value_type)
    if kinds.is_run_end_encoded(kind):
        return plain_type(kind.value_type)
    if kinds.is_decimal256(kind):
        return pa.string()
    if kinds.is_float16(kind):
        return pa.float32()
    return _nested(kind) if kinds.is_nested(kind) else kind


def _nested(kind: pa.DataType) -> pa.DataType:
    def inner(field: pa.Field) -> pa.Field:
        is_decimal = kinds.is_decimal(field.type)
        return field.with_type(pa.string() if is_decimal else plain_type(field.type))

    if kinds.is_struct(kind):
        return pa.struct([inner(field) for field in kind])
    if kinds.is_map(kind):
        return pa.map_(kind.key_type, inner(kind.item_field))
    if kinds.is_large_list(kind):
        return pa.large_list(inner(kind.value_field))
    if kinds.is_list(kind):
        return pa.list_(inner(kind.value_field))
    if kinds.is_fixed_size_list(kind):
        return pa.list_(inner(kind.value_field), kind.list_size)
    return kind


def is_typed(kind: pa.DataType) -> bool:
    """Whether a value is a number, a day or a flag already, and no text."""
    kind = getattr(kind, "value_type", kind) if kinds.is_dictionary(kind) else kind
    return any(
        is_one(kind)
        for is_one in (
            kinds.is_integer,
            kinds.is_floating,
            kinds.is_decimal,
            kinds.is_temporal,
            kinds.is_boolean,
        )
    )


def is_bytes(kind: pa.DataType) -> bool:
    """Whether a value is bytes that no one says to be text."""
    return any(
        is_one(kind)
        for is_one in (
            kinds.is_binary,
            kinds.is_large_binary,
            kinds.is_binary_view,
            kinds.is_fixed_size_binary,
        )
    )


def text_sql(value: str, kind: pa.DataType) -> str:
    """SQL for the text of a value of a plain type."""
    if is_bytes(kind):
        return f"lower(hex({value}))"
    if kinds.is_nested(kind):
        return f"CASE WHEN {value} IS NOT NULL THEN to_json({value})::VARCHAR END"
    if kinds.is_timestamp(kind) and kind.tz is not None:
        # The text of an instant would else stand in the zone of whoever runs the program.
        return f"timezone({UTC}, {value})::VARCHAR || '+00'"
    return f"{value}::VARCHAR"


def inside(schema: pa.Schema, name: str) -> tuple[int, tuple[str, ...], pa.DataType] | None:
    """Where `a.b` leads: the place of the column a, the names from there on, and the type.

    Nothing where the columns have no such struct.
    """
    first, *path = name.split(".")
    places = schema.get_all_field_indices(first)
    if not path or not places:
        return None
    kind = schema.field(places[0]).type
    for part in path:
        if not kinds.is_struct(kind) or kind.get_field_index(part) < 0:
            return None
        kind = kind.field(part).type
    return places[0], tuple(path), kind
