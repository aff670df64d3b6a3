"""Values as Python holds them, made exact texts; for databases whose drivers give rows."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa

from alkasba.sources.database.texts import Texts

NOTHING = type(None)
TYPED = (bool, int, float, Decimal, date, datetime)


def texts_of(names: Sequence[str], rows: Iterator[Sequence[Sequence[object]]]) -> Texts:
    """Texts of rows that arrive some thousand at a time.

    A column counts as typed where it holds values, and none of them is a text.
    """
    texts = Texts(tuple(names), iter(()))
    texts.batches = _batches(texts, rows)
    return texts


def _batches(texts: Texts, rows: Iterator[Sequence[Sequence[object]]]) -> Iterator[pa.RecordBatch]:
    spelled: set[str] = set()
    for some in rows:
        columns = []
        for name, values in zip(texts.names, zip(*some, strict=True), strict=True):
            kinds = set(map(type, values)) - {NOTHING}
            if kinds <= set(TYPED):
                texts.typed |= {name} if kinds else set()
            else:
                spelled.add(name)
            columns.append(_column(values, kinds))
        texts.typed -= spelled
        yield pa.RecordBatch.from_arrays(columns, schema=texts.schema)


def _column(values: Sequence[object], kinds: set[type]) -> pa.Array:
    if kinds <= {str}:
        return pa.array(values, pa.string())
    # Arrow writes numbers as Python would, many times as fast: floats so that they read back alike.
    if kinds == {int} or kinds == {float}:
        try:
            return pa.array(values).cast(pa.string())
        except (OverflowError, pa.ArrowInvalid):
            pass
    return pa.array([None if v is None else text_of(v) for v in values], pa.string())


def text_of(value: object) -> str:
    """The exact text of a value.

    >>> text_of(Decimal("1E+3")), text_of(0.1), text_of(True), text_of(b"\\x00\\xff")
    ('1000', '0.1', 'true', '00ff')
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return repr(value) if isinstance(value, float) else str(value)
