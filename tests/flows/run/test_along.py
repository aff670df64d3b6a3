from pathlib import Path

import pytest

from alkasba.errors import StoreAway
from alkasba.flows.run import along
from alkasba.flows.run.along import bring_along
from tests.shop_builder import small_shop


def test_one_that_is_away_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = []

    def away(*_: object, **__: object) -> None:
        brought.append("shared")
        raise StoreAway("PostgreSQL is away")

    def busy(*_: object, **__: object) -> None:
        brought.append("indexed")
        raise StoreAway("the engine is away")

    monkeypatch.setattr(along, "share", away)
    monkeypatch.setattr(along, "index_rows", busy)
    with pytest.raises(StoreAway, match="PostgreSQL"):
        bring_along(small_shop(tmp_path).open())
    assert brought == ["shared", "indexed"]
