"""A question to Elasticsearch or OpenSearch: sent, and its answer read."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from alkasba.derive.search.body import EVERY, body, ranges
from alkasba.errors import StoreAway, StoreSlow
from alkasba.model.searching import Counted, Facet, Found, Hit, Lookup, Way

Post = Callable[[str, dict[str, Any]], str]
"""Posts JSON to a path; the text of the answer, or nothing where there is no such index."""


def search(post: Post, lookup: Lookup, way: Way, seconds: float) -> Found:
    """What is found of a question; raises StoreSlow, StoreAway."""
    answer = _asked(post, lookup.plan.alias, body(lookup, way, seconds))
    if answer["timed_out"]:
        raise too_slow(seconds)
    counts = answer["aggregations"]
    return Found(
        matched=counts[EVERY]["doc_count"],
        total=answer["hits"]["total"]["value"],
        hits=tuple(map(_hit, answer["hits"]["hits"])),
        facets={one.name: _counted(one, counts[f"facet.{one.name}"]) for one in lookup.facets},
    )


def document(post: Post, alias: str, name: str) -> Hit | None:
    """The document of that id."""
    hits = _asked(post, alias, {"query": {"ids": {"values": [name]}}, "size": 1})["hits"]["hits"]
    return _hit(hits[0]) if hits else None


def _asked(post: Post, alias: str, told: dict[str, Any]) -> dict[str, Any]:
    answer = post(f"/{alias}/_search", told)
    if not answer:
        raise nothing_indexed(alias)
    # No number of a document passes through a float.
    found: dict[str, Any] = json.loads(answer, parse_float=Decimal)
    return found


def _hit(told: dict[str, Any]) -> Hit:
    score = told.get("_score")
    place = (float(one) if isinstance(one, Decimal) else one for one in told.get("sort", ()))
    return Hit(told["_id"], told["_source"], None if score is None else float(score), tuple(place))


def _counted(facet: Facet, told: dict[str, Any]) -> tuple[Counted, ...]:
    buckets = told["counts"]["buckets"]
    if isinstance(buckets, dict):
        pairs = ((key, buckets[key]["doc_count"]) for key in ranges(facet))
        return tuple(Counted(key, count) for key, count in pairs if count)
    return tuple(_of_bucket(facet, one) for one in buckets)


def _of_bucket(facet: Facet, bucket: dict[str, Any]) -> Counted:
    key = bucket.get("key_as_string", bucket["key"])
    if facet.kind == "flag":
        key = "yes" if key == "true" else "no"
    labels = bucket.get("label", {}).get("buckets", [])
    return Counted(str(key), bucket["doc_count"], str(labels[0]["key"]) if labels else "")


def nothing_indexed(alias: str) -> StoreAway:
    """The name stands for no index yet."""
    return StoreAway(
        f"nothing is indexed as '{alias}' yet.",
        where="[search] url",
        next_step="Run: alkasba produce --once, then: alkasba consume --once",
    )


def too_slow(seconds: float) -> StoreSlow:
    """The question took longer than the shop allows."""
    return StoreSlow(
        f"the search took longer than {seconds:g} seconds.",
        where="serve.seconds",
        next_step="Look for fewer or longer words, or raise the setting.",
    )
