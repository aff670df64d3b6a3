from datetime import UTC, datetime, timedelta

import pytest

from alkasba.flows.recommend.events.event import AHEAD, BEHIND, Rejected, read_event

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
SAID = {
    "type": "clicked",
    "visitor": "v1",
    "recommendation": "20261031-080004-4f1c2a9b-9c1e04d2b7a35f68",
    "products": ["T1"],
}


def test_an_event_is_read_with_what_is_usual_where_nothing_is_said():
    found = read_event(SAID, NOW)
    assert (found.kind, found.who, found.is_visitor, found.at) == ("clicked", "v1", True, NOW)
    assert (found.products, found.places, found.id) == (("T1",), (0,), "")


def test_products_may_say_where_they_stood():
    said = SAID | {"products": [{"key": "T1", "place": 3}, {"key": "T2"}, "T3"]}
    assert read_event(said, NOW).places == (3, 0, 0)


def test_a_purchase_needs_no_recommendation():
    said = {"type": "bought", "customer": "C1", "products": ["T1"]}
    assert read_event(said, NOW).recommendation == ""


def test_moments_are_read_in_any_zone_and_never_lie_ahead():
    assert read_event(SAID | {"when": "2026-11-01T08:30:00+01:00"}, NOW).at.hour == 7
    assert read_event(SAID | {"when": (NOW + AHEAD).isoformat()}, NOW).at == NOW


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"type": "watched"}, "type"),
        ({"type": ["shown"]}, "type"),
        ({"visitor": None}, "customer"),
        ({"customer": "C1"}, "customer"),
        ({"visitor": 5}, "visitor"),
        ({"visitor": ""}, "visitor"),
        ({"visitor": "x" * 201}, "visitor"),
        ({"visitor": "a\x00b"}, "visitor"),
        ({"visitor": "\ud800"}, "visitor"),
        ({"visitor": "a\nb"}, "visitor"),
        ({"products": []}, "products"),
        ({"products": "T1"}, "products"),
        ({"products": ["T1", "T1"]}, "products"),
        ({"products": [f"T{n}" for n in range(101)]}, "products"),
        ({"products": [{"place": 1}]}, "products.0"),
        ({"products": [{"key": "T1", "price": 1}]}, "products.0"),
        ({"products": ["T1", {"key": "T2", "place": -1}]}, "products.1.place"),
        ({"products": [{"key": "T2", "place": 0}]}, "products.0.place"),
        ({"products": [{"key": "T2", "place": True}]}, "products.0.place"),
        ({"products": [{"key": "T2", "place": float("nan")}]}, "products.0.place"),
        ({"products": [None]}, "products.0"),
        ({"recommendation": None}, "recommendation"),
        ({"recommendation": "a b c d e f"}, "recommendation"),
        ({"when": "yesterday"}, "when"),
        ({"when": "2026-11-01T08:00:00"}, "when"),
        ({"when": 1793520000}, "when"),
        ({"when": "0001-01-01T00:00:00+14:00"}, "when"),
        ({"when": (NOW + AHEAD + timedelta(seconds=1)).isoformat()}, "when"),
        ({"when": (NOW - BEHIND - timedelta(seconds=1)).isoformat()}, "when"),
        ({"id": 7}, "id"),
        ({"costumer": "C1"}, ""),
    ],
)
def test_what_is_none_is_told_by_its_place_and_without_its_values(change, where):
    said = {name: value for name, value in (SAID | change).items() if value is not None}
    with pytest.raises(Rejected) as found:
        read_event(said, NOW)
    assert found.value.where == where
    assert "x" * 50 not in found.value.reason and "watched" not in found.value.reason


@pytest.mark.parametrize("said", [None, 1, "shown", [], ["shown"]])
def test_what_is_no_object_is_none(said):
    with pytest.raises(Rejected, match="an object"):
        read_event(said, NOW)
