import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from alkasba.derive.search.asking import Asked, lookup_of
from alkasba.errors import StoreAway, StoreSlow
from alkasba.search.asking import document, search
from tests.derive.search.build import searchable

HIT = {"_id": "P1", "_score": 1.5, "_source": {"price": 0}, "sort": [1.5, "P1"]}
ANSWER: dict[str, Any] = {
    "timed_out": False,
    "hits": {"total": {"value": 7}, "hits": [HIT]},
    "aggregations": {
        "every": {"doc_count": 9},
        "facet.category": {"counts": {"buckets": [{"key": "Tea", "doc_count": 4}]}},
        "facet.maker": {
            "counts": {
                "buckets": [
                    {"key": "M1", "doc_count": 3, "label": {"buckets": [{"key": "Mill"}]}},
                    {"key": "M2", "doc_count": 1, "label": {"buckets": []}},
                ]
            }
        },
        "facet.price": {
            "counts": {
                "buckets": {
                    name: {"doc_count": count}
                    for name, count in {"10..": 2, "..1": 1, "1..2.5": 0, "2.5..10": 3}.items()
                }
            }
        },
        "facet.stock": {"counts": {"buckets": {}}},
        "facet.is_organic": {
            "counts": {"buckets": [{"key": 1, "key_as_string": "true", "doc_count": 5}]}
        },
        "facet.added_on": {
            "counts": {"buckets": [{"key": 1, "key_as_string": "2026-03", "doc_count": 6}]}
        },
    },
}


def answered(folder: Path, answer: dict[str, Any] | None) -> Any:
    found = searchable(folder)
    text = json.dumps(answer).replace('"price": 0', '"price": 3.60') if answer else ""
    asked: list[Any] = []

    def post(path: str, told: dict[str, Any]) -> str:
        asked.append((path, told))
        return text

    told = search(post, lookup_of(found, Asked("mint")), "all", 30)
    assert asked[0][0] == "/index_product/_search"
    return told


def test_an_answer_is_read_with_every_digit(tmp_path: Path) -> None:
    answer = json.loads(json.dumps(ANSWER))
    counts = answer["aggregations"]["facet.stock"]["counts"]["buckets"]
    counts |= {f"{a or ''}..{b or ''}": {"doc_count": 0} for a, b in _pairs()}
    found = answered(tmp_path, answer)
    assert (found.matched, found.total) == (9, 7)
    (hit,) = found.hits
    assert hit.document == {"price": Decimal("3.60")}
    assert (hit.id, hit.score, hit.place) == ("P1", 1.5, (1.5, "P1"))
    told = {n: [(c.value, c.count, c.label) for c in some] for n, some in found.facets.items()}
    assert told == {
        "category": [("Tea", 4, "")],
        "maker": [("M1", 3, "Mill"), ("M2", 1, "")],
        "price": [("..1", 1, ""), ("2.5..10", 3, ""), ("10..", 2, "")],
        "stock": [],
        "is_organic": [("yes", 5, "")],
        "added_on": [("2026-03", 6, "")],
    }


def _pairs() -> list[tuple[str | None, str | None]]:
    from_ = [None, *(str(step * 10**power) for power in range(6) for step in (1, 2, 5))]
    return list(zip(from_, [*from_[1:], None], strict=True))


def test_what_takes_too_long_or_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreSlow, match="longer than 30 seconds"):
        answered(tmp_path / "a", ANSWER | {"timed_out": True})
    with pytest.raises(StoreAway, match="nothing is indexed"):
        answered(tmp_path / "b", None)


def test_a_document_is_had_by_its_id_as_a_value() -> None:
    asked: list[Any] = []

    def post(path: str, told: dict[str, Any]) -> str:
        asked.append((path, told))
        return json.dumps({"hits": {"hits": [HIT]}})

    assert document(post, "index_a", "../x") is not None
    assert asked == [("/index_a/_search", {"query": {"ids": {"values": ["../x"]}}, "size": 1})]
