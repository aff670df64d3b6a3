"""The index of a table that is searched, as Elasticsearch and OpenSearch are told of it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from alkasba.derive.search.fields import fields_of
from alkasba.derive.search.words import APOSTROPHES
from alkasba.model.index import Field, IndexPlan
from alkasba.model.shop import Shop
from alkasba.model.table import Search, Table

LONGEST_KEYWORD = 1024
"""Signs of a text that can be sorted and counted by; longer ones are only searched."""
ANALYSERS = {"en": "english", "fr": "french", "ar": "arabic"}
"""By language, what every engine brings along for it."""
FOLDING = ["lowercase", "asciifolding", "decimal_digit", "arabic_normalization"]
ELIDED = rf"(?i)(?<![\p{{L}}\p{{N}}])(?:qu|[cdjlmnst])[{APOSTROPHES}](?=[\p{{L}}\p{{N}}])"
"""An article of French that leans on the word after it."""
PLAIN = {"code": "keyword", "choice": "keyword", "whole": "long", "flag": "boolean"}


def index_plan(part: Shop, table: Table) -> IndexPlan:
    """The index of a table.

    Words that mean the same are no part of it: a question is told them, so that all engines know
    the same, and another file of them needs no other index.
    """
    search = table.search or Search(f"index_{table.name}")
    return plan_of_fields(search.index, fields_of(part, table), languages_of(part))


def plan_of_fields(
    alias: str,
    fields: Sequence[Field],
    languages: tuple[str, ...] = (),
) -> IndexPlan:
    """The index of documents with these fields; its name tells all that decides what it holds."""
    body = {
        "settings": _settings(),
        "mappings": {"dynamic": "strict", "properties": _properties(fields, languages)},
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:10]
    return IndexPlan(alias, f"{alias}-{digest}", tuple(fields), languages, body)


def languages_of(shop: Shop) -> tuple[str, ...]:
    """The languages of a shop: those that its names are told in."""
    told = {"en", *shop.words.names}
    return tuple(language for language in ANALYSERS if language in told)


def _settings() -> dict[str, Any]:
    # Words are cut where the program itself cuts those of a question.
    cuts = {"type": "mapping", "mappings": [f"{sign}=>\\u0020" for sign in "._:"]}
    left_out = {"type": "pattern_replace", "pattern": f"{ELIDED}|[{APOSTROPHES}]"}
    words = {"tokenizer": "standard", "filter": FOLDING, "char_filter": ["cuts", "left_out"]}
    analysis = {
        "char_filter": {"cuts": cuts, "left_out": {**left_out, "replacement": ""}},
        "analyzer": {"words": {"type": "custom", **words}},
        "normalizer": {"folded": {"type": "custom", "filter": FOLDING}},
    }
    # How long a document that is gone is remembered: one that comes late would else rise again.
    return {"index": {"gc_deletes": "24h", "analysis": analysis}}


def _properties(fields: Sequence[Field], languages: tuple[str, ...]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for one in fields:
        place = properties
        for name in filter(None, one.within.split(".")):
            place = place.setdefault(name, {"properties": {}, "dynamic": "strict"})["properties"]
        place[one.column.name] = _told(one, languages)
    return properties


def _told(one: Field, languages: tuple[str, ...]) -> dict[str, Any]:
    column = one.column
    match column.type:
        case "money" | "number":
            # Kept as a whole number of the smallest unit, so that no cent is lost.
            return {"type": "scaled_float", "scaling_factor": 10**column.decimals}
        case "day":
            return {"type": "date", "format": "yyyy-MM-dd"}
        case "moment":
            return {"type": "date"}
        case "text":
            keyword = {"type": "keyword", "ignore_above": LONGEST_KEYWORD}
            # By which it is sorted, whatever the case.
            sorted_by = {**keyword, "normalizer": "folded"}
            kept = {"keyword": keyword, "folded": sorted_by}
            return {**WORDS, "fields": kept | _ways(one, languages)}
    told: dict[str, Any] = {"type": PLAIN[column.type]}
    if one.weight:
        told["fields"] = {"words": WORDS, **_ways(one, languages)}
    return told


WORDS = {"type": "text", "analyzer": "words"}


def _ways(one: Field, languages: tuple[str, ...]) -> dict[str, Any]:
    """Further ways in which the words of a field are found: by language, and while one types."""
    if not one.weight:
        return {}
    by_language = {n: {"type": "text", "analyzer": ANALYSERS[n]} for n in languages}
    return {**by_language, "typing": {"type": "search_as_you_type", "analyzer": "words"}}
