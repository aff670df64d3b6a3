"""The page that searches what is indexed: words, facets, an order, hits with marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from alkasba.derive.figures import figures
from alkasba.derive.search.asking import DEEPEST, Asked
from alkasba.derive.search.fields import reach
from alkasba.derive.search.marking import highlights
from alkasba.derive.search.telling import values_of
from alkasba.derive.web.members import has_pages
from alkasba.derive.web.telling import called, title_of_table, unit_called, value_called, when
from alkasba.derive.web.words import SIGNS, say
from alkasba.flows.searching import Answer
from alkasba.model.index import Field as IndexField
from alkasba.model.searching import Counted, Facet, Hit
from alkasba.model.shop import Shop
from alkasba.web.addresses import member_address
from alkasba.web.api import Served
from alkasba.web.api_search import LONGEST_QUESTION, Searched, chosen_in, headers_of
from alkasba.web.cards import Cell, Grid
from alkasba.web.drawing import html
from alkasba.web.form import Chip, Choice, Field
from alkasba.web.frame import frame, language_of
from alkasba.web.fresh import is_known
from alkasba.web.grids import FIGURES
from alkasba.web.visit import Named

router = APIRouter(include_in_schema=False)
HITS_OF_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Sight:
    """An answer in the eyes of a reader, and the address that asked for it."""

    shop: Shop
    answer: Answer
    language: str
    path: str
    said: list[tuple[str, str]]

    def address(self, *more: tuple[str, object], without: tuple[str, ...] = ()) -> str:
        """This page, asked otherwise; from the first hit on unless it is said."""
        left = [(k, v) for k, v in self.said if v and k not in ("rows_from", *without)]
        pairs = [*left, *((name, str(value)) for name, value in more if value not in ("", 0))]
        return f"{self.path}?{urlencode(pairs)}"

    def called(self, name: str) -> str:
        """What people call a column."""
        return called(self.shop, name, self.language)


@router.get("/search/{name}")
def search_page(
    request: Request,
    serving: Served,
    searched: Searched,
    name: str,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION)] = "",
    order: Named = "",
    offset: Annotated[int, Query(alias="rows_from", ge=0)] = 0,
) -> Response:
    """What is indexed, found by words and narrowed by facets."""
    chosen = {n: v for n, v in chosen_in(request.query_params).items() if n != "rows_from"}
    answer = searched.find(name, Asked(q, chosen, order, HITS_OF_A_PAGE, offset))
    shop, language = serving.declared.opened.shop, language_of(request)
    sight = Sight(shop, answer, language, f"/search/{name}", request.query_params.multi_items())
    values = frame(request, shop, language) | _values(sight, q, order, offset)
    page = html("search.html", language, values)
    page.headers.update(headers_of(bytes(page.body)))
    if is_known(request, page.headers["ETag"]):
        return Response(status_code=304, headers=headers_of(bytes(page.body)))
    return page


def _values(sight: Sight, words: str, order: str, offset: int) -> dict[str, Any]:
    answer, language = sight.answer, sight.language
    end = offset + HITS_OF_A_PAGE
    way = answer.way if answer.way != "all" and answer.found.hits else ""
    return {
        "title": title_of_table(sight.shop, answer.searchable.table, language),
        "search": words,
        "order": order,
        "suggest": f"/api/v1/{answer.searchable.name}/suggest",
        "total": SIGNS[language].write(Decimal(answer.found.total), 0),
        "way": say(language, f"way_{way}") if way else "",
        "fields": [_field(sight, facet) for facet in answer.lookup.facets],
        "chips": list(_chips(sight)),
        "everything": sight.address(without=tuple(answer.searchable.facets)),
        "orders": _orders(sight, order),
        "grid": _grid(sight, order),
        "next_page": sight.address(("rows_from", end)) if _has_more(answer, end) else "",
        "previous_page": sight.address(("rows_from", max(0, offset - HITS_OF_A_PAGE)))
        if offset
        else "",
    }


def _has_more(answer: Answer, end: int) -> bool:
    return end < min(answer.found.total, DEEPEST - HITS_OF_A_PAGE)


def _field(sight: Sight, facet: Facet) -> Field:
    """A facet with its counts; what is chosen stays, though nothing has it any more."""
    chosen = _chosen(sight, facet)
    counts = sight.answer.found.facets.get(facet.name, ())
    gone = [Counted(value, 0) for value in chosen if value not in {one.value for one in counts}]
    choices = [
        Choice(one.value, f"{_text(sight, facet, one)} ({one.count})", one.value in chosen)
        for one in (*counts, *gone)
    ]
    known = {one.value: one for one in (*counts, *gone)}
    names = [_text(sight, facet, known[value]) for value in chosen]
    summary = ", ".join(names) or say(sight.language, "everything")
    return Field(facet.name, sight.called(facet.name), choices, summary)


def _chosen(sight: Sight, facet: Facet) -> list[str]:
    found = (one for one in sight.answer.lookup.choices if one.facet.name == facet.name)
    return sorted(values_of(next(found, None)))


def _text(sight: Sight, facet: Facet, counted: Counted) -> str:
    """A value of a facet for people."""
    match facet.kind:
        case "flag":
            return figures([counted.value == "yes"], "", SIGNS[sight.language])[0]
        case "months":
            return when(counted.value, sight.language)
        case "ranges":
            unit = unit_called(sight.shop, facet.field.column.unit, sight.language)
            return f"{_range(sight, counted.value)} {unit}".strip()
    read = value_called(sight.shop, facet.name, counted.value, sight.language)
    return counted.label or read or counted.value


def _range(sight: Sight, value: str) -> str:
    low, _, high = value.partition("..")
    ends = [_number(sight, end) for end in (low, high) if end]
    if len(ends) == 2:
        return " – ".join(ends)
    return f"≥ {ends[0]}" if low else f"< {ends[0]}"


def _number(sight: Sight, text: str) -> str:
    number = Decimal(text)
    places = -int(number.as_tuple().exponent)
    return SIGNS[sight.language].write(number, max(0, places))


def _chips(sight: Sight) -> Iterator[Chip]:
    """Each chosen value, to be taken away by a click."""
    for facet in sight.answer.lookup.facets:
        values = _chosen(sight, facet)
        known = {one.value: one for one in sight.answer.found.facets.get(facet.name, ())}
        for value in values:
            rest = [(facet.name, other) for other in values if other != value]
            text = _text(sight, facet, known.get(value, Counted(value, 0)))
            href = sight.address(*rest, without=(facet.name,))
            yield Chip(f"{sight.called(facet.name)}: {text}", href)


def _orders(sight: Sight, order: str) -> list[Choice]:
    """The orders that are offered: what fits best, and each column that is shown, both ways."""
    first = Choice("", say(sight.language, "best_first"), not order)
    words = {"": "sorted_up", "-": "sorted_down"}
    wanted = [Choice("popular", say(sight.language, "popular_first"), order == "popular")]
    learnt = wanted if "popular" in _learnt(sight) else []
    return [first, *learnt] + [
        Choice(
            f"{sign}{name}",
            f"{sight.called(name)}, {say(sight.language, word)}",
            order == sign + name,
        )
        for name in _columns(sight)
        for sign, word in words.items()
    ]


def _learnt(sight: Sight) -> tuple[str, ...]:
    search = sight.answer.searchable.table.search
    return search.learnt if search else ()


def _columns(sight: Sight) -> dict[str, IndexField]:
    """The columns that are shown: the label, those with words, the facets."""
    searchable = sight.answer.searchable
    label = searchable.table.label or ""
    words = (field.within or field.name for field in searchable.plan.fields if field.weight)
    names = dict.fromkeys((label, *words, *searchable.facets))
    return {name: searchable.orders[name] for name in names if name in searchable.orders}


def _grid(sight: Sight, order: str) -> Grid:
    columns = _columns(sight)
    heads = [_head(sight, name, field, order) for name, field in columns.items()]
    rows = [_row(sight, columns, hit) for hit in sight.answer.found.hits]
    return Grid([heads], rows)


def _head(sight: Sight, name: str, field: IndexField, order: str) -> Cell:
    """A header; it sorts by its column, and once more the other way round."""
    href = sight.address(("order", f"-{name}" if order == name else name), without=("order",))
    way = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    unit = unit_called(sight.shop, field.column.unit, sight.language)
    text = f"{sight.called(name)} ({unit})" if unit else sight.called(name)
    return Cell(text, field.column.type in FIGURES, href, sorted=way)


def _row(sight: Sight, columns: dict[str, IndexField], hit: Hit) -> list[Cell]:
    marks = highlights(hit.document, sight.answer.lookup, sight.answer.way)
    cells = [_cell(sight, name, field, hit, marks) for name, field in columns.items()]
    table = sight.answer.searchable.table
    if has_pages(sight.shop, sight.shop.tables[table.name]):
        lang = dict(sight.said).get("lang", "")
        href = member_address(table.name, hit.document.get(table.key[0], hit.id), lang)
        cells[0] = Cell(cells[0].text or hit.id, cells[0].is_figure, href)
    return cells


def _cell(sight: Sight, name: str, field: IndexField, hit: Hit, marks: dict[str, str]) -> Cell:
    value, signs = reach(hit.document, field.name), SIGNS[sight.language]
    if value is None:
        return Cell("")
    if field.column.type in FIGURES:
        return Cell(figures([value], field.column.unit or "-", signs)[0], is_figure=True)
    if isinstance(value, bool):
        return Cell(figures([value], "", signs)[0])
    if field.column.type in ("day", "moment"):
        return Cell(when(value, sight.language))
    if read := value_called(sight.shop, name, value, sight.language):
        return Cell(read)
    # Marks are HTML in which all that the shop wrote is escaped.
    return Cell(Markup(marks[field.name]) if field.name in marks else str(value))
