"""The pages of the report: which visuals stand on each, and where."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from alkasba.derive.powerbi.pbir.fields import Model, Named
from alkasba.derive.powerbi.pbir.grid import (
    HEIGHT,
    MOST_CARDS,
    MOST_SLICERS,
    MOST_VISUALS,
    ROWS,
    WIDTH,
    Box,
    on_a_phone,
    place,
    rows_of,
)
from alkasba.derive.powerbi.pbir.ids import Ids
from alkasba.derive.powerbi.pbir.pieces import (
    PARAMETER,
    PERIOD,
    Piece,
    heading,
    period_buttons,
    slicer,
    tile_piece,
)
from alkasba.derive.powerbi.pbir.words import say
from alkasba.derive.web.reach import facts_of_dashboard, is_period, parameters_of
from alkasba.derive.web.telling import title_of_dashboard
from alkasba.errors import DeclarationError
from alkasba.model.dashboard import Dashboard, Tile

Filter = tuple[Named, str]
"""What a dashboard is filtered by: the column, and what it holds."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its visuals with their places on a screen and on a phone, in the order of reading.

    `use` is what Power BI shows it for where it is no page of the list; `bound` is then the column
    whose value it is about. `filters` are columns that the filter pane offers.
    """

    id: str
    title: str
    pieces: tuple[Piece, ...]
    boxes: tuple[Box, ...]
    use: str = ""
    bound: Named | None = None
    filters: tuple[Named, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def phone(self) -> list[Box]:
        return on_a_phone([piece.phone for piece in self.pieces])


@dataclass(frozen=True, slots=True)
class Part:
    """What one page of a dashboard holds of its tiles: numbers above, rows of charts below."""

    cards: tuple[Piece, ...]
    rows: tuple[tuple[Piece, ...], ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (*self.cards, *(chart for row in self.rows for chart in row))


def dashboard_sheets(
    model: Model, dashboard: Dashboard, hints: dict[str, str] | None = None
) -> list[Sheet]:
    """The pages of a dashboard; `hints` are the tooltip pages, by the column they are about."""
    ids = Ids(model.shop, f"dashboard {dashboard.name}")
    pieces = [
        _piece(model, ids, dashboard, number, tile, hints or {})
        for number, tile in enumerate(dashboard.tiles, start=1)
    ]
    filters = [*_filters(model, dashboard), *_parameters(model, dashboard)]
    room = MOST_VISUALS - 2 - min(len(filters), MOST_SLICERS)
    parts = parts_of(pieces, room)
    titles = _titles(model, title_of_dashboard(dashboard, model.language), len(parts))
    return [
        _sheet(model, f"dashboard {dashboard.name} {number}", title, filters, part)
        for number, (title, part) in enumerate(zip(titles, parts, strict=True), start=1)
    ]


def refused_of(model: Model, dashboard: Dashboard) -> Iterator[DeclarationError]:
    """What cannot be told of a dashboard: its filters, and each of its tiles by itself."""
    ids = Ids(model.shop, f"dashboard {dashboard.name}")
    checks: list[Callable[[], object]] = [partial(_filters, model, dashboard)]
    checks += [
        partial(_piece, model, ids, dashboard, number, tile, {})
        for number, tile in enumerate(dashboard.tiles, start=1)
    ]
    for check in checks:
        try:
            check()
        except DeclarationError as error:
            yield error


def _piece(
    model: Model, ids: Ids, dashboard: Dashboard, number: int, tile: Tile, hints: dict[str, str]
) -> Piece:
    """A tile as a visual; what Power BI cannot say of it is told with its file and number."""
    try:
        return tile_piece(model, ids, tile, hints)
    except DeclarationError as error:
        raise type(error)(
            error.what,
            where=f"dashboards/{dashboard.name}.toml, tile {number}",
            next_step=error.next_step or "Change the tile, or leave the dashboard out.",
        ) from error


def _filters(model: Model, dashboard: Dashboard) -> list[Filter]:
    """The filters that some tile knows; the period, and what is one column, count once."""
    facts = facts_of_dashboard(model.shop, dashboard)
    found = (_filter(model, dashboard, facts, term) for term in dashboard.filters)
    once: dict[str, Filter] = {}
    for one in filter(None, found):
        once.setdefault(one[0].reference, one)
    return list(once.values())


def _parameters(model: Model, dashboard: Dashboard) -> list[Filter]:
    """What a reader may set of what the dashboard shows."""
    return [
        (Named(name, name, model.caption(name)), PARAMETER)
        for name in parameters_of(model.shop, dashboard)
    ]


def _filter(model: Model, dashboard: Dashboard, facts: list[str], term: str) -> Filter | None:
    if is_period(model.shop, term):
        return model.day(), PERIOD
    try:
        return model.filter_column(facts, term)
    except DeclarationError as error:
        raise type(error)(
            error.what,
            where=f"dashboards/{dashboard.name}.toml, filters",
            next_step=f"Leave '{term}' out, or filter by something that Power BI has.",
        ) from error


def _titles(model: Model, title: str, count: int) -> list[str]:
    if count == 1:
        return [title]
    return [say(model.language, "of", title=title, number=n) for n in range(1, count + 1)]


def parts_of(pieces: Sequence[Piece], room: int) -> list[Part]:
    """The tiles page by page: as many cards as stand side by side, two rows of charts, and no more
    visuals than there is room for."""
    cards = [piece for piece in pieces if piece.is_card]
    charts = [piece for piece in pieces if not piece.is_card]
    rows = [tuple(charts[at] for at in row) for row in rows_of([one.share for one in charts])]
    parts: list[Part] = []
    while cards or rows or not parts:
        first, cards = _fitting(cards), cards[len(_fitting(cards)) :]
        free = room - len(first)
        number = next((n for n in range(ROWS, 0, -1) if _fits(rows[:n], free)), 0)
        parts.append(Part(tuple(first), tuple(rows[:number])))
        rows = rows[number:]
    return parts


def _fits(rows: Iterable[Sequence[Piece]], room: int) -> bool:
    return sum(map(len, rows)) <= room


def _fitting(cards: Sequence[Piece]) -> list[Piece]:
    """The cards that stand side by side; one of them may be wide."""
    fitting: list[Piece] = []
    for card in cards[:MOST_CARDS]:
        if sum(one.share for one in fitting) + card.share > MOST_CARDS + 1:
            break
        fitting.append(card)
    return fitting


def _sheet(model: Model, name: str, title: str, filters: Sequence[Filter], part: Part) -> Sheet:
    ids = Ids(model.shop, name)
    slicers = [slicer(model, ids, column, kind) for column, kind in filters[:MOST_SLICERS]]
    has_period = any(kind == PERIOD for _, kind in filters)
    head = [heading(model, ids, title), *([period_buttons(model, ids)] if has_period else [])]
    rest = tuple(column for column, _ in filters[MOST_SLICERS:])
    return laid_out(model, ids, title, head, slicers, part, filters=rest)


def laid_out(
    model: Model,
    ids: Ids,
    title: str,
    head: Sequence[Piece],
    slicers: Sequence[Piece],
    part: Part,
    *,
    filters: tuple[Named, ...] = (),
) -> Sheet:
    """A page with everything in its place."""
    boxes = place(
        [piece.share for piece in slicers],
        [piece.share for piece in part.cards],
        [[piece.share for piece in row] for row in part.rows],
        buttons=len(head) > 1,
    )
    noted = tuple(with_notes(model, slicers, piece) for piece in part.pieces)
    return Sheet(ids.page(), title, (*head, *slicers, *noted), tuple(boxes), filters=filters)


def with_notes(model: Model, slicers: Sequence[Piece], piece: Piece) -> Piece:
    """The visual with a line on the filters of its page that do not reach it, or its target."""
    ignored = list(_unreached(model, slicers, piece.facts))
    beside = [
        name for name in _unreached(model, slicers, piece.target_facts) if name not in ignored
    ]
    notes = []
    if ignored:
        notes.append(say(model.language, "not_filtered", names=", ".join(ignored)))
    if beside:
        names = ", ".join(beside)
        notes.append(say(model.language, "target_not_filtered", target=piece.target, names=names))
    return replace(piece, notes=tuple(notes))


def _unreached(model: Model, slicers: Sequence[Piece], facts: Sequence[str]) -> Iterator[str]:
    for one in slicers:
        if not reaches_all(model, one, facts):
            yield one.title


def reaches_all(model: Model, source: Piece, facts: Sequence[str]) -> bool:
    """Whether all that is chosen in a visual chooses rows of all of these facts.

    Where one of several facts would stay whole, a ratio of them would be wrong.
    """
    return all(model.reaches(fact, column.table) for fact in facts for column in source.cut)
