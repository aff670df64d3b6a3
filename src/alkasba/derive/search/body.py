"""A question as Elasticsearch and OpenSearch are asked it: words that all of them know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from alkasba.derive.search.breadth import Breadth, breadth
from alkasba.derive.search.words import slips_allowed
from alkasba.model.index import Field
from alkasba.model.searching import Choice, Concept, Facet, Lookup, Span, Way

Body = dict[str, Any]
FORMS, OTHERS, STARTED, SLIPS = 0.6, 0.7, 0.5, 0.3
"""How much it counts, beside the word as written, that another form of it is there, something that
means the same, something that begins like it, something that is nearly it."""
WHOLE = 8
"""How much it counts that the whole question is the name."""
MOST_VALUES = 100
EVERY = "every"


def body(lookup: Lookup, way: Way, seconds: float) -> Body:
    """What is posted to `/NAME/_search`."""
    told: Body = {
        "size": lookup.limit,
        "track_total_hits": True,
        "timeout": f"{max(1, round(seconds))}s",
        "query": _query(lookup, way),
        "aggs": {EVERY: {"filter": {"match_all": {}}}, **_facets(lookup)},
        "sort": _sort(lookup),
        "track_scores": lookup.is_ranked,
    }
    if lookup.choices:
        told["post_filter"] = _all_of(map(_chosen, lookup.choices))
    return told | ({"search_after": [*lookup.after]} if lookup.after else {"from": lookup.offset})


def _query(lookup: Lookup, way: Way) -> Body:
    if not lookup.concepts:
        return {"match_all": {}}
    words, last = _Words(lookup, way, breadth(lookup, way)), lookup.concepts[-1]
    told = [words.concept(one, is_last=one is last) for one in lookup.concepts]
    if way == "any":
        return {"bool": {"should": told, "minimum_should_match": 1}}
    return {"bool": {"must": told, "should": _whole(lookup)}}


def _whole(lookup: Lookup) -> list[Body]:
    """That the label is what was asked, and no more, puts a hit first."""
    if lookup.label is None:
        return []
    words = lookup.text.strip()
    return [{"term": {_sorted_by(lookup.label): {"value": words, "boost": WHOLE}}}]


@dataclass(frozen=True, slots=True)
class _Words:
    """How the words of a question are asked for."""

    lookup: Lookup
    way: Way
    breadth: Breadth

    def concept(self, concept: Concept, *, is_last: bool) -> Body:
        """Any way in which a thing is named; the best one counts."""
        one = self.alike if self.way in ("alike", "any") else self.word
        told = [_all_of(map(one, concept.written))]
        told += [self.phrase(other) for other in concept.others if self.breadth.has_others]
        if self.way != "all" and is_last:
            *before, cut = concept.written
            told.append(_all_of([*map(self.word, before), self.started(cut)]))
        return {"dis_max": {"queries": told, "tie_breaker": 0.1}}

    def word(self, word: str) -> Body:
        """A word as it is written, or another form of it."""
        fields = self.fields(has_forms=self.breadth.has_forms)
        told = {"query": word, "type": "best_fields", "fields": fields, "tie_breaker": 0.3}
        return {"multi_match": told}

    def phrase(self, words: Sequence[str]) -> Body:
        """Words that mean the same as others, one after the other."""
        kind = "phrase" if len(words) > 1 else "best_fields"
        fields = self.fields(has_forms=self.breadth.has_forms_of_others)
        told = {"query": " ".join(words), "type": kind, "fields": fields, "boost": OTHERS}
        return {"multi_match": told}

    def alike(self, word: str) -> Body:
        """A word as it is, or with as many slips as its length allows, after the first letter."""
        slips: Body = {"fuzziness": slips_allowed(word), "prefix_length": 1, "boost": SLIPS}
        slips["max_expansions"] = self.breadth.slips
        told = {"query": word, "type": "best_fields", "fields": self.fields(has_forms=False)}
        return _any_of([self.word(word), {"multi_match": told | slips}])

    def started(self, word: str) -> Body:
        """All that begins with these letters."""
        ways = [
            f"{one.name}.typing{gram}^{one.weight}"
            for one in self.breadth.fields(self.lookup)
            for gram in ("", "._2gram", "._3gram")
        ]
        told = {"query": word, "type": "bool_prefix", "fields": ways, "boost": STARTED}
        return {"multi_match": told}

    def fields(self, *, has_forms: bool) -> list[str]:
        """Where words are looked for, and how much a word there says."""
        found = []
        for one in self.breadth.fields(self.lookup):
            found.append(f"{_plain(one)}^{one.weight}")
            if has_forms:
                weight = round(one.weight * FORMS, 2)
                found += [f"{one.name}.{name}^{weight}" for name in self.lookup.languages]
        return found


def _plain(one: Field) -> str:
    """The field of the words as they are written; one that is counted by keeps them apart."""
    return one.name if one.column.type == "text" else f"{one.name}.words"


def _exact(one: Field) -> str:
    """The field of whole values."""
    return f"{one.name}.keyword" if one.column.type == "text" else one.name


def _sorted_by(one: Field) -> str:
    return f"{one.name}.folded" if one.column.type == "text" else one.name


def _sort(lookup: Lookup) -> list[Body | str]:
    """The order; the key decides between equals, so that each hit has one place."""
    first: list[Body | str] = ["_score"] if lookup.is_ranked else []
    if lookup.order is not None:
        first = [_by(_sorted_by(lookup.order.field), is_down=lookup.order.is_down)]
    return [*first, *(_by(_exact(one)) for one in lookup.keys)]


def _by(name: str, *, is_down: bool = False) -> Body:
    # An index that was made by an earlier declaration may lack the field.
    way = "desc" if is_down else "asc"
    return {name: {"order": way, "missing": "_last", "unmapped_type": "keyword"}}


def _facets(lookup: Lookup) -> Body:
    """What each facet counts: the hits, narrowed by what is chosen of the others."""
    told: Body = {}
    for facet in lookup.facets:
        others = [_chosen(one) for one in lookup.choices if one.facet.name != facet.name]
        told[f"facet.{facet.name}"] = {
            "filter": _all_of(others),
            "aggs": {"counts": _counts(facet)},
        }
    return told


def _counts(facet: Facet) -> Body:
    match facet.kind:
        case "ranges":
            told = {key: _span(facet, span) for key, span in ranges(facet).items()}
            return {"filters": {"filters": told}}
        case "months":
            months = {"field": facet.field.name, "calendar_interval": "month", "format": "yyyy-MM"}
            return {"date_histogram": {**months, "min_doc_count": 1}}
    order = [{"_count": "desc"}, {"_key": "asc"}]
    counts: Body = {"terms": {"field": _exact(facet.field), "size": MOST_VALUES, "order": order}}
    if facet.label is not None:
        counts["aggs"] = {"label": {"terms": {"field": _exact(facet.label), "size": 1}}}
    return counts


def ranges(facet: Facet) -> dict[str, Span]:
    """The ranges of a facet of numbers, by how they are asked for: 5..10.

    >>> from decimal import Decimal
    >>> list(ranges(Facet("price", "ranges", None, bounds=(Decimal(5), Decimal(10)))))
    ['..5', '5..10', '10..']
    """
    ends = [format(bound, "f") for bound in facet.bounds]
    pairs = zip([None, *ends], [*ends, None], strict=True)
    return {f"{low or ''}..{high or ''}": Span(low, high) for low, high in pairs}


def _chosen(choice: Choice) -> Body:
    if choice.spans:
        return _any_of([_span(choice.facet, span) for span in choice.spans])
    return {"terms": {_exact(choice.facet.field): [*choice.values]}}


def _span(facet: Facet, span: Span) -> Body:
    ends = {"gte": span.low, "lt": span.high}
    return {"range": {facet.field.name: {word: end for word, end in ends.items() if end}}}


def _all_of(conditions: Iterable[Body]) -> Body:
    told = list(conditions)
    return told[0] if len(told) == 1 else {"bool": {"must": told}}


def _any_of(conditions: list[Body]) -> Body:
    return {"bool": {"should": conditions, "minimum_should_match": 1}}
