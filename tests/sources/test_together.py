"""The keys that rows have together are counted, and no more kept than there is memory for."""

import pytest

from alkasba.sources import together
from alkasba.sources.together import Together


def found(*rows: object) -> dict[str, int]:
    kinds = Together()
    for row in rows:
        kinds.add(row)
    return {",".join(sorted(keys)): count for keys, count in kinds.found}


def test_the_order_of_keys_makes_no_other_kind() -> None:
    assert found({"a": 1, "b": 2}, {"b": 1, "a": None}, {"a": 1}) == {"a,b": 2, "a": 1}


def test_what_has_no_keys_is_no_row() -> None:
    assert found([1], "a", None, 7) == {}


def test_kinds_beyond_the_limit_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "KINDS_AT_MOST", 2)
    assert found({"a": 1}, {"b": 1}, {"c": 1}, {"a": 1}) == {"a": 2, "b": 1}


def test_a_row_of_very_many_keys_is_a_list_and_none_of_them_a_name() -> None:
    assert found({str(n): n for n in range(together.KEYS_AT_MOST + 1)}) == {}
