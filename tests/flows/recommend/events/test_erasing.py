import pytest

from alkasba.errors import StoreError
from alkasba.flows.recommend.events import erasing
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.whose import as_kept
from tests.flows.recommend.events.test_report import event
from tests.flows.recommend.events.test_weighing import shop, tell
from tests.recommend_shop import OBJECTING

__all__ = ["shop"]


@pytest.mark.parametrize("called", ["number", "pseudonym"])
def test_all_of_a_person_goes_and_of_nobody_else(shop, called):
    tell(
        shop,
        event("shown", "T1", customer="C1"),
        event("clicked", "T1", customer="c1"),
        event("shown", "T1", customer="C2"),
        event("shown", "T1", visitor="C1x"),
    )
    opened = shop.open()
    key = "C1" if called == "number" else as_kept(opened, "C1")
    assert erasing.find(opened, key) == len(erasing.export(opened, key)) == 2
    assert erasing.erase(opened, key) == 2
    assert erasing.find(opened, key) == 0 and erasing.export(opened, key) == []
    assert Events(shop.folder / "build/recommend/events").read().num_rows == 2


def test_a_visitor_is_erased_by_the_id_that_the_shop_made(shop):
    tell(shop, event("shown", "T1", visitor="v7"))
    assert erasing.erase(shop.open(), "v7") == 1


def test_where_more_came_meanwhile_it_is_said(shop, monkeypatch):
    monkeypatch.setattr(erasing, "find", lambda *_: 1)
    with pytest.raises(StoreError, match="still there"):
        erasing.erase(shop.open(), "C1")


@pytest.mark.parametrize("key", ["", " "])
def test_nobody_is_not_everybody_who_objects(shop, key):
    tell(shop, event("shown", "T1", customer=OBJECTING))
    assert erasing.erase(shop.open(), key) == 0
    assert Events(shop.folder / "build/recommend/events").read().num_rows == 1
