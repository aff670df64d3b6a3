"""Values of Python become exact texts, and a column of numbers is known as one."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.database.values import text_of, texts_of

# As a driver gives it for a column without a zone.
WALL = datetime.fromisoformat("2026-05-01 10:30")


def column(*values: object) -> tuple[list[str | None], bool]:
    texts = texts_of(["a"], iter([[(value,) for value in values]]))
    found = [v for batch in texts.batches for v in batch.column(0).to_pylist()]
    return found, texts.typed == {"a"}


@pytest.mark.parametrize(
    ("values", "texts", "is_typed"),
    [
        ((1, None, -(2**63)), ["1", None, "-9223372036854775808"], True),
        ((2**64, 1), ["18446744073709551616", "1"], True),
        ((1.5, 1), ["1.5", "1"], True),
        ((9007199254740993, 0.5), ["9007199254740993", "0.5"], True),
        ((Decimal("1.500"), Decimal("1E+2")), ["1.500", "100"], True),
        (
            (date(2026, 5, 1), WALL),
            ["2026-05-01", "2026-05-01 10:30:00"],
            True,
        ),
        ((WALL.replace(tzinfo=UTC),), ["2026-05-01 10:30:00+00:00"], True),
        ((True, False), ["true", "false"], True),
        (("1,5", None), ["1,5", None], False),
        (("1,5", 1.5), ["1,5", "1.5"], False),
        ((None,), [None], False),
        ((b"\x00\xff",), ["00ff"], False),
        ((time(10, 30), timedelta(hours=30)), ["10:30:00", "1 day, 6:00:00"], False),
    ],
)
def test_each_kind_has_its_text(values, texts, is_typed) -> None:
    assert column(*values) == (texts, is_typed)


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_floats_read_back_as_they_were(values: list[float]) -> None:
    assert [float(text) for text in column(*values)[0]] == values


def test_one_text_in_any_batch_makes_it_a_column_of_texts() -> None:
    texts = texts_of(["a", "b"], iter([[(1, 1)], [("x", 2)], [(3, 3)]]))
    assert len(list(texts.batches)) == 3
    assert texts.typed == {"b"}


def test_other_values_are_told_as_they_tell_themselves() -> None:
    assert text_of(complex(1, 2)) == "(1+2j)"
