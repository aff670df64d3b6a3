"""What was found, as other programs are told it: amounts as texts with every digit."""

from decimal import Decimal
from typing import Any

from alkasba.model.index import IndexPlan
from alkasba.model.searching import Choice, Facet, Found, Lookup

EXACT = ("money", "number")


def told_document(plan: IndexPlan, document: dict[str, Any], within: str = "") -> dict[str, Any]:
    """A document whose amounts are texts, since most programs read numbers inexactly."""
    types = {field.name: field.column.type for field in plan.fields}
    told: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            told[name] = told_document(plan, value, f"{within}{name}.")
        elif types.get(f"{within}{name}") in EXACT and isinstance(value, int | Decimal):
            told[name] = format(Decimal(value), "f")
        else:
            told[name] = value
    return told


def told_facets(lookup: Lookup, found: Found) -> dict[str, Any]:
    """What each facet counts, and which of its values are chosen."""
    chosen = {choice.facet.name: choice for choice in lookup.choices}
    return {
        facet.name: {
            "kind": facet.kind,
            "counts": [
                {
                    "value": one.value,
                    **({"label": one.label} if facet.label else {}),
                    "count": one.count,
                    "is_chosen": one.value in values_of(chosen.get(facet.name)),
                }
                for one in found.facets.get(facet.name, ())
            ],
        }
        for facet in lookup.facets
    }


def values_of(choice: Choice | None) -> set[str]:
    """The values of a choice, as an address says them."""
    if choice is None:
        return set()
    flags = {True: "yes", False: "no"}
    values = {flags[v] if isinstance(v, bool) else v for v in choice.values}
    return values | {_said(choice.facet, span.low, span.high) for span in choice.spans}


def _said(facet: Facet, low: str | None, high: str | None) -> str:
    return (low or "")[:7] if facet.kind == "months" else f"{low or ''}..{high or ''}"
