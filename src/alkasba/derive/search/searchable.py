"""What can be asked of an index: its facets, its orders, the words that mean the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alkasba.derive.search.mapping import index_plan
from alkasba.derive.search.synonyms import Synonyms, read_synonyms
from alkasba.model.index import Field, IndexPlan
from alkasba.model.search import served_name
from alkasba.model.searching import Facet, Kind
from alkasba.model.shop import Shop
from alkasba.model.table import Search, Table

KINDS: dict[str, Kind] = {
    "code": "values",
    "choice": "values",
    "text": "values",
    "flag": "flag",
    "whole": "ranges",
    "number": "ranges",
    "money": "ranges",
    "day": "months",
    "moment": "months",
}
LADDER = tuple(Decimal(step) * 10**power for power in range(6) for step in (1, 2, 5))
"""Where ranges end that nobody has declared: 1, 2, 5, 10, 20 ... 500,000."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A table that can be searched, by the name that it is served at."""

    name: str
    table: Table
    plan: IndexPlan
    keys: tuple[Field, ...]
    label: Field | None
    facets: dict[str, Facet]
    orders: dict[str, Field]
    synonyms: Synonyms


def searchable_of(part: Shop, table: Table, synonyms: Sequence[str] = ()) -> Searchable:
    """A table of the part of a shop that is streamed; `synonyms` are the lines of its file."""
    plan, search = index_plan(part, table), table.search or Search(f"index_{table.name}")
    orders = {n: f for n in table.indexed_columns if (f := _read_by_people(part, table, plan, n))}
    orders |= {f.name: f for f in plan.fields if f.is_learnt and not f.is_list}
    facets = {name: _facet(part, table, plan, name) for name in search.facets}
    return Searchable(
        name=served_name(search),
        table=table,
        plan=plan,
        keys=tuple(plan.field(name) for name in table.key),
        label=orders.get(table.label or ""),
        facets={name: facet for name, facet in facets.items() if facet},
        orders=orders,
        synonyms=read_synonyms([*synonyms, *_translated(part, plan)]),
    )


def _translated(part: Shop, plan: IndexPlan) -> Iterator[str]:
    """What the shop calls its choices in other languages means the same as what it stores."""
    for field in plan.fields:
        if field.weight and not field.within:
            for value in field.column.choices:
                told = (texts.get(field.name, {}) for texts in part.words.values.values())
                names = [value, *(texts[value] for texts in told if value in texts)]
                # A sign of the file of synonyms would cut it elsewhere.
                if len(names) > 1 and not any(sign in name for name in names for sign in ",،#"):
                    yield ", ".join(names)


def _read_by_people(part: Shop, table: Table, plan: IndexPlan, name: str) -> Field | None:
    """The field that shows a column: of another member its label, else its key."""
    refers = table.indexed_columns[name].refers
    if refers is None:
        return plan.find(name)
    other = part.tables[refers]
    return plan.find(f"{name}.{other.label}") or plan.find(f"{name}.{other.key[0]}")


def _facet(part: Shop, table: Table, plan: IndexPlan, name: str) -> Facet | None:
    search, refers = table.search, table.indexed_columns[name].refers
    label = _read_by_people(part, table, plan, name)
    field = plan.find(f"{name}.{part.tables[refers].key[0]}" if refers else name)
    if field is None:
        return None
    kind = KINDS[field.column.type]
    said = search.ranges.get(name, ()) if search else ()
    bounds = (said or LADDER) if kind == "ranges" else ()
    return Facet(name, kind, field, label if label != field else None, bounds)
